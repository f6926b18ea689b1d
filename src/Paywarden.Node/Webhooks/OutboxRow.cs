namespace Paywarden.Webhooks;

/// <summary>A row of webhook_outbox. Times are Unix milliseconds.</summary>
internal sealed class OutboxRow
{
    public const string Columns =
        "ledger, target, subject, sequence_number AS SequenceNumber, event_id AS EventId, kind, happened, body, due, set_aside AS SetAside, tries, first_failure AS FirstFailure, why";

    public string Ledger { get; init; } = "";

    public string Target { get; init; } = "";

    public string Subject { get; init; } = "";

    public long SequenceNumber { get; init; }

    public string EventId { get; init; } = "";

    public string Kind { get; init; } = "";

    public long Happened { get; init; }

    public string Body { get; init; } = "";

    public long Due { get; init; }

    public int SetAside { get; init; }

    public int Tries { get; init; }

    public long? FirstFailure { get; init; }

    public string? Why { get; init; }

    public static OutboxRow Of(string ledger, OutboxEvent e) => new()
    {
        Ledger = ledger,
        Target = e.Target,
        Subject = e.Subject,
        SequenceNumber = e.Sequence,
        EventId = e.Id,
        Kind = e.Kind,
        Happened = e.At.ToUnixTimeMilliseconds(),
        Body = e.Body,
    };

    public OutboxEvent Event() => new(Target, Subject, SequenceNumber, EventId, Kind, DateTimeOffset.FromUnixTimeMilliseconds(Happened), Body)
    {
        Tries = new OutboxTries(Tries, FirstFailure is { } first ? DateTimeOffset.FromUnixTimeMilliseconds(first) : null, Why),
    };
}

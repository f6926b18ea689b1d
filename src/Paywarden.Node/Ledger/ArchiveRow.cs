using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A row of payment_archive.</summary>
internal sealed class ArchiveRow
{
    public string Ledger { get; init; } = "";

    public string PaymentId { get; init; } = "";

    public string Payer { get; init; } = "";

    public string Stage { get; init; } = "";

    public string? Txid { get; init; }

    /// <summary>Satoshis.</summary>
    public long? Fee { get; init; }

    /// <summary>Unix milliseconds, like every time here.</summary>
    public long Accepted { get; init; }

    public long Settled { get; init; }

    /// <summary>What was ordered, as JSON: it is compared by what it means, so its text may change from version to version.</summary>
    public string Ordered { get; init; } = "";

    /// <summary>The sentence why not; null for a payment that was made.</summary>
    public string? Rejected { get; init; }

    public string? Proof { get; init; }

    /// <summary>What happened to it, as JSON; null: it was archived before that was kept.</summary>
    public string? Story { get; init; }

    public static ArchiveRow Of(string ledger, ArchivedPayment p) => new()
    {
        Ledger = ledger,
        PaymentId = p.Id.Value,
        Payer = p.Order.User,
        Stage = p.Stage == PaymentStage.Final ? "final" : "rejected",
        Txid = p.Txid?.ToString(),
        Fee = p.Fee?.Satoshis,
        Accepted = p.Accepted.ToUnixTimeMilliseconds(),
        Settled = p.Settled.ToUnixTimeMilliseconds(),
        Ordered = ArchiveJson.Write(p.Order),
        Rejected = p.Rejected?.Why,
        Proof = p.Rejected is { } proof ? ArchiveJson.Write(proof) : null,
        Story = ArchiveJson.Write(p.Story),
    };

    public ArchivedPayment Payment() => new(
        ArchiveJson.ReadOrder(new PaymentId(PaymentId), Payer, Ordered),
        Stage == "final" ? PaymentStage.Final : PaymentStage.Rejected,
        Txid is { } txid ? ArchiveJson.Txid(txid) : null,
        Fee is { } fee ? Amount.Of(fee) : null,
        DateTimeOffset.FromUnixTimeMilliseconds(Accepted),
        DateTimeOffset.FromUnixTimeMilliseconds(Settled),
        Proof is { } proof ? ArchiveJson.ReadProof(proof) : null)
    {
        Story = Story is { } story ? ArchiveJson.ReadStory(story) : [],
    };
}

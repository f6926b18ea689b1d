using System.Collections.Immutable;
using Paywarden.Ledger;

namespace Paywarden.Webhooks;

/// <summary>The open payments as they stood at an event of a ledger's past. Applies events as the ledger does, and passes over those of payments that it
/// has not seen accepted: so it may begin in the middle, at <see cref="Floor"/>, and rows before that are needed by nobody.</summary>
public sealed record WebhookFold
{
    public static readonly WebhookFold Empty = new();

    /// <summary>Holds payments and attempts as the ledger did. What concerns neither is not in it.</summary>
    public LedgerState Ledger { get; private init; } = LedgerState.Empty;

    /// <summary>Payments that are not archived, by the sequence number at which they were accepted.</summary>
    private ImmutableSortedDictionary<long, PaymentId> Open { get; init; } = ImmutableSortedDictionary<long, PaymentId>.Empty;

    private ImmutableDictionary<PaymentId, long> AcceptedAt { get; init; } = ImmutableDictionary<PaymentId, long>.Empty;

    /// <summary>Whoever has applied everything up to <paramref name="sequence"/> and begins anew needs the events from here on.</summary>
    public long Floor(long sequence) => Open.IsEmpty ? sequence + 1 : Open.Keys.First();

    public WebhookFold Apply(long sequence, LedgerEvent e) => e switch
    {
        LedgerEvent.Accepted a => Applied(a) with { Open = Open.SetItem(sequence, a.Order.Id), AcceptedAt = AcceptedAt.SetItem(a.Order.Id, sequence) },
        LedgerEvent.Built b => b.Payments.Where(Ledger.Payments.ContainsKey).ToImmutableArray() is { IsEmpty: false } known ? Applied(b with { Payments = known }) : this,
        LedgerEvent.Archived a => AcceptedAt.TryGetValue(a.Payment, out var at) ? Applied(a) with { Open = Open.Remove(at), AcceptedAt = AcceptedAt.Remove(a.Payment) } : this,
        _ => Payments(e).IsEmpty ? this : Applied(e),
    };

    /// <summary>Whom an event concerns, of those that are known.</summary>
    public ImmutableArray<Payment> Payments(LedgerEvent e) => e switch
    {
        LedgerEvent.Accepted a => Known(a.Order.Id),
        LedgerEvent.Rejected r => Known(r.Payment),
        LedgerEvent.Dropped x => Of(x.Attempt),
        LedgerEvent.Signed x => Of(x.Attempt),
        LedgerEvent.Exposed x => Of(x.Attempt),
        LedgerEvent.Seen x => Of(x.Attempt),
        LedgerEvent.Unseen x => Of(x.Attempt),
        LedgerEvent.Confirmed x => Of(x.Attempt),
        LedgerEvent.Unconfirmed x => Of(x.Attempt),
        LedgerEvent.Final x => Of(x.Attempt),
        LedgerEvent.Lost x => Of(x.Attempt),
        _ => [],
    };

    private ImmutableArray<Payment> Of(int attempt) => Ledger.Attempts.TryGetValue(attempt, out var found) ? [.. found.Payments.SelectMany(id => Known(id))] : [];

    private ImmutableArray<Payment> Known(PaymentId id) => Ledger.Payments.TryGetValue(id, out var payment) ? [payment] : [];

    private WebhookFold Applied(LedgerEvent e) => this with { Ledger = LedgerMachine.Apply(Ledger, e) };
}

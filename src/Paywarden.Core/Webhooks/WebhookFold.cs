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

    /// <summary>Payments that are not archived, and their mates, by the sequence number at which they were accepted.</summary>
    private ImmutableSortedDictionary<long, PaymentId> Open { get; init; } = ImmutableSortedDictionary<long, PaymentId>.Empty;

    private ImmutableDictionary<PaymentId, long> AcceptedAt { get; init; } = ImmutableDictionary<PaymentId, long>.Empty;

    /// <summary>Whoever has applied everything up to <paramref name="sequence"/> and begins anew needs the events from here on.</summary>
    public long Floor(long sequence) => Open.IsEmpty ? sequence + 1 : Open.Keys.First();

    public WebhookFold Apply(long sequence, LedgerEvent e) => e switch
    {
        LedgerEvent.Accepted a => Applied(a) with { Open = Open.SetItem(sequence, a.Order.Id), AcceptedAt = AcceptedAt.SetItem(a.Order.Id, sequence) },
        LedgerEvent.Built b => b.Payments.Where(Ledger.Payments.ContainsKey).ToImmutableArray() is { IsEmpty: false } known ? Applied(b with { Payments = known }) : this,
        LedgerEvent.Adopted x => x.Payments.Where(Ledger.Payments.ContainsKey).ToImmutableArray() is { IsEmpty: false } known ? Applied(x with { Payments = known }) : this,
        LedgerEvent.KeptBack x => Known(x.Payment).IsEmpty ? this : Applied(x),
        LedgerEvent.LetGo x => Known(x.Payment).IsEmpty ? this : Applied(x),
        LedgerEvent.GivenUp x => Of(x.Attempt).IsEmpty ? this : Applied(x),
        LedgerEvent.Archived a => Known(a.Payment).IsEmpty ? this : Applied(a).Without(Mates(a.Payment)),
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
        LedgerEvent.Adopted x => Of(x.Attempt),
        _ => [],
    };

    /// <summary>It, and all that one of its transactions was made for.</summary>
    private ImmutableArray<PaymentId> Mates(PaymentId id) => [.. Ledger.Payments[id].Attempts.SelectMany(number => Ledger.Attempts[number].Payments).Prepend(id).Distinct()];

    /// <summary>A payment that is archived is needed for as long as an open one shares a transaction with it: without it, the other's share of the fee is not known.</summary>
    private WebhookFold Without(ImmutableArray<PaymentId> archived)
    {
        if (archived.Length == 1)
        {
            return Without(archived[0]);
        }

        var needed = Ledger.Attempts.Values.SelectMany(a => a.Payments).Concat(Ledger.Payments.Keys).ToHashSet();
        return archived.Where(id => !needed.Contains(id) && AcceptedAt.ContainsKey(id)).Aggregate(this, (fold, id) => fold.Without(id));
    }

    private WebhookFold Without(PaymentId id) => this with { Open = Open.Remove(AcceptedAt[id]), AcceptedAt = AcceptedAt.Remove(id) };

    private ImmutableArray<Payment> Of(int attempt) => Ledger.Attempts.TryGetValue(attempt, out var found) ? [.. found.Payments.SelectMany(id => Known(id))] : [];

    private ImmutableArray<Payment> Known(PaymentId id) => Ledger.Payments.TryGetValue(id, out var payment) ? [payment] : [];

    private WebhookFold Applied(LedgerEvent e) => this with { Ledger = LedgerMachine.Apply(Ledger, e) };
}

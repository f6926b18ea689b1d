using System.Collections.Immutable;
using Event = Paywarden.Ledger.LedgerEvent;

namespace Paywarden.Ledger;

/// <summary>Keeps at hand what is asked after every append, so that no answer needs a walk over all that is open. Each index follows from payments and
/// attempts alone; a property holds it equal to what a walk finds.</summary>
public static partial class LedgerMachine
{
    /// <summary>Payments that an event may have moved, as the ledger has them before or after it.</summary>
    public static IEnumerable<PaymentId> Touched(LedgerState before, LedgerState after, Event e) => e switch
    {
        Event.Accepted a => [a.Order.Id],
        Event.Rejected r => [r.Payment],
        Event.Archived a => [a.Payment],
        _ => AttemptOf(e) is { } number && (after.Attempts.GetValueOrDefault(number) ?? before.Attempts.GetValueOrDefault(number)) is { } attempt ? attempt.Payments : [],
    };

    /// <summary>The same ledger with every index made anew; for a ledger that was not made by applying events one by one.</summary>
    public static LedgerState Reindexed(LedgerState state)
    {
        var alive = state.Attempts.Values.Where(a => a.IsAlive).SelectMany(a => a.Draft.Coins.Select(c => c.Outpoint)).GroupBy(coin => coin);
        var bare = state with
        {
            Settled = LedgerState.Empty.Settled,
            Expiries = [],
            Sending = [],
            Out = [],
            Contested = [.. alive.Where(g => g.Count() > 1).Select(g => g.Key)],
        };
        return bare.Attempts.Values.Aggregate(bare.Payments.Values.Aggregate(bare, Placed), Placed);
    }

    private static LedgerState Indexed(LedgerState before, LedgerState after, Event e)
    {
        if (AttemptOf(e) is { } number && after.Attempts.TryGetValue(number, out var attempt))
        {
            after = Placed(after, attempt);
        }

        foreach (var id in Touched(before, after, e))
        {
            after = after.Payments.TryGetValue(id, out var payment) ? Placed(after, payment)
                : after with { Settled = after.Settled.Remove(before.Payments[id].Number), Expiries = after.Expiries.Remove(ExpiryOf(before.Payments[id])) };
        }

        return after;
    }

    private static LedgerState Placed(LedgerState state, Payment payment) => state with
    {
        Settled = IsSettled(state, payment) ? state.Settled.SetItem(payment.Number, payment.Id) : state.Settled.Remove(payment.Number),
        Expiries = state.Queue.ContainsKey(payment.Number) ? state.Expiries.Add(ExpiryOf(payment)) : state.Expiries.Remove(ExpiryOf(payment)),
    };

    private static LedgerState Placed(LedgerState state, Attempt attempt) => state with
    {
        Sending = attempt.IsToBeSent ? state.Sending.Add(attempt.Number) : state.Sending.Remove(attempt.Number),
        Out = attempt.IsOut ? state.Out.Add(attempt.Number) : state.Out.Remove(attempt.Number),
    };

    private static (DateTimeOffset At, long Number) ExpiryOf(Payment payment) => (payment.Order.Expires, payment.Number);

    private static int? AttemptOf(Event e) => e switch
    {
        Event.Built b => b.Attempt,
        Event.Dropped d => d.Attempt,
        Event.Signed s => s.Attempt,
        Event.Exposed x => x.Attempt,
        Event.Seen s => s.Attempt,
        Event.Unseen u => u.Attempt,
        Event.Confirmed c => c.Attempt,
        Event.Unconfirmed u => u.Attempt,
        Event.Final f => f.Attempt,
        Event.Lost l => l.Attempt,
        Event.Adopted a => a.Attempt,
        _ => null,
    };
}

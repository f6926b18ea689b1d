using System.Collections.Immutable;
using Paywarden.Kernel;
using Command = Paywarden.Ledger.LedgerCommand;
using Event = Paywarden.Ledger.LedgerEvent;

namespace Paywarden.Ledger;

/// <summary>A ledger compared with the chain, and the end of a hold. A journal that was restored knows payments as open that were made since; and of some that
/// were made it knows nothing at all. The first are found by what they pay and taken for what they are; what pays somebody and is nobody's stays in a book, and an
/// order for the same is refused, since it may be a retry with a key that was forgotten.</summary>
public static partial class LedgerMachine
{
    private static Decision<Event> Held(LedgerState state) =>
        No("held", $"the wallet's money is held: {state.Held}. To end it: paywarden reconcile {state.Wallet}, then paywarden release {state.Wallet} --reason WHY");

    private static Decision<Event> Release(LedgerState state, Command.Release c, DateTimeOffset now) =>
        state.Held is null ? Nothing
        : !state.IsReconciled ? No("not-reconciled", $"the ledger was not compared with the chain since the hold began: first paywarden reconcile {state.Wallet}, and read what it finds")
        : Do(new Event.Released(c.By, c.Why, now));

    private static Decision<Event> Reconcile(LedgerState state, Command.Reconcile c, DateTimeOffset now)
    {
        var found = new Findings(state, now);
        foreach (var note in c.Notes)
        {
            found.Say(note);
        }

        foreach (var settled in c.Settled.Where(s => s.Rejected is not null))
        {
            found.Reject(settled);
        }

        // Oldest first, as payments are made: of two that pay the same the first ordered was the first made.
        foreach (var spend in c.Spends.OrderByDescending(s => s.Confirmations).ThenBy(s => s.Txid))
        {
            found.Match(spend, c.Settled);
        }

        found.Compare(c);
        var next = Math.Max(state.NextIndex, state.Held is null ? 0 : c.Receiving);
        if (next > state.NextIndex)
        {
            found.Say($"the daemons have {c.Receiving} receiving addresses and the ledger had given away {state.NextIndex}: the next that is given away is number {next}");
        }

        return Do(found.Events(c.By, next));
    }

    private static LedgerState Apply(LedgerState state, Event.Adopted e)
    {
        var payments = e.Payments.Select(id => state.Payments[id]).ToList();
        var attempt = new Attempt(e.Attempt, e.Payments, e.Draft, state.Epoch, e.Replaces, AttemptStage.Exposed) { Raw = e.Raw, Txid = e.Txid };
        return state with
        {
            LastAttempt = e.Attempt,
            Attempts = state.Attempts.SetItem(e.Attempt, attempt),
            ByTxid = state.ByTxid.SetItem(e.Txid, e.Attempt),
            Payments = state.Payments.SetItems(payments.Select(p => KeyValuePair.Create(p.Id, p with { Attempts = p.Attempts.Add(e.Attempt) }))),
            Queue = state.Queue.RemoveRange(payments.Select(p => p.Number)),
            Contested = state.Contested.Union(e.Draft.Coins.Select(coin => coin.Outpoint).Where(state.Leases.ContainsKey)),
            Leases = state.Leases.SetItems(e.Draft.Coins.Select(coin => KeyValuePair.Create(coin.Outpoint, e.Attempt))),
        };
    }

    private static LedgerState Apply(LedgerState state, Event.Reconciled e) => state with
    {
        IsReconciled = true,
        LastReconciled = new Reconciliation(e.At, e.By, e.Differences),
        Unexplained = ForeignBook.Of(e.Foreign, e.At),
        NextIndex = Math.Max(state.NextIndex, e.NextIndex),
    };
}

using Paywarden.Kernel;
using Event = Paywarden.Ledger.LedgerEvent;

namespace Paywarden.Ledger;

/// <summary>Tells the operators' history what happened to money, in sentences. No amounts, addresses or transactions of single payments: those are
/// the treasurer's, by <c>getpayment</c>.</summary>
internal static class LedgerStory
{
    public static void Tell(LedgerWorld world, string wallet, LedgerLoop.Batch batch)
    {
        foreach (var e in batch.Events)
        {
            if (Sentence(wallet, e) is var (kind, why))
            {
                world.Events.Append(new EventEntry(0, e.At, kind, world.Node, wallet, "", why, By(e)));
            }
        }
    }

    private static string By(Event e) => e switch
    {
        Event.Released r => r.By,
        Event.Reconciled r => r.By,
        _ => "paywarden",
    };

    private static (string Kind, string Why)? Sentence(string wallet, Event e) => e switch
    {
        Event.Bound => ("ledger-bound", $"{wallet} has a ledger from now on"),
        Event.BuilderChosen b => ("builder-chosen", $"{b.Daemon} builds the payments of {wallet} from now on (epoch {b.Epoch})"),
        Event.Held h => ("wallet-held", $"the money of {wallet} is held: {h.Why}"),
        Event.Released r => ("wallet-released", $"{r.By} has released the money of {wallet}: {r.Why}"),
        Event.Imported i => ("addresses-counted", $"{i.Count} addresses of {wallet} count as shown before: its ledger hands out those behind them"),
        Event.Reconciled r => ("wallet-reconciled", $"{r.By} has compared the ledger of {wallet} with the chain: {(r.Differences.IsEmpty ? "no differences" : $"{r.Differences.Length} differences")}"),
        Event.Dropped d => ("payment-dropped", $"attempt {d.Attempt} of {wallet} was dropped before it was signed: {d.Why}"),
        Event.Unconfirmed u => ("payment-unconfirmed", $"attempt {u.Attempt} of {wallet} is in no block any more: {u.Why}"),
        Event.Lost l => ("payment-lost", $"attempt {l.Attempt} of {wallet} can never be confirmed: {l.Proof.Why}"),
        Event.ForeignTaken f => ("foreign-sent", $"a caller of {wallet} had a transaction sent that its ledger did not make: {f.Txid}"),
        Event.ForeignEnded f => ("foreign-ended", $"{f.Txid} is not sent for {wallet} any more: {f.Why}"),
        Event.GivenUp g => ("payment-given-up", $"attempt {g.Attempt} of {wallet} was not broadcast by its caller in ten minutes: another payment may spend its coins"),
        Event.Rejected r => ("payment-rejected", $"payment {r.Payment} of {wallet} will never be paid: {r.Proof.Why}"),
        _ => null,
    };
}

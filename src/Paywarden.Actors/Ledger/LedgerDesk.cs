using System.Collections.Immutable;
using Akka.Actor;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Ledger;

/// <summary>Answers those who ask a ledger from outside. Keeps nothing but who waits for the archive: what is open is in the ledger, what is settled in the archive.</summary>
internal sealed class LedgerDesk(string wallet, string ledger, ILedgerArchive archive, ILedgerAddresses addresses, LedgerReconciler reconciler, TimeProvider clock)
{
    /// <summary>A look at so many takes little longer than one at a single payment.</summary>
    private const int LookedUpAtOnce = 500;

    private readonly Queue<(IForLedger Asked, PaymentId Payment, IActorRef Asker)> _waiting = [];
    private bool _isLooking;

    /// <summary>Deciding is the loop's; a reply comes when it is stored.</summary>
    public delegate void Ask(LedgerCommand command, Action<Refusal?> reply);

    /// <param name="At">Before the archive was asked: what went into it since is in the ledger's memory.</param>
    internal sealed record LookedUp(IForLedger Asked, IActorRef Asker, DateTimeOffset At, Told<ArchivedPayment?> Found);

    /// <summary>To the ledger's actor: the archive has told of all that was asked in one look.</summary>
    internal sealed record Looked(ImmutableArray<LookedUp> All) : INoSerializationVerificationNeeded;

    public AddressDesk Addresses { get; } = new(wallet, ledger, addresses, clock);

    public void Refuse(IForLedger asked, IActorRef asker) => Deny(asked, asker, new Refusal("suspended", $"the money of {wallet} is suspended: its ledger has no lease on it now"));

    public void Take(IForLedger asked, IActorRef asker, IActorRef self, Ask ask, LedgerLoop loop)
    {
        switch (asked)
        {
            case Allocate allocate:
                Addresses.Take(allocate, asker, self, ask, loop);
                break;
            case Act act:
                ask(act.Command, no => asker.Tell(new Stored(no)));
                break;
            case Describe describe:
                asker.Tell(new WalletTold(Report(loop, describe.User), null));
                break;
            case Find find when loop.State.Payments.TryGetValue(find.Payment, out var open) && IsTold(find, open.Order):
                asker.Tell(new PaymentTold(PaymentReport.Explained(loop.State, open, loop.WaitsOf(open)), IsReplayed: false, null));
                break;
            case List list:
                LedgerPages.ReadAsync(list, ledger, loop.State, archive, clock.GetUtcNow())
                    .PipeTo(asker, failure: bug => Denial(list, new Refusal("suspended", $"the payments of {wallet} cannot be listed now: {bug.Message}")));
                break;
            case Reconcile reconcile:
                reconciler.RunAsync(reconcile.By)
                    .PipeTo(asker, success: told => new ReconcileTold(told.Found, told.No), failure: bug => Denial(reconcile, new Refusal("cannot-compare", $"nothing was compared: {bug.Message}")));
                break;
            case Find find:
                LookUp(find, find.Payment, asker, self);
                break;
            case Send send:
                ask(new LedgerCommand.Send(send.Raw, send.Call, send.PausedWhy), no => asker.Tell(no is null ? HandOut.Sent(loop.State, send) : new PaymentTold(null, IsReplayed: false, no)));
                break;
            case Pay pay when loop.State.Payments.ContainsKey(pay.Order.Id):
                Accept(pay, asker, self, clock.GetUtcNow(), ask, loop);
                break;
            case Pay pay:
                LookUp(pay, pay.Order.Id, asker, self);
                break;
            default:
                throw new InvalidOperationException($"nobody answers {asked}");
        }
    }

    public void Decide(Looked looked, IActorRef self, Ask ask, LedgerLoop loop)
    {
        _isLooking = false;
        foreach (var one in looked.All)
        {
            Decide(one, self, ask, loop);
        }

        LookUp(self);
    }

    private void Decide(LookedUp looked, IActorRef self, Ask ask, LedgerLoop loop)
    {
        switch (looked)
        {
            case { Found.IsTold: false }:
                Deny(looked.Asked, looked.Asker, new Refusal("suspended", $"the archive of {wallet}'s payments cannot be read now: {looked.Found.Fault}"));
                break;
            case { Found.Value: { } archived, Asked: Pay pay } when !archived.Order.Asks(pay.Order):
                Deny(pay, looked.Asker, new Refusal("key-conflict", "this key was used for a payment with other content: use a new key for a new payment"));
                break;
            case { Found.Value: { } archived, Asked: var asked } when asked is not Find find || IsTold(find, archived.Order):
                looked.Asker.Tell(new PaymentTold(PaymentReport.Explained(archived), IsReplayed: looked.Asked is Pay, null));
                break;
            case { Asked: Pay pay }:
                Accept(pay, looked.Asker, self, looked.At, ask, loop);
                break;
            default:
                Deny(looked.Asked, looked.Asker, new Refusal("unknown-payment", $"{wallet} has no such payment"));
                break;
        }
    }

    private void LookUp(IForLedger asked, PaymentId id, IActorRef asker, IActorRef self)
    {
        _waiting.Enqueue((asked, id, asker));
        LookUp(self);
    }

    /// <summary>One look at a time: what comes meanwhile goes with the next one.</summary>
    private void LookUp(IActorRef self)
    {
        if (_isLooking || _waiting.Count == 0)
        {
            return;
        }

        _isLooking = true;
        var asked = Enumerable.Range(0, Math.Min(_waiting.Count, LookedUpAtOnce)).Select(_ => _waiting.Dequeue()).ToList();
        var at = clock.GetUtcNow();
        archive.FindAllAsync(ledger, [.. asked.Select(a => a.Payment).Distinct()]).PipeTo(
            self,
            success: found => new Looked([.. asked.Select(a => new LookedUp(
                a.Asked, a.Asker, at, found.IsTold ? new Told<ArchivedPayment?>(found.Value!.GetValueOrDefault(a.Payment), null) : Told.Not<ArchivedPayment?>(found.Fault!)))]),
            failure: bug => new Looked([.. asked.Select(a => new LookedUp(a.Asked, a.Asker, at, Told.Not<ArchivedPayment?>(bug.Message)))]));
    }

    private void Accept(Pay pay, IActorRef asker, IActorRef self, DateTimeOffset notArchivedAt, Ask ask, LedgerLoop loop)
    {
        var isReplayed = loop.State.Payments.ContainsKey(HandOut.Which(loop.State, pay));
        LedgerCommand order = pay.Handed is { } content
            ? new LedgerCommand.Hand(pay.Order, content, pay.Caps, notArchivedAt, pay.PausedWhy)
            : new LedgerCommand.Accept(pay.Order, pay.Caps, pay.AllowDuplicate, notArchivedAt, pay.PausedWhy);
        ask(order, no =>
        {
            if (no?.Code == "look-again")
            {
                LookUp(pay, pay.Order.Id, asker, self);
                return;
            }

            if (no is not null)
            {
                Deny(pay, asker, no);
                return;
            }

            loop.Watch(HandOut.Which(loop.State, pay), pay.Until, payment =>
            {
                var told = new PaymentTold(PaymentReport.Of(loop.State, payment), isReplayed, null);
                if (pay.Handed is null)
                {
                    asker.Tell(told);
                    return;
                }

                HandOut.Give(told, loop, asker, self);
            });
        });
    }

    /// <summary>A payment of another user is answered as one that there is not.</summary>
    private static bool IsTold(Find find, PaymentOrder order) => order.User == (find.User ?? order.User);

    private static void Deny(IForLedger asked, IActorRef asker, Refusal no) => asker.Tell(Denial(asked, no));

    private static LedgerReport Report(LedgerLoop loop, string? user)
    {
        var state = loop.State;
        var leased = state.Attempts.Values.Where(a => a.IsAlive).SelectMany(a => a.Draft.Coins).DistinctBy(c => c.Outpoint).Select(c => c.Value);
        return new LedgerReport(
            state.Builder,
            state.Epoch,
            state.Held,
            state.Queue.Count,
            state.Attempts.Values.Count(a => a.IsOut),
            state.Leases.Count,
            Amount.TrySum(leased, out var sum) ? sum : Amount.Zero,
            [.. state.Payments.Values.Where(p => p.Order.User == (user ?? p.Order.User)).OrderBy(p => p.Number).Take(100).Select(p => PaymentReport.Of(state, p))],
            [.. loop.Waits]);
    }
}

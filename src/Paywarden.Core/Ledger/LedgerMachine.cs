using System.Collections.Immutable;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using Command = Paywarden.Ledger.LedgerCommand;
using Event = Paywarden.Ledger.LedgerEvent;

namespace Paywarden.Ledger;

/// <summary>Decides all money of one wallet. No decision uses anything but the ledger itself and facts that were reported to it, and a fact
/// is believed only as far as it proves something: see the four rules below, each of which a property holds over a faked chain.
/// <code>
/// write ahead         a signed byte leaves only after Signed and Exposed are stored
/// same bytes for ever nothing leads back from Signed to Built; a signed attempt ends on the chain alone
/// never disjoint      a payment has a second living attempt only if it spends a coin of the first
/// failed is proved    Rejected carries a Proof: never signed, or a conflict two daemons verified, or a lost parent
/// </code></summary>
public static partial class LedgerMachine
{
    public static Decision<Event> Decide(LedgerState state, Command command, DateTimeOffset now, double roll) => command switch
    {
        Command.Bind c => Bind(state, c, now),
        _ when state.Account is null => No("not-bound", "the ledger does not know its wallet yet"),
        Command.Claim c => Claim(state, c, now),
        Command.Hold c => state.Held == c.Why ? Nothing : Do(new Event.Held(c.Why, now)),
        Command.Release c => Release(state, c, now),
        Command.Reconcile c => Reconcile(state, c, now),
        Command.Unfreeze c => state.Frozen.ContainsKey(c.Coin) ? Do(new Event.Unfrozen(c.Coin, c.By, now)) : Nothing,
        Command.Freeze c => state.Frozen.ContainsKey(c.Coin) ? Nothing : Do(new Event.Frozen(c.Coin, c.By, now)),
        Command.HasSeen c => Seen(state, c, now),
        Command.HasLooked c => Looked(state, c, now),
        Command.HasArchived c => Archived(state, c, now),
        Command.HasFiled c => Filed(state, c, now),
        Command.Reserve when !state.Account.IsDerived => No("not-derived", $"the addresses of {state.Wallet} are its node's to make: call getnewaddress"),
        Command.Reserve c => Reserve(state, c, now),
        Command.Accept c => Accept(state, c, now),
        Command.Hand c => Hand(state, c, now),
        Command.HasEndedForeign c => state.Foreign.ContainsKey(c.Txid) ? Do(new Event.ForeignEnded(c.Txid, c.Why, now)) : Nothing,

        // From here on it counts what the journal says was not done; a held one may have forgotten that it was.
        _ when state.Held is not null => Held(state),
        Command.Tick => Do([.. Expired(state, now), .. Abandoned(state, now)]),
        Command.Cancel c => Cancel(state, c, now),
        Command.HasFoundConflict c => Conflicts(state, c, now),
        Command.CannotSign c => Unsignable(state, c, now),
        Command.CannotAfford c => TooPoor(state, c, now),
        Command.ChooseBuilder c => state.Builder == c.Daemon ? Nothing : Do(new Event.BuilderChosen(c.Daemon, state.Epoch + 1, now)),
        Command.HasBuilt c => Built(state, c, now),
        Command.HasSigned c => Signed(state, c, now),
        Command.Expose c => Expose(state, c, now),
        Command.Send c => Send(state, c, now),
        Command.Replace c => Replace(state, c, now),
        Command.HasImported c => state.Imported is null ? Do(new Event.Imported(c.Count, now)) : Nothing,
        Command.HasDerived c => Derived(state, c, now),
        _ => throw new InvalidOperationException($"unknown command {command}"),
    };

    /// <summary>When <see cref="Command.Tick"/> is due; null: nothing waits for time.</summary>
    public static DateTimeOffset? Wake(LedgerState state)
    {
        if (state.Held is not null)
        {
            return null;
        }

        var inLane = Waiting(state)?.Payments.Min(id => state.Payments[id].Order.Expires);
        var first = state.Expiries.IsEmpty || inLane < state.Expiries[0].At ? inLane : state.Expiries[0].At;
        return Patience(state).Aggregate(first, (least, at) => least < at ? least : at);
    }

    private static Decision<Event> Nothing { get; } = new Decision<Event>.Accept([]);

    private static Decision<Event> Do(params ImmutableArray<Event> events) => new Decision<Event>.Accept(events);

    private static Decision<Event> No(string code, string why) => new Decision<Event>.Reject(new Refusal(code, why));

    private static Decision<Event> Bind(LedgerState state, Command.Bind c, DateTimeOffset now)
    {
        if (state.Account is { } account)
        {
            return account.Reveal() == c.AccountKey && account.Chain.Name == c.Chain && account.Chain.Network == c.Network
                ? Nothing
                : No("other-wallet", $"the ledger of {state.Wallet} holds the money of another wallet ({account.Fingerprint} on {account.Chain}): give this one a name of its own");
        }

        return Chains.Find(c.Chain, c.Network) is not { } chain ? No("unknown-chain", $"{c.Chain} is no chain that is known here")
            : !WalletAccount.TryRead(chain, c.AccountKey, out _, out var why) ? No("bad-key", why)
            : Do(new Event.Bound(c.Wallet, c.Chain, c.Network, c.AccountKey, now));
    }

    private static Decision<Event> Claim(LedgerState state, Command.Claim c, DateTimeOffset now) =>
        c.Token > state.Token
            ? Do(new Event.Claimed(c.Token, c.Node, c.Incarnation, now))
            : No("stale-token", $"the ledger of {state.Wallet} was claimed with token {state.Token}, which is not below {c.Token}");

    /// <summary>What waits in the queue, and what waits in the lane for a signer that does not come: nobody wants to be paid tomorrow what was ordered
    /// for today. A replacement has no such end: its payment is out already.</summary>
    private static IEnumerable<Event> Expired(LedgerState state, DateTimeOffset now)
    {
        var proof = new Proof.NeverSigned("it could not be built and signed before it expired");
        var lane = Waiting(state);
        if (lane is not null && lane.Payments.Any(id => state.Payments[id].Order.Expires <= now))
        {
            // Those that were to be paid with it wait for the lane again.
            yield return new Event.Dropped(lane.Number, proof.Why, now);
        }

        var queued = state.Expiries.TakeWhile(e => e.At <= now).Select(e => e.Number).Order().Select(number => state.Queue[number]);
        foreach (var payment in queued.Concat(lane?.Payments ?? []).Select(id => state.Payments[id]).Where(p => p.Order.Expires <= now))
        {
            yield return new Event.Rejected(payment.Id, proof, now);
        }
    }

    private static Attempt? Waiting(LedgerState state) => state.Lane is { } lane && state.Attempts[lane] is { Replaces: null } attempt ? attempt : null;

    private static Decision<Event> Accept(LedgerState state, Command.Accept c, DateTimeOffset now)
    {
        // The same key again is no new payment, so neither a hold nor a pause nor a cap nor a guard may deny it.
        if (state.Payments.TryGetValue(c.Order.Id, out var known))
        {
            return known.Order.Asks(c.Order) ? LetGo(state, known, "", now) : No("key-conflict", "this key was used for a payment with other content: use a new key for a new payment");
        }

        // Between the look into the archive and now it may have gone there: then nothing here knows it, and it would be paid again.
        if (now - c.NotArchivedAt > LedgerState.KnowsArchived / 2 || state.JustArchived.Knows(c.Order.Id))
        {
            return No("look-again", "the archive was looked at too long ago to say that this payment is new");
        }

        if (state.Held is not null)
        {
            return Held(state);
        }

        if (c.PausedWhy is { } paused)
        {
            return No("paused", $"{state.Wallet} is paused: {paused}");
        }

        if (OrderCheck.Fault(state.Account!.Chain, c.Order, now) is { } fault)
        {
            return No("bad-order", fault);
        }

        if (!c.AllowDuplicate && Duplicate(state, c.Order, now) is { } twin)
        {
            return No("duplicate", $"payment {twin.Id} ordered the same to the same address {(now - twin.At).TotalSeconds:0} seconds ago: if this is meant, say allow_duplicate");
        }

        if (!c.AllowDuplicate && state.Unexplained.Pays(c.Order, now) is { } forgotten)
        {
            return No("duplicate", $"{forgotten} paid the same to the same address and this ledger has no payment for it, so it may be this very one: if it is another, say allow_duplicate");
        }

        return CapPolicy.Refuses(c.Caps, state.Spent.GetValueOrDefault(c.Order.User, Spending.None), c.Order.Total, now) is { } cap
            ? No("over-cap", cap)
            : Do(new Event.Accepted(c.Order, now));
    }

    private static Payment? Duplicate(LedgerState state, PaymentOrder order, DateTimeOffset now) =>
        order.Outputs
            .Select(o => state.LastOrder.TryGetValue(o, out var id) ? state.Payments.GetValueOrDefault(id) : null)
            .FirstOrDefault(p => p is { Rejected: null } && now - p.At < OrderCheck.DuplicateWithin);

    private static Decision<Event> Cancel(LedgerState state, Command.Cancel c, DateTimeOffset now)
    {
        if (!state.Payments.TryGetValue(c.Payment, out var payment) || payment.Order.User != (c.Owner ?? payment.Order.User))
        {
            return No("unknown-payment", $"there is no open payment {c.Payment}");
        }

        var rejected = new Event.Rejected(payment.Id, new Proof.NeverSigned($"cancelled by {c.By}"), now);
        return state.StageOf(payment) switch
        {
            PaymentStage.Accepted => Do(rejected),
            PaymentStage.Built => Do([.. WithRejections(state, [new Event.Dropped(state.Lane!.Value, $"cancelled by {c.By}", now), rejected], now)]),
            PaymentStage.Rejected => Nothing,
            var stage => No("too-late", $"payment {payment.Id} is {stage.ToString().ToLowerInvariant()}: once signed it cannot be taken back"),
        };
    }

    /// <summary>Coins that are leased, or change in no block, are waited for; too little in all is the end.</summary>
    private static Decision<Event> TooPoor(LedgerState state, Command.CannotAfford c, DateTimeOffset now) =>
        state.Payments.TryGetValue(c.Payment, out var payment) && state.Queue.ContainsKey(payment.Number) && payment.Order.Total.Satoshis >= c.Has.Satoshis + Unseen(state)
            ? Do(new Event.Rejected(payment.Id, new Proof.TooPoor(payment.Order.Total, c.Has), now))
            : Nothing;

    /// <summary>A node leaves out the change of a transaction that has dropped out of its memory, which says nothing about the money. So it is counted
    /// here, if need be a second time: to refuse what could be paid is worse than to wait.</summary>
    private static long Unseen(LedgerState state) => state.Account!.IsDerived ? 0
        : state.Attempts.Values.Where(a => a.Stage is AttemptStage.Signed or AttemptStage.Exposed or AttemptStage.Seen).Sum(a => a.Draft.OwnChange.Sum(i => a.Draft.Outputs[i].Value.Satoshis));

    private static Decision<Event> Archived(LedgerState state, Command.HasArchived c, DateTimeOffset now) =>
        state.Payments.TryGetValue(c.Payment, out var payment) && IsSettled(state, payment) ? Do(new Event.Archived(c.Payment, now)) : Nothing;

    /// <summary>Nothing that may still happen concerns it.</summary>
    private static bool IsSettled(LedgerState state, Payment payment) =>
        state.StageOf(payment) is PaymentStage.Final or PaymentStage.Rejected
        && state.AttemptsOf(payment).All(a => a.Stage is AttemptStage.Final or AttemptStage.Lost or AttemptStage.Dropped);
}

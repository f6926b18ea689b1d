using System.Collections.Immutable;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using Command = Paywarden.Ledger.LedgerCommand;
using Event = Paywarden.Ledger.LedgerEvent;

namespace Paywarden.Ledger;

/// <summary>Payments of callers who build with one call and send with another, as the daemons' own methods have it; and whatever else they have sent.
/// A kept back one is a payment as any other, with its coins leased, but its bytes are sent only when somebody asks for it.</summary>
public static partial class LedgerMachine
{
    /// <summary>Transactions that one user may have without having sent them: each leases all coins of an address.</summary>
    private const int MostOpen = 5;

    private const int MostForeign = 100;

    /// <summary>From then on its coins may be spent by another payment, which settles it.</summary>
    private static readonly TimeSpan KeepsFor = TimeSpan.FromMinutes(10);

    /// <summary>How long after it was seen an equal call without a key is still the same one asked again.</summary>
    private static readonly TimeSpan SameFor = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan SendsForeignFor = TimeSpan.FromHours(24);

    private static Decision<Event> Hand(LedgerState state, Command.Hand c, DateTimeOffset now)
    {
        var same = c.Content.Length > 0 && state.Unkeyed.TryGetValue((c.Order.User, c.Content), out var id) ? id : c.Order.Id;
        if (state.Payments.TryGetValue(same, out var known) && known.Order.Asks(c.Order))
        {
            return Again(state, known, now);
        }

        if (!state.Payments.ContainsKey(c.Order.Id) && Open(state, c.Order.User) >= MostOpen)
        {
            return No("too-many-open", $"{MostOpen} transactions of yours were not broadcast yet: broadcast them, or wait for ten minutes");
        }

        var decision = Accept(state, new Command.Accept(c.Order, c.Caps, AllowDuplicate: false, c.NotArchivedAt, c.PausedWhy), now);
        return decision is Decision<Event>.Accept { Events: [_, ..] and var events } ? Do([.. events, new Event.KeptBack(c.Order.Id, c.Content, now)]) : decision;
    }

    /// <summary>The same call once more. A retry is as near as its answer was far; a second equal payment has to say that it is one.</summary>
    private static Decision<Event> Again(LedgerState state, Payment payment, DateTimeOffset now)
    {
        var leading = state.Leading(payment);
        return leading is not null && Overtaken(state, leading) is { } by
                ? No("overtaken", $"the transaction of payment {payment.Id} was not broadcast in ten minutes, and attempt {by.Number} spends its coins now: a new payment wants a key of its own (header Idempotency-Key)")
            : payment.Content.Length > 0 && leading?.SeenAt is { } seen && now - seen > SameFor
                ? No("duplicate", $"payment {payment.Id} paid the same, and was seen {(now - seen).TotalSeconds:0} seconds ago: a second equal payment wants a key of its own (header Idempotency-Key)")
            : Nothing;
    }

    private static int Open(LedgerState state, string user) =>
        state.KeptBack.Count(id => state.Payments[id] is var p && p.Order.User == user && state.StageOf(p) < PaymentStage.Seen && !state.AttemptsOf(p).Any(a => a.MayBeOverlapped));

    private static Decision<Event> Send(LedgerState state, Command.Send c, DateTimeOffset now)
    {
        if (!Transaction.TryRead(c.Raw.Span, out var transaction, out var why) || transaction.Inputs.Any(i => i.Script.IsEmpty && i.Witness.IsEmpty))
        {
            return No("unreadable", why.Length > 0 ? why : "it is not signed");
        }

        var txid = transaction.Id();
        if (state.ByTxid.TryGetValue(txid, out var number))
        {
            var payment = state.Payments[state.Attempts[number].Payments[0]];
            return c.PausedWhy is { } p && state.KeptBack.Contains(payment.Id) ? No("paused", $"{state.Wallet} is paused: {p}") : LetGo(state, payment, c.Call, now);
        }

        var leased = transaction.Inputs.Select(i => i.Spends).FirstOrDefault(state.Leases.ContainsKey);
        return state.Foreign.ContainsKey(txid) ? Nothing
            : c.PausedWhy is { } paused ? No("paused", $"{state.Wallet} is paused: {paused}")
            : state.Leases.TryGetValue(leased, out var holder) ? No("leased", $"it spends {leased}, which attempt {holder} of {state.Wallet} holds: sent as well, one of the two would never be paid")
            : state.Foreign.Count >= MostForeign ? No("too-many-open", $"{MostForeign} transactions that are not of {state.Wallet}'s ledger wait to be seen already")
            : Do(new Event.ForeignTaken(txid, c.Raw, c.Call, now));
    }

    /// <summary>From here on it is sent as every other. Of another payment that was to take its coins only an unsigned one is stopped: of two
    /// signed ones the network takes one, and the younger is the one that we send.</summary>
    private static Decision<Event> LetGo(LedgerState state, Payment payment, string by, DateTimeOffset now)
    {
        if (!state.KeptBack.Contains(payment.Id))
        {
            return Nothing;
        }

        var events = ImmutableArray.CreateBuilder<Event>();
        if (state.Leading(payment) is { } leading)
        {
            if (Overtaken(state, leading) is { } other)
            {
                return No("overtaken", $"it was not broadcast in ten minutes, and attempt {other.Number} spends its coins now");
            }

            if (state.Lane is { } lane && lane != leading.Number && state.Attempts[lane].Overlaps(leading))
            {
                events.AddRange(WithRejections(state, [new Event.Dropped(lane, $"{leading.Txid}, whose coins it was to spend, is sent after all", now)], now));
            }

            if (leading.Stage == AttemptStage.Signed)
            {
                events.Add(new Event.Exposed(leading.Number, now));
            }
        }

        events.Add(new Event.LetGo(payment.Id, by, now));
        return Do(events.DrainToImmutable());
    }

    /// <summary>What was kept back and is out all the same, its caller has sent by another way. From here on it is ours to send too: should a server forget it, or a block that
    /// held it go, nobody else might, and what spends its change would wait for ever.</summary>
    private static IEnumerable<Event> SentByItsCaller(LedgerState state, Attempt attempt, DateTimeOffset now) =>
        attempt.Payments.Where(state.KeptBack.Contains).Select(id => new Event.LetGo(id, "", now));

    /// <summary>Attempts whose outputs it spends: a daemon can only offer them once they are out.</summary>
    private static IEnumerable<Attempt> Parents(LedgerState state, Draft draft) =>
        draft.Coins.Select(c => c.Outpoint.Txid).Distinct().Where(state.ByTxid.ContainsKey).Select(txid => state.Attempts[state.ByTxid[txid]]);

    /// <returns>A signed attempt of another payment that spends a coin of it; null: there is none.</returns>
    private static Attempt? Overtaken(LedgerState state, Attempt attempt) => state.Attempts.Values.FirstOrDefault(other =>
        other.Number > attempt.Number && other.IsAlive && other.Txid is not null && !other.Payments.Intersect(attempt.Payments).Any() && other.Overlaps(attempt));

    private static bool IsKeptBack(LedgerState state, Attempt attempt) => !state.KeptBack.IsEmpty && attempt.Payments.Any(state.KeptBack.Contains);

    private static IEnumerable<Attempt> Kept(LedgerState state) =>
        state.KeptBack.SelectMany(id => state.AttemptsOf(state.Payments[id])).Where(a => a.Stage is (AttemptStage.Signed or AttemptStage.Exposed) && !a.IsGivenUp);

    private static IEnumerable<Event> Abandoned(LedgerState state, DateTimeOffset now) =>
    [
        .. Kept(state).Where(a => a.SignedAt + KeepsFor <= now).Select(a => new Event.GivenUp(a.Number, now)),
        .. state.Foreign.Where(f => f.Value.At + SendsForeignFor <= now).Select(f => new Event.ForeignEnded(f.Key, "not ours, and in a day nobody has seen it", now)),
    ];

    /// <summary>When <see cref="Abandoned"/> ends.</summary>
    private static IEnumerable<DateTimeOffset> Patience(LedgerState state) =>
        Kept(state).Select(a => a.SignedAt!.Value + KeepsFor).Concat(state.Foreign.Values.Select(f => f.At + SendsForeignFor));

    private static LedgerState Apply(LedgerState state, Event.KeptBack e)
    {
        var payment = state.Payments[e.Payment] with { Content = e.Content };
        return state with
        {
            KeptBack = state.KeptBack.Add(e.Payment),
            Payments = state.Payments.SetItem(e.Payment, payment),
            Unkeyed = e.Content.Length == 0 ? state.Unkeyed : state.Unkeyed.SetItem((payment.Order.User, e.Content), e.Payment),
        };
    }

    private static LedgerState Apply(LedgerState state, Event.LetGo e)
    {
        var payment = state.Payments[e.Payment] with { LetGoBy = e.By };
        return state with
        {
            KeptBack = state.KeptBack.Remove(e.Payment),
            Payments = state.Payments.SetItem(e.Payment, payment),
            Attempts = state.Attempts.SetItems(state.AttemptsOf(payment).Select(a => KeyValuePair.Create(a.Number, a with { IsGivenUp = false }))),
        };
    }

    /// <summary>Neither kept back nor an answer to an equal call any more.</summary>
    private static LedgerState Forgotten(LedgerState state, Payment payment)
    {
        var key = (payment.Order.User, payment.Content);
        return state with
        {
            KeptBack = state.KeptBack.Remove(payment.Id),
            Unkeyed = state.Unkeyed.TryGetValue(key, out var id) && id == payment.Id ? state.Unkeyed.Remove(key) : state.Unkeyed,
        };
    }
}

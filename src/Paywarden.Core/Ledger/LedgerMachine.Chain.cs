using System.Collections.Immutable;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using Command = Paywarden.Ledger.LedgerCommand;
using Event = Paywarden.Ledger.LedgerEvent;

namespace Paywarden.Ledger;

/// <summary>What the chain does to attempts that are out.</summary>
public static partial class LedgerMachine
{
    private static Decision<Event> Seen(LedgerState state, Command.HasSeen c, DateTimeOffset now) =>
        state.Attempts.GetValueOrDefault(c.Attempt) is { Stage: AttemptStage.Exposed } attempt ? Do([new Event.Seen(c.Attempt, c.By, now), .. SentByItsCaller(state, attempt, now)]) : Nothing;

    private static Decision<Event> Looked(LedgerState state, Command.HasLooked c, DateTimeOffset now)
    {
        var events = ImmutableArray.CreateBuilder<Event>();
        var after = state;
        foreach (var number in state.Attempts.Keys)
        {
            foreach (var e in Found(after, after.Attempts[number], c, now))
            {
                events.Add(e);
                after = Apply(after, e);
            }
        }

        return Do(events.DrainToImmutable());
    }

    private static ImmutableArray<Event> Found(LedgerState state, Attempt attempt, Command.HasLooked look, DateTimeOffset now)
    {
        if (attempt.Txid is not { } txid)
        {
            return [];
        }

        var isKnown = look.Confirmations.TryGetValue(txid, out var confirmations);
        var height = look.Height - confirmations + 1;
        return attempt.Stage switch
        {
            // The proof was wrong, or the chain was reorganised deeper than anybody counts on: callers were told of a rejection that was none.
            AttemptStage.Lost when confirmations > 0 && state.Held is null => [new Event.Held($"{txid}, which was held for lost with proof, stands in the chain; look at its payments", now)],
            _ when !attempt.IsOut => [],
            _ when confirmations >= state.Account!.Chain.FinalConfirmations => Finished(state, attempt, height, now),
            _ when confirmations > 0 => attempt.Stage == AttemptStage.Confirmed && attempt.Height == height ? [] : [new Event.Confirmed(attempt.Number, height, now), .. SentByItsCaller(state, attempt, now)],

            // A daemon that is not yet where the block was cannot say that it is gone.
            AttemptStage.Confirmed when look.Height >= attempt.Height => [new Event.Unconfirmed(attempt.Number, $"{look.Daemon} has it in no block at height {look.Height}", now)],
            AttemptStage.Seen when !isKnown && look.Daemon == attempt.SeenBy => [new Event.Unseen(attempt.Number, $"{look.Daemon} no longer has it", now)],
            _ => [],
        };
    }

    private static ImmutableArray<Event> Finished(LedgerState state, Attempt attempt, int height, DateTimeOffset now)
    {
        var events = ImmutableArray.CreateBuilder<Event>();
        if (attempt.Stage != AttemptStage.Confirmed || attempt.Height != height)
        {
            events.Add(new Event.Confirmed(attempt.Number, height, now));
        }

        events.Add(new Event.Final(attempt.Number, now));

        // One it replaced is over, as long as nobody is refused by that: a rejection wants the proof of two daemons.
        foreach (var other in Rivals(state, attempt))
        {
            if (other.Stage == AttemptStage.Built)
            {
                events.Add(new Event.Dropped(other.Number, $"{attempt.Txid} was confirmed, which it was to replace", now));
            }
            else if (other.Payments.All(attempt.Payments.Contains) && !Children(state, other).Any())
            {
                events.Add(new Event.Lost(other.Number, new Proof.Replaced(attempt.Txid!.Value), now));
            }
        }

        return WithRejections(state, events.DrainToImmutable(), now);
    }

    private static Decision<Event> Conflicts(LedgerState state, Command.HasFoundConflict c, DateTimeOffset now)
    {
        if (!state.Attempts.TryGetValue(c.Attempt, out var attempt) || !attempt.IsAlive || attempt.Txid is null || attempt.Stage is AttemptStage.Confirmed or AttemptStage.Final)
        {
            return Nothing;
        }

        if (!Transaction.TryRead(c.Winner.Span, out var winner, out var why))
        {
            return No("no-proof", why);
        }

        var coin = attempt.Draft.Coins.Select(k => k.Outpoint).FirstOrDefault(o => winner.Inputs.Any(i => i.Spends == o));
        var deep = c.Witnesses.Where(w => w.Confirmations >= state.Account!.Chain.FinalConfirmations).ToList();
        var isProved = winner.Id() != attempt.Txid
            && winner.Inputs.Any(i => i.Spends == coin)
            && deep.Select(w => w.Server).Distinct().Count() >= 2
            && deep.Select(w => w.Daemon).Distinct().Count() >= 2;
        return isProved
            ? Do([.. Lose(state, attempt, new Proof.Conflict(coin, c.Winner, winner.Id(), [.. deep]), now)])
            : No("no-proof", "a conflict is proved by two daemons on different servers, each with enough confirmations");
    }

    /// <summary>The attempt, whatever spends its change, and every payment that has nothing left.</summary>
    private static ImmutableArray<Event> Lose(LedgerState state, Attempt lost, Proof proof, DateTimeOffset now)
    {
        var events = ImmutableArray.CreateBuilder<Event>();
        var gone = new HashSet<int>();
        var open = new Queue<(Attempt Attempt, Proof Proof)>([(lost, proof)]);
        while (open.TryDequeue(out var next))
        {
            if (!gone.Add(next.Attempt.Number))
            {
                continue;
            }

            // A child that is not signed yet never will be: that is a smaller thing to say of it.
            events.Add(next.Attempt.Stage == AttemptStage.Built
                ? new Event.Dropped(next.Attempt.Number, next.Proof.Why, now)
                : new Event.Lost(next.Attempt.Number, next.Proof, now));
            foreach (var child in Children(state, next.Attempt))
            {
                open.Enqueue((child, new Proof.ParentLost(next.Attempt.Txid!.Value)));
            }
        }

        return WithRejections(state, events.DrainToImmutable(), now);
    }

    private static IEnumerable<Attempt> Children(LedgerState state, Attempt parent) =>
        parent.Txid is not { } txid ? [] : state.Attempts.Values.Where(a => a.IsAlive && a.Draft.Coins.Any(c => c.Outpoint.Txid == txid));

    /// <summary>Attempts end; a payment that lost one and has none left is rejected with its proof, and never built anew. One that only had attempts
    /// dropped, none of them signed, waits for the lane again.</summary>
    private static ImmutableArray<Event> WithRejections(LedgerState state, ImmutableArray<Event> ends, DateTimeOffset now)
    {
        var after = ends.Aggregate(state, Apply);
        var rejections =
            from payment in ends.SelectMany(e => Touched(state, after, e)).Distinct().Select(id => after.Payments[id])
            where payment.Rejected is null && payment.Attempts.Length > 0
            let attempts = after.AttemptsOf(payment).ToList()
            where attempts.TrueForAll(a => !a.IsAlive) && attempts.Exists(a => a.Loss is not null)
            orderby payment.Number
            select (Event)new Event.Rejected(payment.Id, attempts.First(a => a.Loss is not null).Loss!, now);
        return [.. ends, .. rejections];
    }
}

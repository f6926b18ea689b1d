namespace Paywarden.Ledger;

public static partial class LedgerMachine
{
    /// <summary>How many queued payments may be tried in turn: one that waits for coins must not hold up those behind it for ever.</summary>
    private const int Candidates = 8;

    /// <summary>What this state still owes the world. The same question after a crash gives the same answer, which is all that recovery is.
    /// A held wallet only archives and looks: its journal may lack what was done with it.</summary>
    public static IEnumerable<LedgerEffect> Owes(LedgerState state)
    {
        if (!state.Settled.IsEmpty)
        {
            yield return new LedgerEffect.Archive(state.Settled.First().Value);
        }

        if (!state.Out.IsEmpty)
        {
            yield return new LedgerEffect.Look();
        }

        if (!state.Unfiled.IsEmpty && state.Unfiled.Keys.First() < Fileable(state))
        {
            yield return new LedgerEffect.File(Fileable(state));
        }

        foreach (var effect in state.Held is null ? Moves(state) : [])
        {
            yield return effect;
        }
    }

    private static IEnumerable<LedgerEffect> Moves(LedgerState state)
    {
        foreach (var attempt in state.Sending.Select(number => state.Attempts[number]))
        {
            if (!IsKeptBack(state, attempt))
            {
                yield return new LedgerEffect.Send(attempt.Number, attempt.Stage == AttemptStage.Seen);
            }
            else if (attempt.IsOut)
            {
                yield return new LedgerEffect.Watch(attempt.Number);
            }
        }

        foreach (var txid in state.Foreign.Keys)
        {
            yield return new LedgerEffect.SendForeign(txid);
        }

        if (state.Imported is null && state.Account!.IsDerived)
        {
            yield return new LedgerEffect.Import();
        }

        foreach (var index in state.Reserved.Keys)
        {
            yield return new LedgerEffect.Derive(index);
        }

        if (state.Lane is { } lane)
        {
            yield return new LedgerEffect.Sign(lane);
        }
        else if (state.Builder is null)
        {
            yield return new LedgerEffect.Choose();
        }
        else
        {
            foreach (var payment in state.Queue.Values.Take(Candidates))
            {
                yield return new LedgerEffect.Build(payment, state.Epoch);
            }
        }
    }

    /// <summary>Whether its bytes may go out now. Of attempts that share coins only the youngest is sent, and none beside one that is in a block: the
    /// network takes one of them anyway. Evidence about the others is looked for all the same.</summary>
    public static bool MayBroadcast(LedgerState state, Attempt attempt) =>
        state.Held is null
        && !IsKeptBack(state, attempt)
        && attempt.IsToBeSent
        && !Rivals(state, attempt).Any(other => other.Number > attempt.Number ? other.Txid is not null : other.Stage is AttemptStage.Confirmed or AttemptStage.Final);

    /// <summary>All others that live and spend a coin of it.</summary>
    private static IEnumerable<Attempt> Rivals(LedgerState state, Attempt attempt) =>
        attempt.Draft.Coins.Any(c => state.Contested.Contains(c.Outpoint)) ? state.Attempts.Values.Where(other => other.IsAlive && other.Number != attempt.Number && other.Overlaps(attempt)) : [];
}

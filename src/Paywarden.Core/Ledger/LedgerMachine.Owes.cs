namespace Paywarden.Ledger;

public static partial class LedgerMachine
{
    /// <summary>How many queued payments may be tried in turn: one that waits for coins must not hold up those behind it for ever.</summary>
    private const int Candidates = 8;

    /// <summary>What this state still owes the world. The same question after a crash gives the same answer, which is all that recovery is.
    /// A held wallet only archives and looks: its journal may lack what was done with it.</summary>
    public static IEnumerable<LedgerEffect> Owes(LedgerState state)
    {
        foreach (var payment in state.Payments.Values.Where(p => IsSettled(state, p)))
        {
            yield return new LedgerEffect.Archive(payment.Id);
        }

        if (state.Attempts.Values.Any(a => a.IsOut))
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
        foreach (var attempt in state.Attempts.Values.Where(a => a.Stage is AttemptStage.Signed or AttemptStage.Exposed or AttemptStage.Seen))
        {
            yield return new LedgerEffect.Send(attempt.Number, attempt.Stage == AttemptStage.Seen);
        }

        if (state.Imported is null)
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
        && attempt.Stage is AttemptStage.Signed or AttemptStage.Exposed or AttemptStage.Seen
        && !state.Attempts.Values.Any(other => other.Number != attempt.Number
            && (other.Number > attempt.Number ? other.Txid is not null && other.IsAlive : other.Stage is AttemptStage.Confirmed or AttemptStage.Final)
            && other.Overlaps(attempt));
}

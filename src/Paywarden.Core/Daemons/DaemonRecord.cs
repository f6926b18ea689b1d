using System.Collections.Immutable;

namespace Paywarden.Daemons;

/// <summary>What must outlive the node's own death, so that a restart of the node forgets no crash loop, no park and no operator's stop.</summary>
/// <param name="Parked">The sentence it is parked with; null: not parked.</param>
/// <param name="StoppedBy">The operator who stopped it; null: it should run.</param>
/// <param name="Exits">When it ended unasked since the last reset, newest last, at most <see cref="RestartPolicy.Remembered"/>.</param>
/// <param name="Restarts">Unasked restarts over its whole life.</param>
/// <param name="ReadySince">When it last became ready; null: not since its last end.</param>
public sealed record DaemonRecord(
    string? Parked,
    string? StoppedBy,
    ImmutableArray<PastExit> Exits,
    int Restarts,
    DateTimeOffset? ReadySince)
{
    public static readonly DaemonRecord Clean = new(null, null, [], 0, null);
}

/// <summary>One unasked end, with what it looked like (exit code or signal and the last error line), by which a crash loop is told.</summary>
public sealed record PastExit(DateTimeOffset At, string Signature);

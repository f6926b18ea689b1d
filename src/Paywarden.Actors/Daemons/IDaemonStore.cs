using System.Collections.Immutable;

namespace Paywarden.Daemons;

/// <summary>What the node must know about a daemon after its own death: one small file per daemon, written by atomic rename.</summary>
public interface IDaemonStore
{
    /// <summary>Null: never seen here, or unreadable (then <paramref name="why"/> says so and the daemon starts with a clean history).</summary>
    DaemonRecord? Load(string daemonId, out string why);

    /// <summary>Stores the newest record; older ones still waiting to be written are skipped. Never throws: a full disk is reported once and must not stop supervision.</summary>
    void Save(string daemonId, DaemonRecord record);
}

/// <param name="Parked">The sentence it is parked with; null: not parked.</param>
/// <param name="StoppedBy">The operator who stopped it; null: it should run.</param>
/// <param name="Exits">When it ended unasked, newest last; within the crash-loop window only.</param>
/// <param name="Restarts">Unasked restarts over its whole life.</param>
public sealed record DaemonRecord(
    string? Parked,
    string? StoppedBy,
    ImmutableArray<PastExit> Exits,
    int Restarts,
    DateTimeOffset? ReadySince);

/// <summary>One unasked end, with what it looked like (exit code or signal and the last error line), by which a crash loop is told.</summary>
public sealed record PastExit(DateTimeOffset At, string Signature);

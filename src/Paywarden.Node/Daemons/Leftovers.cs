namespace Paywarden.Daemons;

/// <summary>What an earlier node process left running, found by the mark. One scan of /proc serves everybody who asks within a few
/// seconds: at the start of a node a thousand daemons ask at once, and a scan for each would be quadratic.</summary>
internal sealed class Leftovers(string dataDir, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private ILookup<string, DaemonIdentity>? _scan;
    private long _at;

    /// <summary>By daemon id. Some may have died since; every use looks again.</summary>
    public ILookup<string, DaemonIdentity> Scan()
    {
        lock (_gate)
        {
            if (_scan is null || time.GetElapsedTime(_at) > Fresh)
            {
                _at = time.GetTimestamp();
                _scan = ProcFs.Pids()
                    .Select(pid => (Mark: ProcFs.Mark(pid), Identity: ProcFs.Identity(pid)))
                    .Where(p => p.Mark?.DataDir == dataDir && p.Identity is not null)
                    .ToLookup(p => p.Mark!.DaemonId, p => p.Identity!, StringComparer.Ordinal);
            }

            return _scan;
        }
    }

    public bool IsMarked(DaemonIdentity identity, string daemonId) =>
        ProcFs.IsAlive(identity) && ProcFs.Mark(identity.Pid) == new DaemonMark(daemonId, dataDir);

    /// <summary>Kills every marked process of this daemon but <paramref name="keep"/> and what that one has started itself.</summary>
    public IReadOnlyList<int> Kill(string daemonId, DaemonIdentity? keep)
    {
        var found = Scan()[daemonId].ToDictionary(p => p.Pid);
        return Strays.Kill(() => found.Keys, pid => IsMarked(found[pid], daemonId) && (keep is null || !ProcFs.IsPartOf(pid, keep.Pid)));
    }

    /// <summary>The same with eyes opened anew, for a single daemon.</summary>
    public IReadOnlyList<int> KillNow(string daemonId)
    {
        DaemonMark mark = new(daemonId, dataDir);
        return Strays.Kill(ProcFs.Pids, pid => ProcFs.Mark(pid) == mark);
    }
}

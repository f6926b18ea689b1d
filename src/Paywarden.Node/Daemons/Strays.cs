namespace Paywarden.Daemons;

/// <summary>Ends processes that a dead daemon left behind: in its group, in its session, or anywhere with its mark.</summary>
internal static class Strays
{
    private const int Rounds = 8;
    private const int PatienceMilliseconds = 200;

    /// <summary>Kills every one of <paramref name="candidates"/> that <paramref name="belongs"/>, waits until it is gone, and looks again,
    /// because the death of a parent may bring its children to light. Bounded: a process that the kernel cannot end (state D) is left.</summary>
    /// <returns>The pids killed.</returns>
    public static IReadOnlyList<int> Kill(Func<IEnumerable<int>> candidates, Func<int, bool> belongs)
    {
        List<int> killed = [];
        for (var round = 0; round < Rounds; round++)
        {
            var found = candidates().Where(pid => !killed.Contains(pid) && ProcFs.Identity(pid) is not null && belongs(pid)).ToList();
            if (found.Count == 0)
            {
                break;
            }

            found.ForEach(pid => Kill(pid, () => belongs(pid)));
            killed.AddRange(found);
        }

        return killed;
    }

    /// <summary>True once it is gone. <paramref name="stillIs"/> is asked after the process has been pinned: its pid may have passed on before.</summary>
    public static bool Kill(int pid, Func<bool> stillIs)
    {
        using var pidfd = Posix.PidfdOpen(pid);
        if (pidfd.IsInvalid || !stillIs())
        {
            return true;
        }

        Posix.PidfdSignal(pidfd, (int)DaemonSignal.Kill);
        var gone = Posix.HasEnded(pidfd, PatienceMilliseconds);

        // A daemon of ours is left to its watcher, which wants the exit code; an orphan is buried here.
        if (gone && !Children.IsOurs(pid))
        {
            Children.TryReap(pid, pidfd);
        }

        return gone;
    }
}

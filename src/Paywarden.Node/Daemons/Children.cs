using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Paywarden.Daemons;

/// <summary>The children of this OS process. Static because waiting is: whoever calls waitid takes the exit from everybody else in the
/// process, so there is one book of whose child is whose.</summary>
/// <remarks>
/// We are a subreaper (or PID 1), so the orphans of our daemons come to us and must be waited for, or they stay zombies for ever. Three
/// kinds of dead children may not be taken: daemons that we started (their exit code belongs to their watcher: they stand in the book from
/// before anybody could see them), and children of System.Diagnostics.Process, which looks only for its own (as tests do).
/// The latter share our session while an orphan of a daemon has the daemon's or its own; so a dead child of another session is
/// taken at once, and one of ours only if it is still there a tick later (Process takes its own within milliseconds).
/// </remarks>
internal static class Children
{
    private static readonly ConcurrentDictionary<int, byte> Ours = new();
    private static readonly ReaderWriterLockSlim Book = new();
    private static readonly int OurSession = ProcFs.Stat(Environment.ProcessId)?.Session ?? 0;
    private static int _suspect;

    /// <summary>Sets what children inherit and whose orphans come to us; again does no harm.</summary>
    public static void TakeCharge()
    {
        Posix.BecomeSubreaper();
        Posix.KeepOpenFilesFromChildren();

        // Whatever a daemon creates is for its user alone, as is everything below the data directory.
        _ = Posix.Umask(0x3F); // 077
    }

    public static bool IsOurs(int pid) => Ours.ContainsKey(pid);

    /// <summary>Starts a child that nobody but <see cref="TryReap"/> will wait for. 0, or an errno.</summary>
    public static int Start(SpawnOrder order, out int pid)
    {
        Book.EnterReadLock();
        try
        {
            var errno = Spawn.Start(order.Binary, order.Arguments, order.Environment, order.Folder, order.Input, order.Output, out pid);
            if (errno == 0)
            {
                Ours[pid] = 0;
            }

            return errno;
        }
        finally
        {
            Book.ExitReadLock();
        }
    }

    /// <summary>Nobody waits for this one after all: it is buried with the orphans.</summary>
    public static void Disown(int pid) => Ours.TryRemove(pid, out _);

    /// <summary>Takes the exit of a dead process. Not our child (adopted), or already taken: both null.</summary>
    public static (int? Code, int? Signal) TryReap(int pid, SafeFileHandle pidfd)
    {
        var rc = Posix.WaitId(Posix.WaitPidfd, (int)pidfd.DangerousGetHandle(), out var info, Posix.Exited | Posix.NoHang);
        Ours.TryRemove(pid, out _);
        return rc == 0 && info.Pid == pid ? (info.ExitCode, info.Signal) : (null, null);
    }

    /// <summary>Whether any child is stopped: one question to the kernel about all of them. Which one is not asked this way: the kernel names only the first.</summary>
    public static bool AnyStopped() =>
        Posix.WaitId(Posix.WaitAny, 0, out var child, Posix.Stopped | Posix.NoHang | Posix.NoReap) == 0 && child.Pid != 0;

    /// <summary>Whether it is worth looking closer.</summary>
    public static bool AnyDeadOrStopped() =>
        Posix.WaitId(Posix.WaitAny, 0, out var child, Posix.Exited | Posix.Stopped | Posix.NoHang | Posix.NoReap) == 0 && child.Pid != 0;

    /// <summary>Called about once a second: buries orphans that nobody waits for.</summary>
    public static void ReapOrphans()
    {
        // No start may be half done meanwhile: its child could die before it stands in the book.
        Book.EnterWriteLock();
        try
        {
            while (Posix.WaitId(Posix.WaitAny, 0, out var dead, Posix.Exited | Posix.NoHang | Posix.NoReap) == 0 && dead.Pid != 0 && Bury(dead.Pid))
            {
            }
        }
        finally
        {
            Book.ExitWriteLock();
        }
    }

    private static bool Bury(int pid)
    {
        if (IsOurs(pid))
        {
            return false;
        }

        var suspected = Interlocked.Exchange(ref _suspect, 0) == pid;
        if (!suspected && ProcFs.Stat(pid)?.Session == OurSession)
        {
            _suspect = pid;
            return false;
        }

        using var pidfd = Posix.PidfdOpen(pid);
        TryReap(pid, pidfd);
        return true;
    }
}

/// <summary>What to start, all paths absolute.</summary>
internal sealed record SpawnOrder(
    string Binary,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string Folder,
    string Output)
{
    /// <summary>The file that is its standard input.</summary>
    public string Input { get; init; } = "/dev/null";
}

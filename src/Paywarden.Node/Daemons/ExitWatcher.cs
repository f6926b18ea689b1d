using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Paywarden.Daemons;

/// <summary>Learns of the end of every daemon, own children and adopted ones alike: one thread waits on their pidfds. An exit is told
/// only after everything that the daemon left behind is dead, so that a restart never makes a second process of an instance. Learns of frozen ones, too.</summary>
internal sealed class ExitWatcher : IDisposable
{
    private const int Batch = 128;
    private const int TickMilliseconds = 1000;
    private const int TicksForAdopted = 4;
    private const int CloseOnExec = 0x80000;
    private const int Add = 1;
    private const uint In = 1;

    private readonly SafeFileHandle _epoll = Posix.EpollCreate(CloseOnExec);
    private readonly ConcurrentDictionary<long, WatchedProcess> _watched = new();
    private long _next;
    private volatile bool _stopped;

    public ExitWatcher()
    {
        Children.TakeCharge();
        new Thread(Run) { IsBackground = true, Name = "daemon exits" }.Start();
    }

    /// <summary>Ends within a second; daemons run on, unwatched.</summary>
    public void Dispose() => _stopped = true;

    internal unsafe void Watch(WatchedProcess process)
    {
        var key = Interlocked.Increment(ref _next);
        _watched[key] = process;
        var ev = stackalloc byte[EventSize];
        Write(ev, In, key);
        if (Posix.EpollControl(_epoll, Add, process.Pidfd, ev) != 0)
        {
            throw new InvalidOperationException($"epoll_ctl: {Posix.Describe(Marshal.GetLastPInvokeError())}");
        }
    }

    private unsafe void Run()
    {
        using var epoll = _epoll;
        var events = stackalloc byte[Batch * EventSize];
        List<WatchedProcess> dead = new(Batch);
        var lastTick = Environment.TickCount64;
        var ticks = 0;
        while (!_stopped)
        {
            var n = Posix.EpollWait(epoll, events, Batch, TickMilliseconds);
            if (_stopped)
            {
                break;
            }

            dead.Clear();
            for (var i = 0; i < n; i++)
            {
                if (_watched.TryRemove(Key(events + (i * EventSize)), out var process))
                {
                    dead.Add(process);
                }
            }

            Bury(dead);
            if (Environment.TickCount64 - lastTick >= TickMilliseconds)
            {
                lastTick = Environment.TickCount64;
                Tick(adopted: ++ticks % TicksForAdopted == 0);
            }
        }

        foreach (var process in _watched.Values)
        {
            Children.Disown(process.Pid);
        }
    }

    /// <summary>The kernel tells a parent in one call whether any child of it is dead or stopped; only then, and for adopted daemons, is it looked at closer.
    /// (What a debugger holds is told to the debugger alone: there a probe that finds no answer has to do.)</summary>
    private void Tick(bool adopted)
    {
        var news = Children.AnyDeadOrStopped();
        if (news)
        {
            Children.ReapOrphans();
        }

        FindFrozen(children: news && Children.AnyStopped(), adopted);
    }

    private void FindFrozen(bool children, bool adopted)
    {
        if (!children && !adopted)
        {
            return;
        }

        foreach (var (_, process) in _watched)
        {
            if ((process.IsChild ? children : adopted) && ProcFs.Stat(process.Pid) is { State: 'T' or 't' } stat)
            {
                process.Frozen(stat.State);
            }
        }
    }

    /// <summary>The dead leader is not reaped before its group is killed: while it is a zombie its pid, and so its group's number, cannot
    /// pass to a stranger. One search serves the whole batch, or a thousand daemons killed at once would cost a thousand searches.</summary>
    private static void Bury(List<WatchedProcess> dead)
    {
        if (dead.Count == 0)
        {
            return;
        }

        foreach (var process in dead.Where(p => p.IsChild))
        {
            _ = Posix.Kill(-process.Pid, (int)DaemonSignal.Kill);
        }

        var sessions = dead.Where(p => p.IsChild).Select(p => p.Pid).ToHashSet();
        var marks = dead.Select(p => p.Mark).ToHashSet();
        var leaders = dead.Select(p => p.Pid).ToHashSet();

        // What our own children leave comes to us as their subreaper; what an adopted daemon leaves goes to init and can be anywhere.
        Strays.Kill(
            dead.TrueForAll(p => p.IsChild) ? ProcFs.Orphans : ProcFs.Pids,
            pid => !leaders.Contains(pid) && !Children.IsOurs(pid)
                && ((ProcFs.Stat(pid) is { } stat && sessions.Contains(stat.Session)) || (ProcFs.Mark(pid) is { } mark && marks.Contains(mark))));
        foreach (var process in dead)
        {
            var (code, signal) = Children.TryReap(process.Pid, process.Pidfd);
            process.Gone(code, signal);
        }
    }

    // struct epoll_event is packed on x64 alone.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private static int EventSize => DataOffset + sizeof(long);

    private static unsafe void Write(byte* ev, uint what, long key)
    {
        *(uint*)ev = what;
        *(long*)(ev + DataOffset) = key;
    }

    private static unsafe long Key(byte* ev) => *(long*)(ev + DataOffset);
}

/// <param name="Pidfd">To be closed by <paramref name="Gone"/>, and not before: that takes it out of the epoll.</param>
/// <param name="Frozen">Its state letter in /proc when it was seen stopped; may come again and again.</param>
/// <param name="Gone">Exit code or signal; both null for a process that was not our child. Runs on the watcher's thread: it must not block.</param>
internal sealed record WatchedProcess(int Pid, SafeFileHandle Pidfd, DaemonMark Mark, Action<char> Frozen, Action<int?, int?> Gone)
{
    /// <summary>Fixed when the watch begins, when the process is known to live.</summary>
    public bool IsChild { get; } = Children.IsOurs(Pid);
}

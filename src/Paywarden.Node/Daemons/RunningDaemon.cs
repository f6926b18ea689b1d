using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;

namespace Paywarden.Daemons;

/// <summary>A process of ours, started or adopted: signals go through its pidfd, so that they never hit a later owner of its pid.</summary>
internal sealed class RunningDaemon : IRunningDaemon
{
    /// <summary>How long the last threads of a process that dies may take; a look waits so long for a zombie and for nothing else.</summary>
    private const int DyingMilliseconds = 200;

    private readonly TaskCompletionSource<DaemonExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<char> _frozen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly SafeFileHandle _pidfd;
    private readonly DaemonIdentity _identity;
    private readonly ImmutableArray<string> _secrets;
    private bool _gone;

    private RunningDaemon(DaemonIdentity identity, SafeFileHandle pidfd, OutputLog output, ImmutableArray<string> secrets)
    {
        _identity = identity;
        _pidfd = pidfd;
        Output = output;
        _secrets = secrets;
    }

    public OutputLog Output { get; }

    public DaemonIdentity? Identity => _identity;

    public Task<DaemonExit> Exited => _exited.Task;

    public Task<char> Frozen => _frozen.Task;

    /// <summary>Null: the process is gone (for a child of ours it cannot be: it stays at least as a zombie until the watcher takes it).</summary>
    public static RunningDaemon? Watch(DaemonIdentity identity, DaemonMark mark, OutputLog output, ImmutableArray<string> secrets, ExitWatcher exits)
    {
        var pidfd = Posix.PidfdOpen(identity.Pid);
        if (pidfd.IsInvalid || ProcFs.Stat(identity.Pid)?.StartTicks != identity.StartTicks)
        {
            pidfd.Dispose();
            return null;
        }

        RunningDaemon daemon = new(identity, pidfd, output, secrets);
        exits.Watch(new WatchedProcess(identity.Pid, pidfd, mark, state => daemon._frozen.TrySetResult(state), daemon.OnGone));
        return daemon;
    }

    public void Signal(DaemonSignal signal, bool wholeGroup)
    {
        lock (_gate)
        {
            if (_gone)
            {
                return;
            }

            if (wholeGroup && ProcFs.Stat(_identity.Pid)?.StartTicks == _identity.StartTicks)
            {
                _ = Posix.Kill(-_identity.Pid, (int)signal);
            }
            else
            {
                Posix.PidfdSignal(_pidfd, (int)signal);
            }
        }
    }

    public ProcessLook? Look() =>
        ProcFs.Stat(_identity.Pid) is { } stat && stat.StartTicks == _identity.StartTicks && !(stat.IsDead && HasEnded())
            ? new ProcessLook(stat.State, stat.ResidentBytes)
            : null;

    public ImmutableArray<string> LastLines() => Output.LastLines(_secrets);

    /// <summary>Every process that dies is a zombie for a moment: from the end of its first thread over that of its last until the watcher takes it. That is
    /// its end and no verdict on it. Only one whose first thread has ended and whose others run on stays one.</summary>
    private bool HasEnded()
    {
        lock (_gate)
        {
            return _gone || Posix.HasEnded(_pidfd, DyingMilliseconds);
        }
    }

    private void OnGone(int? code, int? signal)
    {
        lock (_gate)
        {
            _gone = true;
            _pidfd.Dispose();
        }

        // Off the watcher's thread: a slow disk under one log must not delay the exits of others.
        ThreadPool.UnsafeQueueUserWorkItem(_ => _exited.SetResult(new DaemonExit(code, signal, LastLines())), null);
    }
}

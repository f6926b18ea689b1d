using System.Collections.Immutable;
using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>Touches the world for one daemon: makes its folder and files, starts, adopts and signals its process. A container
/// launcher would fit here: the actor knows a handle, never a process.</summary>
public interface IDaemonLauncher
{
    /// <summary>Prepares the site (folder, copy of the wallet, port checked free, credentials, files, stale lock) and starts the daemon
    /// in a session of its own with its output going to files. Never throws for what the world does: that is a <see cref="LaunchResult.Failed"/>.</summary>
    Task<LaunchResult> LaunchAsync(DaemonSpec spec, CancellationToken cancel);

    /// <summary>Takes over what an earlier node process left running for this daemon: the one process that its record names (pid, start
    /// time, boot id), if it lives. Every other process that carries this daemon's mark is killed. Null: nothing to adopt.</summary>
    Task<LaunchResult.Launched?> AdoptAsync(DaemonSpec spec, CancellationToken cancel);

    /// <summary>Moves the daemon's folder aside (its name tells when) so that the next launch imports the wallet anew.</summary>
    /// <returns>Where the old folder lies now; null when there was none.</returns>
    Task<string?> SetAsideAsync(DaemonSpec spec, CancellationToken cancel);
}

public abstract record LaunchResult
{
    private LaunchResult()
    {
    }

    /// <param name="Notes">Sentences for the events: "port 7800 was taken by nginx (pid 12), using 7801", "removed the lock of the dead pid 9".</param>
    public sealed record Launched(IRunningDaemon Daemon, DaemonSite Site, DaemonEndpoint Endpoint, Secret WalletPassword, ImmutableArray<string> Notes) : LaunchResult;

    /// <param name="Why">Cause and cure in one sentence.</param>
    /// <param name="Hopeless">No restart mends it (missing binary, unreadable wallet file): park. Else try again (port taken, disk full).</param>
    public sealed record Failed(string Why, bool Hopeless) : LaunchResult;

    /// <summary>No failure: the wallet's public key is not known yet, from which this daemon's own wallet is made.</summary>
    public sealed record NotYet(string Why) : LaunchResult;
}

/// <summary>A running process of ours, or for an external daemon a stand-in that never exits.</summary>
public interface IRunningDaemon
{
    /// <summary>Null for an external daemon.</summary>
    DaemonIdentity? Identity { get; }

    /// <summary>Completes once, when the process is gone and the rest of its group has been killed. Never faults.</summary>
    Task<DaemonExit> Exited { get; }

    /// <summary>Completes with the state letter of /proc once the process has been seen stopped by a signal or a debugger. Told, not asked for: to ask a thousand
    /// processes every two seconds costs more than everything else that an idle node does.</summary>
    Task<char> Frozen { get; }

    /// <summary>Signals the process (or with <paramref name="wholeGroup"/> its whole group); nothing happens when it is gone.</summary>
    void Signal(DaemonSignal signal, bool wholeGroup);

    /// <summary>Null when it is gone or external.</summary>
    ProcessLook? Look();

    /// <summary>The last lines of its output now.</summary>
    ImmutableArray<string> LastLines();
}

/// <summary>Numbers as in signal(7) on Linux.</summary>
public enum DaemonSignal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
}

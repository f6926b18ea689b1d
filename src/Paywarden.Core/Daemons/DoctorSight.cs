using System.Collections.Immutable;

namespace Paywarden.Daemons;

/// <summary>What the doctor saw of one daemon, gathered from outside; what it means is <see cref="Doctor"/>'s.</summary>
/// <param name="Process">What the kernel says of the process that the roster names; null: there is no such process.</param>
/// <param name="Intruders">Other processes that work in its folder, as "electrum (pid 12)".</param>
/// <param name="Ends">Unasked ends within <see cref="RestartLimits.CrashLoopWithin"/>.</param>
/// <param name="LastLines">What it printed last, newest last.</param>
/// <param name="Wallet">Its own copy of the wallet; null: it has none by its configuration.</param>
/// <param name="PortHolder">Who listens on its RPC port; null: nobody.</param>
/// <param name="Call">What came of a call with its credentials; null: it has no process to call.</param>
public sealed record DoctorSight(
    DaemonSpec Spec,
    DaemonStatus Status,
    ProcessLook? Process,
    ImmutableArray<string> Intruders,
    int Ends,
    ImmutableArray<string> LastLines,
    WalletSight? Wallet,
    PortSight? PortHolder,
    CallSight? Call);

/// <param name="Bytes">Null: there is no such file.</param>
/// <param name="OpenToOthers">Others than the owner may read it.</param>
public sealed record WalletSight(string Path, long? Bytes, bool OpenToOthers);

/// <param name="Who">"electrum (pid 12)".</param>
/// <param name="Ours">It is the daemon's own process, or one that it started.</param>
public sealed record PortSight(string Who, bool Ours);

/// <param name="Method">The call that was made.</param>
/// <param name="Fault">Null: it answered; else how it failed.</param>
/// <param name="Busy">No call was made: other calls held the daemon all the while.</param>
public sealed record CallSight(string Method, TimeSpan Took, string? Fault, bool Busy);

/// <summary>The disk under the data directory.</summary>
public sealed record DiskSight(string Path, long FreeBytes, long TotalBytes);

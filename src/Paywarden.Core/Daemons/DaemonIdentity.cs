namespace Paywarden.Daemons;

/// <summary>Which process this is, for ever: pids are reused, but never with the same start time within one boot.</summary>
/// <param name="Pid">As the kernel numbers it in the node's PID namespace.</param>
/// <param name="StartTicks">Field 22 of /proc/PID/stat: clock ticks since boot (proc(5)).</param>
/// <param name="BootId">/proc/sys/kernel/random/boot_id.</param>
public sealed record DaemonIdentity(int Pid, long StartTicks, string BootId);

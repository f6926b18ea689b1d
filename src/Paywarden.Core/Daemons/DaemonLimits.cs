namespace Paywarden.Daemons;

/// <summary>How long a start may take until the daemon must be ready, and how often it is asked meanwhile.</summary>
public sealed record StartLimits(TimeSpan ReadyWithin, TimeSpan ProbeEvery);

/// <summary>Probes of a ready daemon. <paramref name="UnhealthyAfter"/> failed ones in a row are a verdict (failed ones repeat at once);
/// <paramref name="HealthyAfter"/> good ones in a row end it.</summary>
public sealed record ProbeLimits(TimeSpan Every, TimeSpan Timeout, int UnhealthyAfter, int HealthyAfter);

/// <summary>Restarts: the first after <paramref name="First"/>, then full jitter under <paramref name="Base"/> doubling up to <paramref name="Max"/>;
/// counted anew after <paramref name="ResetAfter"/> ready. <paramref name="CrashLoop"/> exits within <paramref name="CrashLoopWithin"/> are a crash loop.</summary>
public sealed record RestartLimits(TimeSpan First, TimeSpan Base, TimeSpan Max, TimeSpan ResetAfter, int CrashLoop, TimeSpan CrashLoopWithin);

/// <summary>A graceful stop: by RPC for <paramref name="Rpc"/>, by SIGTERM for <paramref name="Term"/>, then SIGKILL of the whole group.</summary>
public sealed record StopLimits(TimeSpan Rpc, TimeSpan Term);

/// <summary>Calls at one daemon: <paramref name="Concurrency"/> at once, <paramref name="Queue"/> waiting per wallet outside the daemons,
/// <paramref name="Deadline"/> for the caller's whole wait, <paramref name="Attempt"/> for a read's first try.</summary>
public sealed record CallLimits(int Concurrency, int Queue, TimeSpan Deadline, TimeSpan Attempt);

using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>Builders: what a test does not care about.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public static readonly RestartLimits Restarts = new(
        First: TimeSpan.Zero,
        Base: TimeSpan.FromMilliseconds(250),
        Max: TimeSpan.FromSeconds(60),
        ResetAfter: TimeSpan.FromMinutes(10),
        CrashLoop: 5,
        CrashLoopWithin: TimeSpan.FromMinutes(10));

    public static readonly ProbeLimits Probes = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), UnhealthyAfter: 3, HealthyAfter: 2);

    public static readonly HealthReport Well = new(800_000, 800_000, Connected: true, Synchronized: true, 20, []);

    public static readonly RunningProcess Foreign = new(null, 7800);

    public static readonly ExternalDaemon Elsewhere = new(new Uri("http://10.0.0.7:7800/"), "user", new Secret("word"));

    public static DaemonSpec Spec => new()
    {
        Id = "store-0",
        Wallet = "store",
        Ordinal = 0,
        Dialect = "simulator",
        Start = new StartLimits(TimeSpan.FromSeconds(45), TimeSpan.FromMilliseconds(500)),
        Probe = Probes with { HealthyAfter = 1 },
        Restart = Restarts,
        Stop = new StopLimits(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)),
        Call = new CallLimits(1, 100, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5)),
    };

    public static RunningProcess Process(int pid = 4711) => new(new DaemonIdentity(pid, pid * 10L, "boot"), 7800);

    public static HealthReport Limping(string why) => Well with { Degradations = [why] };

    public static DaemonExit Exit(int code, params string[] lastLines) => new(code, null, [.. lastLines]);

    public static DaemonExit Killed(int signal = 9, params string[] lastLines) => new(null, signal, [.. lastLines]);

    /// <summary>Unasked ends of the same kind, so many before noon.</summary>
    public static PastExit[] Ends(params TimeSpan[] ago) => [.. ago.Select(a => new PastExit(Noon - a, "exit code 1"))];
}

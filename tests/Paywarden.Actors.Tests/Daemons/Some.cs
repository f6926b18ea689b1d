using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>Builders: what a test does not care about.</summary>
internal static class Some
{
    public static DaemonSpec Spec => new()
    {
        Id = "store-0",
        Wallet = "store",
        Ordinal = 0,
        Dialect = "rehearsed",
        Start = new StartLimits(TimeSpan.FromSeconds(45), TimeSpan.FromMilliseconds(500)),
        Probe = new ProbeLimits(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), UnhealthyAfter: 3, HealthyAfter: 1),
        Restart = new RestartLimits(TimeSpan.Zero, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(10), 5, TimeSpan.FromMinutes(10)),
        Stop = new StopLimits(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)),
        Call = new CallLimits(1, 100, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5)),
    };

    public static DaemonEndpoint Endpoint(int pid) =>
        new(new Uri("http://127.0.0.1:7800/"), "user", new Secret("word"), $"store-0#{pid}", KeepAlive: true);
}

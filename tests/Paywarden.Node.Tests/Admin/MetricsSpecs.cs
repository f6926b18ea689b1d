using Microsoft.Extensions.DependencyInjection;
using Paywarden.Daemons;

namespace Paywarden.Admin;

public sealed class MetricsSpecs : IAsyncLifetime
{
    private AdminServer _server = null!;

    public async Task InitializeAsync() => _server = await AdminServer.StartAsync(metrics: true);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Each_daemon_has_one_state_that_is_1_among_all_that_there_are()
    {
        _server.Publish(Some.Daemon(), Some.Daemon("store-1", DaemonState.BackingOff));

        var samples = (await ReadAsync()).Samples;

        Assert.Equal(1, samples["""paywarden_daemon_state{daemon="store-0",state="ready",wallet="store"}"""]);
        Assert.Equal(1, samples["""paywarden_daemon_state{daemon="store-1",state="backing_off",wallet="store"}"""]);
        var states = samples.Where(s => s.Key.StartsWith("paywarden_daemon_state{", StringComparison.Ordinal)).ToArray();
        Assert.Equal((2 * Enum.GetValues<DaemonState>().Length, 2), (states.Length, states.Sum(s => s.Value)));
    }

    [Fact]
    public async Task Heights_and_the_version_are_told()
    {
        _server.Publish(Some.Daemon());

        var samples = (await ReadAsync()).Samples;

        Assert.Equal(120, samples["""paywarden_wallet_height{daemon="store-0",wallet="store"}"""]);
        Assert.Equal(1, samples["""paywarden_wallet_height_lag_blocks{daemon="store-0",wallet="store"}"""]);
        Assert.Equal(1, samples[$$"""paywarden_build_info{version="{{AdminEndpoints.Version}}"}"""]);
    }

    [Fact]
    public async Task What_daemons_went_through_has_the_names_of_the_contract()
    {
        var metrics = _server.Services.GetRequiredService<DaemonMetrics>();
        var life = DaemonLife.Unknown;
        Happens(new DaemonEvent.Specified(Some.Spec(), Some.Instant));
        Happens(new DaemonEvent.LaunchBegan(Some.Instant));
        Happens(new DaemonEvent.LaunchFailed("no", [], Some.Instant));
        Happens(new DaemonEvent.Launched(new RunningProcess(null, 1), Some.Instant, Some.Instant));
        Happens(new DaemonEvent.BecameReady(new HealthReport(1, 1, true, true, 1, []), Some.Instant.AddSeconds(2)));
        Happens(new DaemonEvent.ProbeMissed("no", Verdict.Good, Some.Instant));
        Happens(new DaemonEvent.WentAway("no", Some.Instant, Some.Instant));
        Happens(new DaemonEvent.BecameReady(new HealthReport(1, 1, true, true, 1, []), Some.Instant.AddSeconds(3)));

        var seen = await ReadAsync();

        Assert.Equal(1, seen.Samples["""paywarden_daemon_restarts_total{daemon="store-0",reason="launch_failed",wallet="store"}"""]);
        Assert.Equal(0, seen.Samples["""paywarden_daemon_restarts_total{daemon="store-0",reason="died",wallet="store"}"""]);
        Assert.Equal(1, seen.Samples["""paywarden_probe_failures_total{daemon="store-0",wallet="store"}"""]);
        Assert.Equal(2, seen.Samples["""paywarden_daemon_start_seconds_sum{daemon="store-0",wallet="store"}"""]);
        Assert.Equal(1, seen.Samples["""paywarden_daemon_start_seconds_bucket{daemon="store-0",wallet="store",le="2.5"}"""]);
        Assert.Equal(3, seen.Samples["""paywarden_daemon_recovery_seconds_sum{daemon="store-0",wallet="store"}"""]);
        Assert.All(seen.Types.Keys, name => Assert.StartsWith("paywarden_", name, StringComparison.Ordinal));

        void Happens(DaemonEvent e)
        {
            metrics.Saw(life, e);
            life = DaemonMachine.Apply(life, e);
        }
    }

    private async Task<Exposition> ReadAsync()
    {
        using var http = new HttpClient { BaseAddress = _server.Http.BaseAddress };
        return Exposition.Read(await http.GetStringAsync("/metrics"));
    }
}

using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Paywarden.Daemons;
using Paywarden.Routing;

namespace Paywarden.Admin;

public sealed class HealthSpecs : IAsyncLifetime
{
    private AdminServer _server = null!;
    private HttpClient _stranger = null!;

    public async Task InitializeAsync()
    {
        _server = await AdminServer.StartAsync();
        _stranger = new HttpClient { BaseAddress = _server.Http.BaseAddress };
    }

    public async Task DisposeAsync()
    {
        _stranger.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Readiness_follows_the_node_and_startup_stays_once_it_has_been_ready()
    {
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), await Probes());

        _server.Readiness.Set(true, "listening");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), await Probes());

        _server.Readiness.Set(false, "draining");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), await Probes());
    }

    [Fact]
    public async Task A_broken_wallet_does_not_make_the_node_unready()
    {
        _server.Readiness.Set(true, "listening");
        _server.Publish(Some.Daemon("store-0", DaemonState.Parked, "wrong password"));

        Assert.Equal(HttpStatusCode.OK, (await _stranger.GetAsync("/healthz/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _stranger.GetAsync("/healthz/wallets/store")).StatusCode);
    }

    [Fact]
    public async Task A_paused_wallet_reads_and_takes_no_money_and_says_why()
    {
        _server.Roster.Publish(new Roster([Some.Daemon()], ImmutableDictionary<string, string>.Empty.Add("store", "audit")));

        var response = await _stranger.GetAsync("/healthz/wallets/store");

        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["reads", "money", "why"], body.EnumerateObject().Select(p => p.Name));
        Assert.False(body.GetProperty("money").GetBoolean());
        Assert.StartsWith("paused: audit", body.GetProperty("why").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_wallet_is_not_found() =>
        Assert.Equal(HttpStatusCode.NotFound, (await _stranger.GetAsync("/healthz/wallets/nobody")).StatusCode);

    private async Task<(HttpStatusCode Live, HttpStatusCode Ready, HttpStatusCode Startup)> Probes() => (
        (await _stranger.GetAsync("/healthz/live")).StatusCode,
        (await _stranger.GetAsync("/healthz/ready")).StatusCode,
        (await _stranger.GetAsync("/healthz/startup")).StatusCode);
}

using System.Net;
using Paywarden.Daemons;

namespace Paywarden.Admin;

public sealed class DoctorRestSpecs : IAsyncLifetime
{
    private AdminServer _server = null!;

    public async Task InitializeAsync() => _server = await AdminServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Every_daemon_that_the_configuration_asks_for_is_examined()
    {
        _server.Publish(Some.Daemon() with { Pid = Environment.ProcessId, Port = null }, Some.Daemon("store-1", DaemonState.Parked, "wrong wallet password") with { Pid = null, Port = null });

        var checks = (await _server.GetAsync("/api/v1/doctor?wallet=store")).GetProperty("items").EnumerateArray()
            .ToDictionary(c => (c.GetProperty("subject").GetString()!, c.GetProperty("check").GetString()!), c => (c.GetProperty("verdict").GetString(), c.GetProperty("seen").GetString()));

        Assert.Equal("ok", checks[("store-0", "process")].Item1);
        Assert.StartsWith($"pid {Environment.ProcessId} is ", checks[("store-0", "process")].Item2, StringComparison.Ordinal);
        Assert.Equal(("bad", "wrong wallet password"), checks[("store-1", "process")]);
        Assert.Equal(("warn", "the node has not looked at it yet"), checks[("store-2", "process")]);
        Assert.Contains(("n1", "disk space"), checks.Keys);
    }

    [Fact]
    public async Task A_wallet_that_is_not_there_is_not_found() =>
        Assert.Equal(HttpStatusCode.NotFound, (await _server.Http.GetAsync("/api/v1/doctor?wallet=nobody")).StatusCode);
}

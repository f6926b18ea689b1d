using System.Net.Sockets;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Endpoint;

/// <summary>The node stops while calls run: what is at a daemon is answered, what comes later is not done.</summary>
[Collection(Alone.Name)]
public sealed class StopSpecs(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public Task Calls_in_flight_are_answered_and_nothing_new_is_taken() => Scene.PlayAsync(output, async scene =>
    {
        var node = await LoneEndpoint.StartAsync(scene, "drain = 60s");
        using var idle = await node.OpenAsync();
        Assert.Equal(200, (await node.TryAskAsync(idle))?.Status);
        node.Daemon.Reset();
        using var held = node.Daemon.Hold();
        var running = node.AskAsync(LoneEndpoint.Write);
        await node.Daemon.NextAsync();
        var waiting = node.AskAsync(LoneEndpoint.Read);
        await Gauges.ShowsAsync(node.Settings.AdminPort, "paywarden_rpc_queued", "store", 1);

        Signals.Send(node.Node.Pid, Signals.Terminate);
        await Eventually.SeeAsync("new connections are refused", Patience, () => IsRefusedAsync(node), refused => refused);
        await idle.EndsAsync();
        Assert.Empty(node.Daemon.Unseen());
        held.Release();

        Assert.Equal("""{"result":"setlabel","error":null,"id":1}""", (await running).Text);
        Assert.Equal("""{"result":"getbalance","error":null,"id":1}""", (await waiting).Text);
        Assert.Equal(0, await node.Node.ExitAsync());
        Assert.Empty(node.Node.Errors);
    });

    [Fact]
    public Task After_the_drain_what_still_runs_is_told_unknown_and_what_waits_not_done() => Scene.PlayAsync(output, async scene =>
    {
        var node = await LoneEndpoint.StartAsync(scene, "drain = 1s");
        using var held = node.Daemon.Hold();
        var running = node.AskAsync(LoneEndpoint.Write);
        await node.Daemon.NextAsync();
        var waiting = node.AskAsync(LoneEndpoint.Write);
        await Gauges.ShowsAsync(node.Settings.AdminPort, "paywarden_rpc_queued", "store", 1);

        Signals.Send(node.Node.Pid, Signals.Terminate);

        Assert.Equal(200, (await running).Status);
        (await running).Json.AssertUnknown(-32023, "setlabel at store-0");
        (await waiting).Json.AssertNotDone(-32022, "", retryable: true);
        Assert.Equal(0, await node.Node.ExitAsync());
        Assert.Empty(node.Daemon.Unseen());
        Assert.Empty(node.Node.Errors);
    });

    /// <summary>Until then whoever still comes in is closed, or told that nothing was done: a call never reaches the daemon.</summary>
    private static async Task<bool> IsRefusedAsync(LoneEndpoint node)
    {
        try
        {
            using var connection = await node.OpenAsync();
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return true;
        }
    }
}

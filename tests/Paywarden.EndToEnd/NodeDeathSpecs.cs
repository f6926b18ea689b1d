using System.Diagnostics;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden;

/// <summary>acceptance: line 6. The node dies and comes back while its daemons run on; and only one node may have a data directory.</summary>
[Collection(Alone.Name)]
public sealed class NodeDeathSpecs(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public Task After_kill_9_of_the_node_the_same_daemons_serve_again() => Scene.PlayAsync(output, scene =>
        DieUnderLoadAsync(scene, NodeSettings.In(scene.Subfolder("data")), "simulator"));

    [Fact]
    [Trait("Needs", "electrum")]
    public Task After_kill_9_of_the_node_the_same_electrum_daemons_serve_again() => Scene.PlayAsync(output, async scene =>
    {
        var lab = await ElectrumLab.StartAsync(scene);
        await DieUnderLoadAsync(scene, NodeSettings.In(scene.Subfolder("data")) with { Wallet = lab.WalletSettings }, "electrum");
    });

    [Fact]
    public Task A_second_node_on_the_same_data_directory_is_refused_with_the_pid_of_the_first() => Scene.PlayAsync(output, async scene =>
    {
        var settings = NodeSettings.In(scene.Subfolder("data"));
        var first = NodeProcess.With(scene, settings);
        await first.StartAsync();
        await first.AllReadyAsync(3);

        var second = NodeProcess.With(scene, settings.OnFreePorts());
        second.Launch();

        Assert.Equal(78, await second.ExitAsync());
        Assert.Contains(first.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture), second.Output, StringComparison.Ordinal);
        Assert.Equal(4, first.Watch.Alive().Count);
        first.Watch.AssertClean();
    });

    [Fact]
    public Task SIGINT_stops_every_daemon_and_then_the_node() => Scene.PlayAsync(output, async scene =>
    {
        var node = NodeProcess.With(scene, NodeSettings.In(scene.Subfolder("data")) with { OnStop = "keep" });
        await node.StartAsync();
        await node.AllReadyAsync(3);

        var clock = Stopwatch.StartNew();
        var code = await node.StopAsync(Signals.Interrupt);

        scene.Figure($"line 6: SIGINT stopped the node and its daemons in {clock.Elapsed.TotalSeconds:0.00} s (goal: 12 s)");
        Assert.Equal(0, code);
        Assert.Empty(node.Watch.Alive());
    });

    [Fact]
    public Task SIGTERM_with_keep_leaves_the_daemons_for_the_next_node() => Scene.PlayAsync(output, async scene =>
    {
        var node = NodeProcess.With(scene, NodeSettings.In(scene.Subfolder("data")) with { OnStop = "keep" });
        await node.StartAsync();
        var before = await node.AllReadyAsync(3);

        Assert.Equal(0, await node.StopAsync(Signals.Terminate));
        Assert.Equal(4, node.Watch.Alive().Count);
        await node.StartAsync();
        var after = await node.AllReadyAsync(3);

        Assert.Equal(before.Select(d => (d.Id, d.Pid, d.Restarts)).Order(), after.Select(d => (d.Id, d.Pid, d.Restarts)).Order());
        node.Watch.AssertClean();
    });

    [Fact]
    public Task SIGTERM_with_stop_ends_the_daemons_too() => Scene.PlayAsync(output, async scene =>
    {
        var node = NodeProcess.With(scene, NodeSettings.In(scene.Subfolder("data")));
        await node.StartAsync();
        await node.AllReadyAsync(3);

        Assert.Equal(0, await node.StopAsync(Signals.Terminate));
        Assert.Empty(node.Watch.Alive());
    });

    private static async Task DieUnderLoadAsync(Scene scene, NodeSettings settings, string dialect)
    {
        var node = NodeProcess.With(scene, settings);
        using var shop = new RpcClient(settings.RpcPort, NodeSettings.User, settings.Password);
        await node.StartAsync();
        await node.AllReadyAsync(3);

        // A restart in its history, so that there is something to forget.
        await KillLoop.KillAsync(node, await node.DaemonAsync("store-2", "is ready", Patience, d => d.IsReady));
        var before = await node.AllReadyAsync(3);
        await using var load = new LoadGenerator(settings.RpcPort, NodeSettings.User, settings.Password, 50, "getinfo");

        await node.Kill9Async();
        var clock = Stopwatch.StartNew();
        node.Launch();
        await Eventually.SeeAsync("calls are served again", Patience, () => shop.SendAsync("getinfo"), a => a.Result is not null, TimeSpan.FromMilliseconds(20));
        var served = clock.Elapsed;
        var after = await node.AllReadyAsync(3);

        scene.Figure($"line 6, {dialect}: served again {served.TotalSeconds:0.00} s after kill -9 and start of the node (goal: 3 s); while it was away {await load.StopAsync()}");
        Assert.Equal(before.Select(d => (d.Id, d.Pid, d.Restarts)).Order(), after.Select(d => (d.Id, d.Pid, d.Restarts)).Order());
        Assert.Equal(1, after.Single(d => d.Id == "store-2").Restarts);
        Assert.InRange(served, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        node.Watch.AssertClean();
    }
}

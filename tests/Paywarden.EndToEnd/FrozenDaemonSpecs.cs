using System.Diagnostics;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden;

/// <summary>acceptance: line 4. A daemon that stands still is replaced under load; one that is busy is left alone.</summary>
[Collection(Alone.Name)]
public sealed class FrozenDaemonSpecs(ITestOutputHelper output)
{
    /// <summary>A method whose limit is 40 s: it asks the server, and a server may be slow.</summary>
    private static readonly string[] SlowHistory = ["slow=20000 method=getaddresshistory times=1"];

    [Fact]
    public Task A_stopped_simulated_daemon_is_replaced_and_costs_no_call() => Scene.PlayAsync(output, scene =>
        FreezeUnderLoadAsync(scene, NodeSettings.In(scene.Subfolder("data")), "simulator"));

    [Fact]
    [Trait("Needs", "electrum")]
    public Task A_stopped_electrum_daemon_is_replaced_and_costs_no_call() => Scene.PlayAsync(output, async scene =>
    {
        var lab = await ElectrumLab.StartAsync(scene);
        await FreezeUnderLoadAsync(scene, NodeSettings.In(scene.Subfolder("data")) with { Wallet = lab.WalletSettings }, "electrum");
    });

    [Fact]
    public Task A_call_of_20_s_within_its_methods_limit_restarts_nothing() => Scene.PlayAsync(output, async scene =>
    {
        var settings = NodeSettings.In(scene.Subfolder("data"));
        var node = NodeProcess.With(scene, settings);
        using var boss = new RpcClient(settings.RpcPort, NodeSettings.Operator, settings.Password, TimeSpan.FromSeconds(40));
        await node.StartAsync();
        var before = (await node.AllReadyAsync(3)).Single(d => d.Id == "store-1");
        var address = (await boss.CallAsync("listaddresses"))[0];

        await boss.CallAsync("simulator_fault", SlowHistory, daemon: before.Id);
        var clock = Stopwatch.StartNew();
        await boss.CallAsync("getaddresshistory", new[] { address }, daemon: before.Id);
        var after = await node.DaemonAsync(before.Id, "is ready", TimeSpan.FromSeconds(10), d => d.IsReady);

        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(39));
        Assert.Equal((before.Pid, before.Restarts), (after.Pid, after.Restarts));
        node.Watch.AssertClean();
    });

    private static async Task FreezeUnderLoadAsync(Scene scene, NodeSettings settings, string dialect)
    {
        var node = NodeProcess.With(scene, settings);
        await node.StartAsync();
        var victim = (await node.AllReadyAsync(3)).Single(d => d.Id == "store-1");
        await using var load = new LoadGenerator(settings.RpcPort, NodeSettings.User, settings.Password, 150, "getinfo", "getbalance", "listaddresses");

        var frozen = Stopwatch.GetTimestamp();
        Assert.True(Signals.Send(victim.Pid!.Value, Signals.Stop));
        var recovery = await KillLoop.RecoveryAsync(node, victim, frozen);
        var report = await load.StopAsync();

        scene.Figure($"line 4, {dialect}: SIGSTOP to replacement launched {recovery.Launched.TotalSeconds:0.00} s, ready {recovery.Ready.TotalSeconds:0.00} s (goal: 10 s)");
        scene.Figure($"line 4, {dialect}: {report}");
        Assert.True(report.Failures.Count == 0, string.Join('\n', report.Failures.Take(20)));
        Assert.InRange(recovery.Ready, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.DoesNotContain(node.Watch.Alive(), p => p.Pid == victim.Pid);
        node.Watch.AssertClean();
    }
}

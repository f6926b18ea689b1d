using System.Diagnostics;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden;

/// <summary>acceptance: line 4. A daemon that stands still is replaced under load; one that is busy is left alone.</summary>
[Collection(Alone.Name)]
public sealed class FrozenDaemonSpecs(ITestOutputHelper output)
{
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

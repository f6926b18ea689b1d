using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden;

/// <summary>acceptance: line 3. Somebody kills healthy daemons under load: no customer notices, and every daemon is back at once. At the
/// default settings the same kills are named what they would be in earnest: a crash loop.</summary>
[Collection(Alone.Name)]
public sealed class KillSpecs(ITestOutputHelper output)
{
    /// <summary>Someone is killing on purpose: that is no crash loop.</summary>
    private const string KilledOnPurpose = """

        restart {
          reset-after = 2s
          crash-loop = 1000
        }
        """;

    [Fact]
    public Task Kills_of_simulated_daemons_cost_no_call() => Scene.PlayAsync(output, async scene =>
    {
        var settings = NodeSettings.In(scene.Subfolder("data"));
        await KillUnderLoadAsync(scene, settings with { Wallet = settings.Wallet + KilledOnPurpose }, "simulator");
    });

    [Fact]
    [Trait("Needs", "electrum")]
    public Task Kills_of_real_electrum_daemons_cost_no_call() => Scene.PlayAsync(output, async scene =>
    {
        var lab = await ElectrumLab.StartAsync(scene);
        await KillUnderLoadAsync(scene, NodeSettings.In(scene.Subfolder("data")) with { Wallet = lab.WalletSettings + KilledOnPurpose }, "electrum");
    });

    [Fact]
    public Task At_the_default_settings_the_same_kills_are_named_a_crash_loop() => Scene.PlayAsync(output, async scene =>
    {
        var patience = TimeSpan.FromSeconds(45);
        var node = NodeProcess.With(scene, NodeSettings.In(scene.Subfolder("data")));
        await node.StartAsync();
        await node.AllReadyAsync(3);

        SeenDaemon seen;
        var kills = 0;
        do
        {
            seen = await node.DaemonAsync("store-1", "is ready or given a verdict", patience, d => d.IsReady || d.State == "crash_looping");
            if (seen.IsReady)
            {
                Signals.Send(seen.Pid!.Value, Signals.Kill);
                kills++;
                await node.DaemonAsync("store-1", "has noticed", patience, d => !d.IsReady || d.Pid != seen.Pid);
            }
        }
        while (seen.State != "crash_looping" && kills < 7);

        scene.Figure($"line 3: named a crash loop after {kills} kills at the default settings: {seen.Why}");
        Assert.Equal("crash_looping", seen.State);
        Assert.InRange(kills, 5, 6);
        Assert.Equal(2, (await node.Admin.DaemonsAsync()).Count(d => d.IsReady && !d.IsSigner));
    });

    private static async Task KillUnderLoadAsync(Scene scene, NodeSettings settings, string dialect)
    {
        var seed = Random.Shared.Next();
        var node = NodeProcess.With(scene, settings);
        await node.StartAsync();
        await node.AllReadyAsync(3);
        await using var load = new LoadGenerator(settings.RpcPort, NodeSettings.User, settings.Password, 150, "getinfo", "getbalance", "listaddresses");

        var recoveries = await new KillLoop(node, seed).RunAsync(Duration.OfKills);
        var report = await load.StopAsync();

        var launched = Spread.Of(recoveries.Select(r => r.Launched));
        scene.Figure($"line 3, {dialect}, seed {seed}: kill -9 to replacement launched {launched} (goal: p50 20 ms, p95 100 ms)");
        scene.Figure($"line 3, {dialect}: kill -9 to ready {Spread.Of(recoveries.Select(r => r.Ready))}");
        scene.Figure($"line 3, {dialect}: {report}");
        Assert.True(report.Failures.Count == 0, string.Join('\n', report.Failures.Take(20)));
        Assert.NotEmpty(recoveries);
        await node.AllReadyAsync(3);
        node.Watch.AssertClean();

        // Far above the goal: a noisy machine must not break it, a restart that waits for a timer must.
        Assert.InRange(launched.P50, 0, 500);
    }
}

using System.Text.Json;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden;

/// <summary>The configuration is read again while the node and its daemons run on.</summary>
[Collection(Alone.Name)]
public sealed class ReloadSpecs(ITestOutputHelper output)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public Task A_reload_takes_over_what_it_can_and_names_what_needs_a_restart() => Scene.PlayAsync(output, async scene =>
    {
        var (node, shell, settings) = Setting(scene);
        await node.StartAsync();
        var before = await node.AllReadyAsync(3);

        Write(node, (settings with { Wallet = settings.Wallet.Replace("daemons = 3", "daemons = 4\nprobe { every = 1s }", StringComparison.Ordinal) }).Render()
            .Replace("paywarden {", "paywarden {\n  log { level = debug }", StringComparison.Ordinal));
        var report = await shell.JsonAsync("reload");

        Assert.Equal(["paywarden.log.level", "paywarden.wallets.store.probe.every"], Names(report, "applied"));
        Assert.Equal(["paywarden.wallets.store.daemons"], Names(report, "need_restart"));
        Assert.Equal(before.Select(d => d.Pid), (await node.Admin.DaemonsAsync()).Select(d => d.Pid));
        Assert.Contains("the configuration was read again: taken over: paywarden.log.level", await shell.RunAsync("events"), StringComparison.Ordinal);

        // What needs a restart is named until there was one.
        Assert.Contains("needs a restart of the node: paywarden.wallets.store.daemons", await shell.RunAsync("reload"), StringComparison.Ordinal);
    });

    [Fact]
    public Task Who_may_call_what_is_taken_over_at_once() => Scene.PlayAsync(output, async scene =>
    {
        var (node, shell, settings) = Setting(scene);
        using var before = new RpcClient(settings.RpcPort, NodeSettings.User, settings.Password);
        var changed = settings with { Password = Guid.NewGuid().ToString("N"), Wallet = settings.Wallet + "\nmethods { getinfo = admin }" };
        using var after = new RpcClient(settings.RpcPort, NodeSettings.User, changed.Password);
        await node.StartAsync();
        await node.AllReadyAsync(3);
        await before.CallAsync("getinfo");
        await Assert.ThrowsAsync<HttpRequestException>(() => after.CallAsync("getbalance"));

        Write(node, changed.Render());
        await shell.RunAsync("reload");

        await after.CallAsync("getbalance");
        await Assert.ThrowsAsync<HttpRequestException>(() => before.CallAsync("getbalance"));
        await Eventually.SeeAsync("getinfo is no longer allowed", Soon, () => after.SendAsync("getinfo"), answer => answer.Body.Contains("-32010", StringComparison.Ordinal));
    });

    [Fact]
    public Task With_a_fault_in_the_file_nothing_is_taken_over() => Scene.PlayAsync(output, async scene =>
    {
        var (node, shell, settings) = Setting(scene);
        await node.StartAsync();

        Write(node, settings.Render().Replace("paywarden {", "paywarden {\n  log { level = debug, lewel = 1 }", StringComparison.Ordinal));
        var refused = await shell.RunAsync(1, "reload");
        Write(node, settings.Render());

        Assert.Contains("lewel", refused, StringComparison.Ordinal);
        Assert.Empty(Names(await shell.JsonAsync("reload"), "applied"));
    });

    [Fact]
    public Task SIGHUP_reloads_too() => Scene.PlayAsync(output, async scene =>
    {
        var (node, _, settings) = Setting(scene);
        await node.StartAsync();

        Write(node, settings.Render().Replace("paywarden {", "paywarden {\n  log { level = debug }", StringComparison.Ordinal));
        Signals.Send(node.Pid, Signals.Hangup);

        await Eventually.SeeAsync("the reload is told", Soon, node.Admin.EventsAsync, all => all.Any(e =>
            e.GetProperty("by").GetString() == "SIGHUP" && e.GetProperty("why").GetString()!.Contains("log.level", StringComparison.Ordinal)));
        node.AssertRunning();
    });

    private static IEnumerable<string?> Names(JsonElement report, string which) => report.GetProperty(which).EnumerateArray().Select(n => n.GetString()).Order();

    private static void Write(NodeProcess node, string configuration) => File.WriteAllText(node.ConfigFile, configuration);

    private static (NodeProcess Node, OperatorShell Shell, NodeSettings Settings) Setting(Scene scene)
    {
        var settings = NodeSettings.In(scene.Subfolder("data"));
        return (NodeProcess.With(scene, settings), new OperatorShell(scene, settings), settings);
    }
}

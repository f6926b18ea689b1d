using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden;

/// <summary>The verbs as an operator uses them: the real program against a real node.</summary>
[Collection(Alone.Name)]
public sealed class CommandLineSpecs(ITestOutputHelper output)
{
    private const int Failed = 1;
    private const int Usage = 2;
    private const int Unreachable = 3;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public Task An_operator_sees_and_steers_a_node() => Scene.PlayAsync(output, async scene =>
    {
        var (node, shell) = Setting(scene);
        await node.StartAsync();
        var before = await node.AllReadyAsync(3);

        Assert.Contains("3 of 3 daemons serve", await shell.RunAsync("status"), StringComparison.Ordinal);
        Assert.Contains("store-2   ready", await shell.RunAsync("daemons"), StringComparison.Ordinal);
        Assert.Matches("store-s0 +ready +signer", await shell.RunAsync("daemons"));
        Assert.Contains("store-0: ready", await shell.RunAsync("events"), StringComparison.Ordinal);
        Assert.Equal(4, (await shell.JsonAsync("daemons")).GetProperty("items").GetArrayLength());
        Assert.Equal("store", (await shell.JsonAsync("status")).GetProperty("wallets").GetProperty("items")[0].GetProperty("name").GetString());
        Assert.NotEqual(0, (await shell.JsonAsync("events")).GetProperty("items").GetArrayLength());

        await shell.RunAsync("stop", "store-1");
        await node.DaemonAsync("store-1", "is stopped", Soon, d => d.State == "stopped" && d.Why == "stopped by ann");
        await shell.RunAsync("start", "store-1");
        await node.DaemonAsync("store-1", "is ready", Soon, d => d.IsReady);
        await shell.RunAsync("restart", "store-2");
        var restarted = await node.DaemonAsync("store-2", "is ready as another process", Soon, d => d.IsReady && d.Pid != before.Single(b => b.Id == "store-2").Pid);
        Assert.Equal(0, restarted.Restarts);

        await shell.RunAsync("pause", "store", "--reason", "cold wallet audit");
        Assert.Contains("money NO: paused: cold wallet audit", await shell.RunAsync("status"), StringComparison.Ordinal);
        await shell.RunAsync("resume", "store");
        Assert.Contains("money yes", await shell.RunAsync("status"), StringComparison.Ordinal);
        Assert.Contains("(by ann)", await shell.RunAsync("explain", "store-1"), StringComparison.Ordinal);
        node.Watch.AssertClean();
    });

    [Fact]
    public Task Exit_codes_tell_scripts_what_happened() => Scene.PlayAsync(output, async scene =>
    {
        var (node, shell) = Setting(scene);
        Assert.Contains("cannot reach a node", await shell.RunAsync(Unreachable, "status"), StringComparison.Ordinal);
        await node.StartAsync();
        await node.AllReadyAsync(3);

        await shell.RunAsync(Usage, "frobnicate");
        await shell.RunAsync(Usage, "pause", "store");
        Assert.Contains("There is no daemon store-9", await shell.RunAsync(Failed, "stop", "store-9"), StringComparison.Ordinal);
        Assert.Contains("not parked", await shell.RunAsync(Failed, "unpark", "store-0"), StringComparison.Ordinal);
    });

    [Fact]
    public Task The_doctor_finds_nothing_then_what_was_broken() => Scene.PlayAsync(output, async scene =>
    {
        var (node, shell) = Setting(scene);
        await node.StartAsync();
        await node.AllReadyAsync(3);
        var well = await shell.RunAsync("doctor");
        Assert.Contains("0 bad", well, StringComparison.Ordinal);
        Assert.Contains("signed-in getinfo: answered in", well, StringComparison.Ordinal);
        Assert.Contains("wallet file:", well, StringComparison.Ordinal);
        Assert.Contains("a signer has no server and needs none", well, StringComparison.Ordinal);
        Assert.All((await shell.JsonAsync("doctor")).GetProperty("items").EnumerateArray(), c => Assert.Equal("ok", c.GetProperty("verdict").GetString()));

        await shell.RunAsync("stop", "store-1");
        await node.DaemonAsync("store-1", "is stopped", Soon, d => d.State == "stopped");
        File.Delete(Directory.GetFiles(Path.Combine(scene.Folder, "data", "daemons", "store-1", "home", "watch-only"))[0]);
        await File.WriteAllTextAsync(Path.Combine(scene.Folder, "data", "daemons", "store-1", "home", "watch-only", "store"), "");

        var ill = await shell.RunAsync(Failed, "doctor", "store");
        Assert.Contains("-> paywarden start store-1", ill, StringComparison.Ordinal);
        Assert.Contains("BAD   wallet file:", ill, StringComparison.Ordinal);
        await shell.RunAsync(Failed, "doctor", "nobody");
    });

    [Fact]
    [Trait("Needs", "electrum")]
    public Task The_doctor_finds_real_daemons_well_and_names_one_started_by_hand() => Scene.PlayAsync(output, async scene =>
    {
        var lab = await ElectrumLab.StartAsync(scene);
        var settings = NodeSettings.In(scene.Subfolder("data")) with { Wallet = lab.WalletSettings };
        var node = NodeProcess.With(scene, settings);
        var shell = new OperatorShell(scene, settings);
        await node.StartAsync();
        await node.AllReadyAsync(3);

        var well = await shell.RunAsync("doctor", "store");
        Assert.Contains("0 bad, 0 to watch", well, StringComparison.Ordinal);
        Assert.Contains($"level with its server 127.0.0.1:{lab.Port}:t", well, StringComparison.Ordinal);

        var home = Path.Combine(settings.DataFolder, "daemons", "store-1", "home");
        using var byHand = new ChildProcess("tail", ["-f", "/dev/null", home], Path.Combine(scene.Folder, "by-hand.log"), scene.Folder);
        await Eventually.HoldsAsync("it runs", TimeSpan.FromSeconds(10), () => File.ReadAllText($"/proc/{byHand.Pid}/cmdline").Contains(home, StringComparison.Ordinal));
        Assert.Contains($"tail (pid {byHand.Pid}) also works in its folder", await shell.RunAsync(Failed, "doctor", "store"), StringComparison.Ordinal);
    });

    [Fact]
    public Task A_configuration_is_checked_without_a_node() => Scene.PlayAsync(output, async scene =>
    {
        var settings = NodeSettings.In(scene.Subfolder("data"));
        var shell = new OperatorShell(scene, settings);
        var good = Path.Combine(scene.Folder, "good.conf");
        var bad = Path.Combine(scene.Folder, "bad.conf");
        await File.WriteAllTextAsync(good, settings.Render());
        await File.WriteAllTextAsync(bad, settings.Render().Replace("dialect = simulator", "dialekt = simulator", StringComparison.Ordinal));

        Assert.Contains("no faults", await shell.RunAsync("config", "check", good), StringComparison.Ordinal);
        Assert.Contains("bad.conf:", await shell.RunAsync(Failed, "config", "check", bad), StringComparison.Ordinal);
    });

    private static (NodeProcess Node, OperatorShell Shell) Setting(Scene scene)
    {
        var settings = NodeSettings.In(scene.Subfolder("data"));
        return (NodeProcess.With(scene, settings), new OperatorShell(scene, settings));
    }
}

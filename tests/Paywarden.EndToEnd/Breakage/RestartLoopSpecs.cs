using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Breakage;

/// <summary>acceptance: line 5. The four causes of the restart loop that ran in an incident for hours, each unseen by the daemon's own commands.</summary>
[Collection(Rigged.Name)]
public sealed class RestartLoopSpecs(RiggedSimulator rig, ITestOutputHelper output)
{
    [Theory]
    [InlineData("rpcport", "\"7800\"")]
    [InlineData("rpcport", "70000")]
    [InlineData("rpchost", "\"192.0.2.1\"")]
    public Task Cause_1_an_address_that_it_cannot_use_leaves_it_alive_and_mute(string key, string value) => rig.PlayAsync(output, async victim =>
    {
        await victim.BreakAsync($$"""sed -i 's/"{{key}}":[^,]*/"{{key}}":{{value}}/' "$config" """);

        await victim.ShowsAsync("crash_looping", "not ready within 2 s", "nobody listens on port", "lives on without an RPC server");
        victim.Unhook();
    });

    [Fact]
    public Task Cause_1_a_port_taken_by_a_stranger_at_the_last_moment_is_named() => rig.PlayAsync(output, async victim =>
    {
        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start();
        var port = ((IPEndPoint)stranger.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await victim.BreakAsync($$"""sed -i 's/"rpcport":[0-9]*/"rpcport":{{port}}/' "$config" """);

        await victim.ShowsAsync("crash_looping", "not ready within 2 s", "lives on without an RPC server");
        victim.Unhook();
    });

    [Fact]
    public Task Cause_2_a_requests_dir_without_its_page_ends_it_right_after_its_start() => rig.PlayAsync(output, async victim =>
    {
        await victim.BreakAsync("""sed -i 's/^{/{"requests_dir":"\/tmp",/' "$config" """);

        await victim.ShowsAsync("crash_looping", "3 times", "requests_dir has no index.html", "Remove requests_dir");
        victim.Unhook();
    });

    [Fact]
    public Task Cause_2_a_websocket_server_without_its_module_ends_it_right_after_its_start() => rig.PlayAsync(output, async victim =>
    {
        await victim.BreakAsync("""sed -i 's/^{/{"websocket_server":"localhost",/' "$config" """);

        await victim.ShowsAsync("crash_looping", "3 times", "Python module", "Install it");
        victim.Unhook();
    });

    [Fact]
    public Task Cause_3_an_empty_lock_of_a_dead_start_is_removed_and_costs_nothing() => rig.PlayAsync(output, async victim =>
    {
        var stopped = await victim.LookAsync();
        await victim.ActAsync("stop");
        await victim.ShowsAsync("stopped", "stopped by");
        await File.WriteAllTextAsync(Path.Combine(victim.Home, "daemon"), "");
        await victim.ActAsync("start");

        var back = await victim.HealsAsync();
        await victim.ToldAsync("removed the lock");
        Assert.Equal(stopped.Restarts, back.Restarts);
    });

    [Fact]
    public Task Cause_4_a_second_start_with_other_credentials_takes_only_the_lock() => rig.PlayAsync(output, async victim =>
    {
        var before = await victim.LookAsync();
        var config = Path.Combine(victim.Home, "config");
        var ours = await File.ReadAllTextAsync(config);
        await File.WriteAllTextAsync(config, """{"rpcuser":"someone","rpcpassword":"else","rpcport":0}""");

        // It finds nobody behind the lock, deletes it, and becomes a daemon of its own beside ours.
        using (var second = new ChildProcess(Rigging.Simulator, ["-D", victim.Home, "daemon"], Path.Combine(victim.Folder, "second.log"), victim.Home))
        {
            await Eventually.HoldsAsync("the second start has the lock", TimeSpan.FromSeconds(20), () => File.ReadAllText(Path.Combine(victim.Home, "daemon")).Length > 0
                && !File.ReadAllText(Path.Combine(victim.Home, "daemon")).Contains(before.Port!.Value.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
            await victim.Node.DaemonAsync(victim.Id, "is well all along", TimeSpan.FromSeconds(10), d => d.IsReady);
        }

        // And the next start of ours writes its own credentials again.
        await victim.KillAsync();
        var after = await victim.HealsAsync();
        Assert.NotEqual(before.Pid, after.Pid);
        Assert.NotEqual(ours, await File.ReadAllTextAsync(config));
        Assert.DoesNotContain("someone", await File.ReadAllTextAsync(config), StringComparison.Ordinal);
    });

    [Fact]
    public Task Cause_4_credentials_changed_under_a_start_are_named() => rig.PlayAsync(output, async victim =>
    {
        await victim.BreakAsync("""sed -i 's/"rpcpassword":"[^"]*"/"rpcpassword":"else"/' "$config" """);

        await victim.ShowsAsync("crash_looping", "not ready within 2 s", "refuses the credentials", "configuration");
        victim.Unhook();
    });
}

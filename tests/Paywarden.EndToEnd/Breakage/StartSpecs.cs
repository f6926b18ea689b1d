using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Breakage;

/// <summary>acceptance: line 5. Whatever else keeps a daemon from a good start is named, and is over once it is mended.</summary>
[Collection(Rigged.Name)]
public sealed class StartSpecs(RiggedSimulator rig, ITestOutputHelper output)
{
    [Fact]
    public Task A_daemon_that_crashes_at_each_start_is_named_a_crash_loop_and_tried_for_ever() => rig.PlayAsync(output, async victim =>
    {
        await victim.BreakAsync("""exec "$program" "$@" --fault "crash=start exit=3 line=KeyError: 'height'" """);

        var named = await victim.ShowsAsync("crash_looping", "crash loop: ended 3 times", "exit code 3 \"KeyError: 'height'\"", "its last line was: KeyError: 'height'");
        await victim.Node.DaemonAsync(victim.Id, "is tried on and on", TimeSpan.FromSeconds(30), d => d.Restarts >= named.Restarts + 3);
        await victim.ShowsAsync("crash_looping", "crash loop: ended", "times with exit code 3");
        victim.Unhook();
    });

    [Fact]
    public Task A_start_that_leaves_the_daemon_in_the_background_is_parked() => rig.PlayAsync(output, async victim =>
    {
        await victim.BreakAsync("""exec "$program" "$@" start""");

        await victim.ShowsAsync("parked", "starts a daemon in the background and ends", "the form that stays in the foreground");
        Assert.DoesNotContain(victim.Node.Watch.Alive(), p => p.DaemonId == victim.Id);
        victim.Unhook();
        await victim.ActAsync("unpark");
    });

    [Fact]
    public Task A_start_that_takes_too_long_is_told_apart_and_waits_no_longer_than_configured() => rig.PlayAsync(output, async victim =>
    {
        await victim.BreakAsync("""exec "$program" "$@" --fault slow-start=60000""");

        await victim.ShowsAsync("crash_looping", "not ready within 2 s", "longer than start.ready-within (then raise that)");
        victim.Unhook();
    });

    [Fact]
    public Task A_command_that_ends_in_a_missing_program_is_parked() => rig.PlayAsync(output, async victim =>
    {
        await victim.BreakAsync("exec /no/such/electron-cash");

        await victim.ShowsAsync("parked", "its command was not found or cannot be run", "Install it or correct command of wallet store");
        victim.Unhook();
        await victim.ActAsync("unpark");
    });

    [Fact]
    public Task A_truncated_configuration_is_written_anew_at_the_next_start() => rig.PlayAsync(output, async victim =>
    {
        await File.WriteAllTextAsync(Path.Combine(victim.Home, "config"), """{"rpchost":"127.0.0.1","rpcpo""");
        await victim.KillAsync();

        await victim.HealsAsync();
        Assert.Contains("\"rpcport\"", await File.ReadAllTextAsync(Path.Combine(victim.Home, "config")), StringComparison.Ordinal);
    });

    [Fact]
    public Task A_configuration_truncated_under_a_start_is_named() => rig.PlayAsync(output, async victim =>
    {
        await victim.BreakAsync("""head -c 30 "$config" > "$config.cut"; mv "$config.cut" "$config" """);

        await victim.ShowsAsync("crash_looping", "not ready within 2 s", "nobody listens on port", "The next start writes its configuration anew");
        victim.Unhook();
    });

    [Fact]
    public Task Without_libsecp256k1_it_serves_degraded() => rig.PlayAsync(output, async victim =>
    {
        await victim.BreakAsync("""exec "$program" "$@" --fault no-libsecp256k1""");

        await victim.ShowsAsync("degraded", "serves, but libsecp256k1 is missing", "apt-get install libsecp256k1", "paywarden restart store-1");
        victim.Unhook();
        await victim.ActAsync("restart");
    });
}

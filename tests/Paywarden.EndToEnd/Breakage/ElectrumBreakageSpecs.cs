using System.Net;
using System.Net.Sockets;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Breakage;

/// <summary>acceptance: line 5. The causes that exist with Debian's real electrum too.</summary>
[Collection(Alone.Name)]
[Trait("Needs", "electrum")]
public sealed class ElectrumBreakageSpecs(RiggedElectrum rig, ITestOutputHelper output) : IClassFixture<RiggedElectrum>
{
    [Fact]
    public Task A_wrong_password_is_parked_until_its_file_is_corrected() => rig.PlayAsync(output, async victim =>
    {
        var right = await File.ReadAllTextAsync(rig.PasswordFile);
        await File.WriteAllTextAsync(rig.PasswordFile, "not-the-password-4711");
        await victim.KillAsync();

        await victim.ShowsAsync("parked", $"wrong wallet password. Correct {rig.PasswordFile}, then: {victim.Unpark}");
        await File.WriteAllTextAsync(rig.PasswordFile, right);
        await victim.ActAsync("unpark");
        await victim.HealsAsync();
        Assert.DoesNotContain("not-the-password-4711", victim.Node.Output, StringComparison.Ordinal);
    });

    [Fact]
    public Task A_corrupt_wallet_is_parked_and_recreated_with_the_broken_one_kept_aside() => rig.PlayAsync(output, async victim =>
    {
        var copy = Path.Combine(victim.Home, "wallet", "store.wallet");
        await File.WriteAllTextAsync(copy, "no wallet any more");
        await victim.KillAsync();

        await victim.ShowsAsync("parked", $"its wallet {copy} cannot be read", $"Check {rig.WalletFile}", "paywarden recreate store-1");
        await victim.ActAsync("recreate");
        await victim.HealsAsync();

        Assert.Single(Directory.GetDirectories(victim.Folder, "home.broken-*"));
    });

    [Fact]
    public Task A_port_taken_at_the_last_moment_is_named() => rig.PlayAsync(output, async victim =>
    {
        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start();
        var port = BrokenWorld.Text(((IPEndPoint)stranger.LocalEndpoint).Port);
        await victim.BreakAsync($$"""sed -i 's/"rpcport":[0-9]*/"rpcport":{{port}}/' "$config" """);

        await victim.ShowsAsync("crash_looping", "another program took its RPC port just before it could listen", "The next start chooses another free port");
        victim.Unhook();
    });

    [Fact]
    public Task A_missing_program_is_parked() => rig.PlayAsync(output, async victim =>
    {
        await victim.BreakAsync("exec /no/such/electrum");

        await victim.ShowsAsync("parked", "its command was not found or cannot be run", "Install it or correct command of wallet store");
        victim.Unhook();
        await victim.ActAsync("unpark");
    });

    [Fact]
    public Task A_full_disk_is_named_and_over_when_there_is_space() => rig.PlayAsync(
        output,
        async victim =>
        {
            rig.Disk.Fill();
            await victim.KillAsync();
            await victim.ShowsAsync("crash_looping", "no space left on", "(tmpfs, ", "Free space there or move paywarden.node.data-dir");
            rig.Disk.Free();
        },
        id: "store-2");

    [Fact]
    public Task A_truncated_configuration_is_written_anew_at_the_next_start() => rig.PlayAsync(output, async victim =>
    {
        await File.WriteAllTextAsync(Path.Combine(victim.Home, "regtest", "config"), """{"rpchost":"127.0.0.1","rpcpo""");
        await victim.KillAsync();

        await victim.HealsAsync();
    });

    [Fact]
    public Task A_configuration_truncated_under_a_start_is_named() => rig.PlayAsync(output, async victim =>
    {
        await victim.BreakAsync("""head -c 30 "$config" > "$config.cut"; mv "$config.cut" "$config" """);

        await victim.ShowsAsync("crash_looping", "The next start writes its configuration anew");
        victim.Unhook();
    });

    [Fact]
    public Task A_start_that_leaves_the_daemon_in_the_background_is_parked() => rig.PlayAsync(output, async victim =>
    {
        await victim.BreakAsync("""exec "$program" "$@" -d""");

        await victim.ShowsAsync("parked", "starts a daemon in the background and ends");
        Assert.DoesNotContain(victim.Node.Watch.Alive(), p => p.DaemonId == victim.Id);
        victim.Unhook();
        await victim.ActAsync("unpark");
    });
}

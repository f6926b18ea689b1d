using System.Net;
using System.Net.Sockets;
using Paywarden.Daemons;
using Paywarden.Daemons.Dialects;
using Paywarden.Harness;
using Paywarden.Kernel;
using Xunit.Abstractions;

namespace Paywarden.Dialects;

/// <summary>The electrum dialect held against Debian's real program, alone: no node, no actor.</summary>
[Collection(Alone.Name)]
[Trait("Needs", "electrum")]
public sealed class ElectrumPlanSpecs(ITestOutputHelper output)
{
    private static readonly ElectrumDialect Electrum = new();

    [Fact]
    public Task An_encrypted_wallet_wakes_synchronises_serves_and_stops() => Scene.PlayAsync(output, async scene =>
    {
        var (lab, placed) = await SetUpAsync(scene);
        await using var daemon = placed.Start(Electrum);

        Assert.IsType<ReplyReading.Good>(await daemon.AwakenAsync(new Secret(lab.Password)));

        var health = await daemon.ProbeUntilAsync(h => h.Degradations.IsEmpty);
        Assert.Equal((120, 120, true, true), (health.Height, health.ServerHeight, health.Connected, health.Synchronized));
        Assert.Equal(30, health.Addresses);

        // As a caller does: no wallet= in any of them.
        Assert.Equal("0", (await daemon.CallAsync(new DaemonCall("getbalance"))).Result!.Value.GetProperty("confirmed").GetString());
        Assert.Equal(20, (await daemon.CallAsync(new DaemonCall("listaddresses", "[true]"))).Result!.Value.GetArrayLength());

        Assert.Null((await daemon.CallAsync(Electrum.Stop(placed.Spec, placed.Site)!)).Error);
        Assert.Equal(0, (await daemon.ExitAsync()).Code);
        Assert.All(Electrum.Plan(placed.Spec, placed.Site).StaleLocks, name => Assert.False(File.Exists(Path.Combine(placed.Site.Folder, name))));
    });

    [Fact]
    public Task A_wrong_password_a_corrupt_and_a_missing_wallet_are_hopeless() => Scene.PlayAsync(output, async scene =>
    {
        var (lab, placed) = await SetUpAsync(scene);
        await using var daemon = placed.Start(Electrum);

        await HopelessWallets.HoldAsync(daemon, placed, lab.Password);
    });

    [Fact]
    public Task A_taken_port_is_named_as_the_cause_of_the_exit() => Scene.PlayAsync(output, async scene =>
    {
        using var thief = new TcpListener(IPAddress.Loopback, 0);
        thief.Start();
        var (_, free) = await SetUpAsync(scene);
        var placed = free with { Site = free.Site with { Port = ((IPEndPoint)thief.LocalEndpoint).Port } };
        await using var daemon = placed.Start(Electrum);

        var exit = await daemon.ExitAsync();

        Assert.Equal(0, exit.Code);
        Assert.Contains("another program took its RPC port", Electrum.Explain(placed.Spec, exit), StringComparison.Ordinal);
        Assert.Null(Electrum.Hopeless(placed.Spec, exit));
    });

    [Fact]
    public Task Without_a_server_it_wakes_offline_and_says_so() => Scene.PlayAsync(output, async scene =>
    {
        var (lab, online) = await SetUpAsync(scene);
        var placed = online with { Spec = online.Spec with { Server = "" } };
        await using var daemon = placed.Start(Electrum);

        Assert.IsType<ReplyReading.Good>(await daemon.AwakenAsync(new Secret(lab.Password)));

        var health = await daemon.ProbeUntilAsync(h => h.Addresses is not null);
        Assert.StartsWith("no Electrum server is configured", Assert.Single(health.Degradations), StringComparison.Ordinal);
        Assert.False(health.Connected);
        Assert.Null((await daemon.CallAsync(Electrum.Stop(placed.Spec, placed.Site)!)).Error);
        Assert.Equal(0, (await daemon.ExitAsync()).Code);
    });

    private static async Task<(ElectrumLab Lab, Placed Placed)> SetUpAsync(Scene scene)
    {
        var lab = await ElectrumLab.StartAsync(scene);
        return (lab, Placed.In(scene, "electrum", "electrum", lab.WalletFile, $"127.0.0.1:{lab.Port}:t"));
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Paywarden.Daemons;
using Paywarden.Daemons.Dialects;
using Paywarden.Harness;
using Paywarden.Kernel;
using Xunit.Abstractions;

namespace Paywarden.Dialects;

/// <summary>The bitcoind dialect held against Debian's real litecoind, alone: no node, no actor.</summary>
[Collection(Alone.Name)]
[Trait("Needs", "litecoind")]
public sealed class BitcoindPlanSpecs(ITestOutputHelper output)
{
    private static readonly BitcoindDialect Node = new();

    private static readonly Secret Password = new("of the wallet");

    [Fact]
    public Task It_makes_an_encrypted_wallet_hears_of_the_chain_and_stops() => Scene.PlayAsync(output, async scene =>
    {
        var lab = await LitecoinLab.StartAsync(scene);
        var placed = Place(scene, lab.Peer);
        await using var daemon = placed.Start(Node);

        Assert.IsType<ReplyReading.Good>(await daemon.AwakenAsync(Password));

        var health = await daemon.ProbeUntilAsync(h => h.Degradations.IsEmpty);
        Assert.Equal((120, 120, true, true), (health.Height, health.ServerHeight, health.Connected, health.Synchronized));
        Assert.True((await daemon.CallAsync(new DaemonCall("getwalletinfo"))).Result!.Value.GetProperty("unlocked_until").GetInt64() > 0);
        await StopAsync(daemon, placed);

        // It is the same wallet again, and the password is no longer any other.
        await using (var again = placed.Start(Node))
        {
            Assert.StartsWith("wrong wallet password", Assert.IsType<ReplyReading.Hopeless>(await again.AwakenAsync(new Secret("wrong"))).Why, StringComparison.Ordinal);
        }

        await using (var closed = placed.Start(Node))
        {
            Assert.Contains("no password is configured", Assert.IsType<ReplyReading.Hopeless>(await closed.AwakenAsync(Secret.None)).Why, StringComparison.Ordinal);
        }
    });

    [Fact]
    public Task An_imported_wallet_has_its_money_and_what_it_paid_though_it_is_killed_while_the_chain_comes_back() => Scene.PlayAsync(output, async scene =>
    {
        var lab = await LitecoinLab.StartAsync(scene);
        var backup = Path.Combine(scene.Folder, "backup.dat");
        await lab.AskAsync("sendtoaddress", await lab.AddressAsync("own"), 1);
        await lab.MineAsync();
        await lab.AskAsync("backupwallet", backup);
        var told = (await lab.AskAsync("getbalances")).GetProperty("mine").GetRawText();
        var placed = Place(scene, lab.Peer, backup);

        for (var i = 0; i < 3; i++)
        {
            await using var daemon = placed.Start(Node);
            Assert.IsType<ReplyReading.Good>(await daemon.AwakenAsync(Secret.None));
            await daemon.ProbeUntilAsync(h => h.Degradations.IsEmpty && h.Height == 121);
            Assert.Equal(told, (await daemon.CallAsync(new DaemonCall("getbalances"))).Result!.Value.GetProperty("mine").GetRawText());
        }
    });

    [Fact]
    public Task A_taken_port_and_a_damaged_wallet_are_named_as_the_cause_of_the_exit() => Scene.PlayAsync(output, async scene =>
    {
        using var thief = new TcpListener(IPAddress.Loopback, 0);
        thief.Start();
        var free = Place(scene, "");
        var placed = free with { Site = free.Site with { Port = ((IPEndPoint)thief.LocalEndpoint).Port } };
        await using (var daemon = placed.Start(Node))
        {
            var exit = await daemon.ExitAsync();
            Assert.Contains("another program took its RPC port", Node.Explain(placed.Spec, exit), StringComparison.Ordinal);
            Assert.Null(Node.Hopeless(placed.Spec, exit));
        }

        var file = Path.Combine(scene.Folder, "broken.dat");
        await File.WriteAllTextAsync(file, "not a wallet");
        var broken = Place(scene, "", file);
        await using (var daemon = broken.Start(Node))
        {
            var exit = await daemon.ExitAsync();
            Assert.Contains("cannot be read", Node.Hopeless(broken.Spec, exit) ?? string.Join('\n', exit.LastLines), StringComparison.Ordinal);
        }
    });

    private static async Task StopAsync(PlannedDaemon daemon, Placed placed)
    {
        Assert.Null((await daemon.CallAsync(Node.Stop(placed.Spec, placed.Site)!)).Error);
        Assert.Equal(0, (await daemon.ExitAsync()).Code);
    }

    private static Placed Place(Scene scene, string peers, string walletFile = "")
    {
        var folder = scene.Subfolder(string.Create(CultureInfo.InvariantCulture, $"store-0-{Path.GetFileNameWithoutExtension(walletFile)}"));
        var some = Placed.Of(folder, "bitcoind", "litecoind", walletFile, peers);
        var copy = Path.Combine(folder, Node.WalletPlace(some.Spec));
        if (walletFile.Length == 0)
        {
            return some;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(walletFile, copy);
        return some with { Site = some.Site with { WalletPath = copy } };
    }
}

using System.Text.Json;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Ledger;

/// <summary>acceptance: line 8. Nobody's files but the signers' hold a private key, whatever was paid and whoever died.</summary>
[Collection(Alone.Name)]
public sealed class KeysOnlyAtSignersSpecs(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public Task After_payments_and_the_death_of_all_only_the_signers_files_hold_keys() => Scene.PlayAsync(output, async scene =>
    {
        var (file, hunt) = await SimulatedAsync(scene);
        var node = new PayingNode(scene, "data", more: $"wallet-file = \"{file}\"\nsigners = 2");
        await node.StartAsync();
        Assert.Equal(["store-s0", "store-s1"], await hunt.HoldersAsync());
        await node.Shop.PayAsync(Order.Number("keys", 1));

        await KillAllAsync(node.Process);
        await node.StartAsync();
        await node.Shop.PayAsync(Order.Number("keys", 2));

        Assert.Equal(["store-s0", "store-s1"], await hunt.HoldersAsync());
        scene.Figure($"line 8, simulator: {Directory.GetFiles(node.DataFolder, "*", SearchOption.AllDirectories).Length} files looked into, keys only at store-s0 and store-s1");
    });

    [Fact]
    [Trait("Needs", "electrum")]
    public Task After_payments_and_the_death_of_all_only_real_electrums_signer_holds_keys() => Scene.PlayAsync(output, async scene =>
    {
        var shop = await ElectrumShop.OpenAsync(scene, coins: 3);
        var hunt = await SecretHunt.OfElectrumAsync(scene, shop.DataFolder, shop.Lab);
        await shop.PaySurelyAsync("order-1", ElectrumShop.Customer());

        await KillAllAsync(shop.Node);
        await shop.Node.StartAsync();
        await shop.Node.AllReadyAsync(3);
        await shop.PaySurelyAsync("order-2", ElectrumShop.Customer());

        Assert.Equal(["store-s0"], await hunt.HoldersAsync());
        scene.Figure($"line 8, electrum: {Directory.GetFiles(shop.DataFolder, "*", SearchOption.AllDirectories).Length} files looked into, keys only at store-s0");
    });

    [Fact]
    public Task The_first_start_may_be_cut_anywhere_and_the_next_one_finishes_it() => Scene.PlayAsync(output, async scene =>
    {
        var (file, hunt) = await SimulatedAsync(scene);
        var node = new PayingNode(scene, "data", more: $"wallet-file = \"{file}\"");
        var home = Path.Combine(node.DataFolder, "daemons", "store-0", "home");
        (string What, Func<bool> Comes)[] moments =
        [
            ("the signer has its copy", () => Directory.Exists(Path.Combine(node.DataFolder, "daemons", "store-s0", "home", "wallet"))),
            ("the key is told", () => File.Exists(Path.Combine(node.DataFolder, "public-keys", "store"))),
            ("a twin is being made", () => Directory.Exists(Path.Combine(home, "making"))),
            ("a twin is made", () => Directory.Exists(Path.Combine(home, "watch-only"))),
        ];
        foreach (var (what, comes) in moments)
        {
            node.Process.Launch();
            await Eventually.HoldsAsync(what, Patience, comes);
            await KillAllAsync(node.Process);
        }

        await node.StartAsync();
        await node.Shop.PayAsync(Order.Number("cut", 1));
        Assert.Equal(["store-s0"], await hunt.HoldersAsync());
        node.Process.Watch.AssertClean();
    });

    [Fact]
    public Task Daemons_that_all_had_the_keys_become_twins_without_them() => Scene.PlayAsync(output, async scene =>
    {
        var (file, hunt) = await SimulatedAsync(scene);
        var node = new PayingNode(scene, "data", more: $"wallet-file = \"{file}\"\nsigners = 0");
        await node.StartAsync();
        await node.Shop.PayAsync(Order.Number("upgrade", 1));
        Assert.Equal(["store-0", "store-1", "store-2"], await hunt.HoldersAsync());

        // The file that was imported is gone, and the daemons run on.
        File.Delete(file);
        await node.Process.Kill9Async();
        await File.WriteAllTextAsync(node.Process.ConfigFile, (await File.ReadAllTextAsync(node.Process.ConfigFile)).Replace("signers = 0", "signers = 1", StringComparison.Ordinal));
        await node.StartAsync();

        Assert.Equal(["store-s0"], await hunt.HoldersAsync());
        await node.Shop.PayAsync(Order.Number("upgrade", 2));
        Assert.Contains(await node.Process.Admin.EventsAsync(), e => e.GetProperty("why").GetString()!.Contains("store-1 only watches now, and store-s0 holds the keys", StringComparison.Ordinal));
        node.Process.Watch.AssertClean();
    });

    /// <summary>kill -9 of the node, then of every daemon.</summary>
    private static async Task KillAllAsync(NodeProcess node)
    {
        await node.Kill9Async();
        foreach (var process in node.Watch.Alive())
        {
            Signals.Send(process.Pid, Signals.Kill);
        }

        await Eventually.HoldsAsync("nobody lives", Patience, () => node.Watch.Alive().Count == 0);
    }

    /// <summary>A simulated wallet with a seed like no other, and who looks for it.</summary>
    private static async Task<(string File, SecretHunt Hunt)> SimulatedAsync(Scene scene)
    {
        var seed = $"{Guid.NewGuid():N}";
        var file = Path.Combine(scene.Folder, "store.wallet");
        await ChildProcess.RunAsync(Breakage.Rigging.Simulator, ["create", "-w", file, "--seed", seed], scene.Folder, Patience);
        var keystore = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(file)).GetProperty("keystore");
        return (file, new SecretHunt(Path.Combine(scene.Folder, "data"), [seed, keystore.GetProperty("xprv").GetString()!], sealedFile => throw new InvalidOperationException($"{sealedFile} is encrypted, which nobody asked for")));
    }
}

using System.Text.Json;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden;

/// <summary>acceptance: line 2. Debian's real electrum: three twins of one encrypted wallet, synced to a server, read through the endpoint.</summary>
[Collection(Alone.Name)]
[Trait("Needs", "electrum")]
public sealed class ElectrumPoolSpecs(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public Task Three_daemons_of_an_encrypted_wallet_show_its_addresses_and_its_money() => Scene.PlayAsync(output, async scene =>
    {
        var lab = await ElectrumLab.StartAsync(scene);
        var settings = NodeSettings.In(scene.Subfolder("data")) with { Wallet = lab.WalletSettings };
        var node = NodeProcess.With(scene, settings);
        using var shop = new RpcClient(settings.RpcPort, NodeSettings.User, settings.Password);
        using var boss = new RpcClient(settings.RpcPort, NodeSettings.Operator, settings.Password);
        await node.StartAsync();
        var daemons = (await node.AllReadyAsync(3)).Where(d => !d.IsSigner).ToArray();

        var addresses = await shop.CallAsync("listaddresses");
        await lab.FundAsync(addresses[0].GetString()!, 150_000_000);
        await lab.MineAsync(2);

        foreach (var daemon in daemons)
        {
            await Eventually.SeeAsync(
                $"{daemon.Id} shows the money", Patience, () => boss.CallAsync("getbalance", daemon: daemon.Id), b => Confirmed(b) == "1.5");
            Assert.Equal(addresses.GetRawText(), (await boss.CallAsync("listaddresses", daemon: daemon.Id)).GetRawText());
        }

        Assert.Equal("1.5", Confirmed(await shop.CallAsync("getbalance")));
        Assert.Equal(3, daemons.Select(d => d.Pid).Distinct().Count());
        var info = await shop.CallAsync("getinfo");
        Assert.True(info.GetProperty("connected").GetBoolean(), info.GetRawText());
        node.Watch.AssertClean();
    });

    [Fact]
    public Task A_wrong_password_is_refused_and_reaches_no_daemon() => Scene.PlayAsync(output, async scene =>
    {
        var lab = await ElectrumLab.StartAsync(scene);
        var settings = NodeSettings.In(scene.Subfolder("data")) with { Wallet = lab.WalletSettings };
        var node = NodeProcess.With(scene, settings);
        using var stranger = new RpcClient(settings.RpcPort, NodeSettings.User, "not the password");
        await node.StartAsync();
        await node.AllReadyAsync(3);

        var answer = await stranger.SendAsync("getbalance");

        Assert.Equal(401, answer.Status);
        Assert.DoesNotContain(settings.Password, node.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(lab.Password, node.Output, StringComparison.Ordinal);
    });

    private static string? Confirmed(JsonElement balance) =>
        balance.TryGetProperty("confirmed", out var confirmed) ? confirmed.ToString() : null;
}

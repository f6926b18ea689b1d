using System.Text.Json;
using Paywarden.Harness;
using Paywarden.Ledger.Codec;
using Xunit.Abstractions;

namespace Paywarden.Ledger;

/// <summary>acceptance: line 6, its part of payto and broadcast, with Debian's real electrum.</summary>
[Collection(Alone.Name)]
[Trait("Needs", "electrum")]
public sealed class ElectrumLegacySpecs(ITestOutputHelper output)
{
    private const long Paid = 200_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public Task Payto_and_broadcast_pay_once_though_the_node_dies_between_them() => Scene.PlayAsync(output, async scene =>
    {
        var shop = await ElectrumShop.OpenAsync(scene, coins: 3);
        var customer = ElectrumShop.Customer();

        var hex = (await SurelyAsync(shop, "payto", customer, "0.002", null, 2)).Result!.Value.GetString()!;
        Assert.True(Transaction.TryRead(hex, out var transaction, out var why), why);
        Assert.Contains(transaction.Outputs, o => o.Value.Satoshis == Paid);
        var same = await shop.SendAsync("payto", customer, 0.002, null, "2.0");
        Assert.True(same.IsReplayed);
        Assert.Equal(hex, same.Result!.Value.GetString());
        Assert.Empty((await shop.Lab.StateAsync()).GetProperty("mempool").EnumerateArray());

        await shop.Node.Kill9Async();
        await shop.Node.StartAsync();
        Assert.Equal(hex, (await SurelyAsync(shop, "payto", customer, "0.002", null, 2)).Result!.Value.GetString());

        var sent = await SurelyAsync(shop, "broadcast", hex);
        Assert.Equal(transaction.Id().ToString(), sent.Result!.Value.GetString());
        var again = await shop.SendAsync("broadcast", hex);
        Assert.Equal(1, again.ErrorCode);
        Assert.Contains("txn-already-in-mempool", again.Body, StringComparison.Ordinal);

        // Another customer, the same amount: another payment, on coins that the first does not spend.
        var second = ElectrumShop.Customer();
        var other = (await SurelyAsync(shop, "paytomany", new object[] { new[] { second, "0.002" } }, null, 2)).Result!.Value.GetString()!;
        Assert.Equal(JsonValueKind.String, (await SurelyAsync(shop, "broadcast", other)).Result!.Value.ValueKind);

        await shop.Lab.MineAsync(6);
        await Eventually.SeeAsync("all is final", Patience, shop.StatusAsync, s => s.GetProperty("unsettled").GetInt32() == 0 && s.GetProperty("leased_coins").GetInt32() == 0);
        Assert.Equal(Paid, Assert.Single(await shop.PaidToAsync(customer)));
        Assert.Equal(Paid, Assert.Single(await shop.PaidToAsync(second)));
    });

    [Fact]
    public Task A_broadcast_whose_reply_is_lost_is_answered_and_paid_once() => Scene.PlayAsync(output, async scene =>
    {
        var shop = await ElectrumShop.OpenAsync(scene, coins: 3);
        var customer = ElectrumShop.Customer();
        var hex = (await SurelyAsync(shop, "payto", customer, "0.002")).Result!.Value.GetString()!;
        await shop.Lab.LoseRepliesAsync(true);

        var sent = await shop.SendAsync("broadcast", hex);

        Assert.True(Transaction.TryRead(hex, out var transaction, out _));
        Assert.Equal(transaction.Id().ToString(), sent.Result!.Value.GetString());
        await shop.Lab.LoseRepliesAsync(false);
        await shop.Lab.MineAsync(6);
        Assert.Equal(Paid, Assert.Single(await shop.PaidToAsync(customer)));
    });

    private static Task<RpcAnswer> SurelyAsync(ElectrumShop shop, string method, params object?[] parameters) =>
        Eventually.SeeAsync($"{method} is answered", Patience, () => shop.SendAsync(method, parameters), a => a.Result is not null || (a.ErrorCode is { } code && code is not (-32013 or -32035)));
}

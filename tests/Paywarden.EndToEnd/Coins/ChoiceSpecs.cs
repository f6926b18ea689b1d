using System.Text.Json;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Coins;

/// <summary>Which coins a payment takes, and where its change goes.</summary>
[Collection(Alone.Name)]
public sealed class ChoiceSpecs(ITestOutputHelper output)
{
    [Fact]
    public Task Two_builds_with_a_freeze_between_take_other_coins_and_the_same_change_address() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var twin = await stage.TwinAsync("twin", await stage.SignerAsync());
        var first = await ReadAsync(twin, await twin.BuildAsync(CoinStage.Stranger, "0.01"));

        Assert.True((await twin.CallAsync("freeze_utxo", Outpoints(first).Single())).GetBoolean());
        Assert.True((await twin.CallAsync("freeze_utxo", new string('a', 64) + ":0")).GetBoolean());
        var second = await ReadAsync(twin, await twin.BuildAsync(CoinStage.Stranger, "0.01"));

        Assert.Empty(Outpoints(first).Intersect(Outpoints(second)));
        var change = await ChangeOf(twin);
        Assert.Contains(change, Addresses(first));
        Assert.Contains(change, Addresses(second));
        Assert.True((await twin.CallAsync("unfreeze_utxo", Outpoints(first).Single())).GetBoolean());
        Assert.Equal(Outpoints(first), Outpoints(await ReadAsync(twin, await twin.BuildAsync(CoinStage.Stranger, "0.01"))));
    });

    [Fact]
    public Task Change_goes_to_the_next_address_once_the_chain_has_seen_the_first() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var whole = await stage.WholeAsync("whole");
        var change = (await whole.NamedAsync("listaddresses", new { change = true })).EnumerateArray().Select(a => a.GetString()!).ToArray();

        var id = await whole.BroadcastAsync(await whole.SignAsync(await whole.BuildAsync(CoinStage.Stranger, "0.01")));
        await whole.ConfirmedAsync(id, 0);

        Assert.Contains(change[1], Addresses(await ReadAsync(whole, await whole.BuildAsync(CoinStage.Stranger, "0.01"))));
        Assert.Equal(21, (await whole.NamedAsync("listaddresses", new { change = true })).GetArrayLength());
    });

    [Fact]
    public Task All_coins_of_one_address_are_spent_together() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var twin = await stage.TwinAsync("twin", await stage.SignerAsync());
        var address = (await twin.CallAsync("listaddresses"))[0].GetString()!;
        for (var i = 0; i < 2; i++)
        {
            await twin.CallAsync("simulator_chain", $"fund {address} 0.5");
        }

        await twin.UntilAsync("listunspent", l => l.GetArrayLength() == 7);

        var inputs = (await ReadAsync(twin, await twin.BuildAsync(CoinStage.Stranger, "0.01"))).GetProperty("inputs");
        Assert.Equal(3, inputs.GetArrayLength());
        Assert.All(inputs.EnumerateArray(), i => Assert.Equal(address, i.GetProperty("address").GetString()));
        var hashes = inputs.EnumerateArray().Select(i => i.GetProperty("prevout_hash").GetString()!).ToArray();
        Assert.Equal(hashes.Order(StringComparer.Ordinal), hashes);
    });

    [Fact]
    public Task Outputs_are_sorted_and_the_fee_is_the_callers_or_a_satoshi_a_byte_rounded_up() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var twin = await stage.TwinAsync("twin", await stage.SignerAsync());
        object[] orders = [new[] { CoinStage.Stranger, "0.03" }, new[] { CoinStage.Stranger, "0.01" }, new[] { CoinStage.Stranger, "0.01" }];

        var many = await ReadAsync(twin, Hex(await twin.NamedAsync("paytomany", new { outputs = orders, unsigned = true })));
        var values = many.GetProperty("outputs").EnumerateArray().Select(o => o.GetProperty("value").GetInt64()).ToArray();

        Assert.Equal([1_000_000, 1_000_000, 3_000_000], values[..3]);
        Assert.Equal(300, Fee(many));
        Assert.Equal(700, Fee(await ReadAsync(twin, Hex(await twin.NamedAsync("payto", new { destination = CoinStage.Stranger, amount = "0.01", feerate = 3, unsigned = true })))));
        Assert.Equal(1234, Fee(await ReadAsync(twin, Hex(await twin.NamedAsync("payto", new { destination = CoinStage.Stranger, amount = "0.01", fee = "0.00001234", unsigned = true })))));
        Assert.Equal(220, many.GetProperty("lockTime").GetInt32());
    });

    [Fact]
    public Task Everything_frozen_is_not_enough_funds() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var twin = await stage.TwinAsync("twin", await stage.SignerAsync());
        foreach (var coin in (await twin.CallAsync("listunspent")).EnumerateArray())
        {
            await twin.CallAsync("freeze_utxo", $"{coin.GetProperty("prevout_hash").GetString()}:{coin.GetProperty("prevout_n").GetInt32()}");
        }

        var why = await twin.RefusedAsync("payto", new { destination = CoinStage.Stranger, amount = "0.01", unsigned = true });

        Assert.Contains("electroncash.util.NotEnoughFunds", why, StringComparison.Ordinal);
        Assert.All((await twin.CallAsync("listunspent")).EnumerateArray(), c => Assert.True(c.GetProperty("is_frozen_coin").GetBoolean()));
    });

    private static Task<JsonElement> ReadAsync(CoinDaemon daemon, string hex) => daemon.CallAsync("deserialize", hex);

    private static string Hex(JsonElement built) => built.GetProperty("hex").GetString()!;

    private static string[] Outpoints(JsonElement read) =>
        [.. read.GetProperty("inputs").EnumerateArray().Select(i => $"{i.GetProperty("prevout_hash").GetString()}:{i.GetProperty("prevout_n").GetInt32()}")];

    private static string[] Addresses(JsonElement read) => [.. read.GetProperty("outputs").EnumerateArray().Select(o => o.GetProperty("address").GetString()!)];

    private static async Task<string> ChangeOf(CoinDaemon daemon) => (await daemon.NamedAsync("listaddresses", new { change = true }))[0].GetString()!;

    private static long Fee(JsonElement read) =>
        read.GetProperty("inputs").EnumerateArray().Sum(i => i.GetProperty("value").GetInt64()) - read.GetProperty("outputs").EnumerateArray().Sum(o => o.GetProperty("value").GetInt64());
}

using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Coins;

/// <summary>A payment's way over several daemons of one wallet: built on one, signed on another, sent by a third, seen by all.</summary>
[Collection(Alone.Name)]
public sealed class TwinSpecs(ITestOutputHelper output)
{
    [Fact]
    public Task A_payment_built_signed_and_sent_by_three_is_seen_and_confirmed_by_all() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var signer = await stage.SignerAsync();
        var (a, b) = (await stage.TwinAsync("a", signer), await stage.TwinAsync("b", signer));
        var before = await BalanceAsync(a);
        Assert.Equal(before, await BalanceAsync(b));

        var raw = await signer.SignAsync(await a.BuildAsync(CoinStage.Stranger, "0.01"));
        var id = await b.BroadcastAsync(raw);

        Assert.Equal(CoinStage.IdOf(raw), id);
        await a.ConfirmedAsync(id, 0);
        var seen = (await a.CallAsync("getaddresshistory", CoinStage.Stranger)).EnumerateArray().Single();
        Assert.Equal((id, 0, 300), (seen.GetProperty("tx_hash").GetString(), seen.GetProperty("height").GetInt32(), seen.GetProperty("fee").GetInt32()));
        Assert.Contains("tx not in block", await a.RefusedAsync("getmerkle", new object[] { id, 221 }), StringComparison.Ordinal);

        await stage.RunAsync(["--regtest", "mine", "10", "--chain", stage.Chain]);

        await a.ConfirmedAsync(id, 10);
        await b.ConfirmedAsync(id, 10);
        Assert.Equal(before - 0.010003m, await BalanceAsync(a));
        Assert.Equal(221, (await a.CallAsync("getmerkle", id, 221)).GetProperty("block_height").GetInt32());
        Assert.Equal("error: The transaction already exists in the blockchain.", await a.BroadcastAsync(raw));
    });

    [Fact]
    public Task What_a_payment_spent_is_gone_for_every_other_and_its_change_is_there() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var signer = await stage.SignerAsync();
        var (a, b) = (await stage.TwinAsync("a", signer), await stage.TwinAsync("b", signer));
        var partial = await a.BuildAsync(CoinStage.Stranger, "0.01");
        var rival = await signer.SignAsync(await b.BuildAsync(CoinStage.Stranger, "0.02"));
        var raw = await signer.SignAsync(partial);
        var spent = (await a.CallAsync("deserialize", partial)).GetProperty("inputs")[0];
        var address = spent.GetProperty("address").GetString()!;

        Assert.Single((await b.CallAsync("getaddressunspent", address)).EnumerateArray());
        var id = await a.BroadcastAsync(raw);

        Assert.Empty((await b.CallAsync("getaddressunspent", address)).EnumerateArray());
        Assert.Equal([id], (await b.CallAsync("getaddresshistory", address)).EnumerateArray().Select(e => e.GetProperty("tx_hash").GetString()).Skip(1));
        Assert.Equal("0", (await b.CallAsync("getaddressbalance", address)).GetProperty("confirmed").GetString());
        Assert.Equal("error: The transaction conflicts with a transaction already in the server's mempool.", await b.BroadcastAsync(rival));
        await b.MineAsync(1);
        Assert.Equal("error: Transaction could not be broadcast due to missing, already-spent, or otherwise invalid inputs.", await b.BroadcastAsync(rival));

        var coins = await b.UntilAsync("listunspent", l => l.EnumerateArray().Any(c => c.GetProperty("prevout_hash").GetString() == id));
        var change = coins.EnumerateArray().Single(c => c.GetProperty("prevout_hash").GetString() == id);
        Assert.Equal((await a.NamedAsync("listaddresses", new { change = true }))[0].GetString(), change.GetProperty("address").GetString());
        Assert.Equal(raw, (await b.CallAsync("gettransaction", id)).GetProperty("hex").GetString());
    });

    [Fact]
    public Task A_daemon_that_was_dead_while_its_coin_was_spent_chooses_it_once_more_right_after_loading() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var signer = await stage.SignerAsync();
        var (a, b) = (await stage.TwinAsync("a", signer), await stage.TwinAsync("b", signer));
        var old = await a.BuildAsync(CoinStage.Stranger, "0.01");
        a.Kill();
        await b.BroadcastAsync(await signer.SignAsync(await b.BuildAsync(CoinStage.Stranger, "0.01")));

        // As in the first moment after each load, but for as long as it takes here.
        await a.StartAsync("--fault", "unsynchronised");
        var stale = await a.BuildAsync(CoinStage.Stranger, "0.01");
        var info = await a.CallAsync("getinfo");
        await a.FaultAsync("clear");
        await a.SyncAsync();

        Assert.Equal(old, stale);
        Assert.True(info.GetProperty("connected").GetBoolean());
        Assert.False(info.GetProperty("wallets").EnumerateObject().Single().Value.GetBoolean());
        Assert.NotEqual(old, await a.BuildAsync(CoinStage.Stranger, "0.01"));
    });

    [Fact]
    public Task A_signer_signs_for_an_address_that_it_has_never_derived() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var signer = await stage.SignerAsync();
        var twin = await stage.TwinAsync("twin", signer);
        var address = "";
        for (var i = 25; i <= 50; i++)
        {
            address = (await twin.CallAsync("createnewaddress")).GetString()!;
        }

        await stage.RunAsync(["--regtest", "fund", address, "2", "--chain", stage.Chain]);
        var entry = await twin.UntilAsync("history", h => h.EnumerateArray().Any(e => e.GetProperty("value").GetString() == "+2"));
        Assert.Equal(0, entry.EnumerateArray().Last().GetProperty("confirmations").GetInt32());
        await twin.MineAsync(1);
        var partial = (await twin.NamedAsync("payto", new { destination = CoinStage.Stranger, amount = "1.5", unsigned = true, from_addr = address })).GetProperty("hex").GetString()!;

        await twin.ConfirmedAsync(await twin.BroadcastAsync(await signer.SignAsync(partial)), 0);
    });

    [Fact]
    public Task Money_from_outside_pays_the_request_that_one_twin_holds_and_every_twin_counts_it() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var signer = await stage.SignerAsync();
        var (a, b) = (await stage.TwinAsync("a", signer), await stage.TwinAsync("b", signer));
        var before = await BalanceAsync(b);
        var address = (await a.CallAsync("addrequest", "0.25", "order 7")).GetProperty("address").GetString()!;

        var paid = await a.CallAsync("simulator_chain", $"fund {address} 0.25");

        await a.UntilAsync("getrequest", r => r.GetProperty("status").GetString() == "Paid", address);
        Assert.NotEqual(address, (await a.CallAsync("getunusedaddress")).GetString());
        await b.ConfirmedAsync(paid.GetProperty("txid").GetString()!, 0);
        Assert.Equal("0.25", (await b.CallAsync("getbalance")).GetProperty("unconfirmed").GetString());
        Assert.Equal("0.25", (await b.CallAsync("getaddressbalance", address)).GetProperty("unconfirmed").GetString());
        await a.MineAsync(1);
        await b.ConfirmedAsync(paid.GetProperty("txid").GetString()!, 1);
        Assert.Equal(before + 0.25m, await BalanceAsync(b));
    });

    [Fact]
    public Task Blocks_come_by_themselves_while_a_payment_waits_and_then_no_more() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var signer = await stage.SignerAsync();
        var (a, b) = (await stage.TwinAsync("a", signer, "--mine-every", "1"), await stage.TwinAsync("b", signer, "--mine-every", "1"));
        Assert.Equal(220, await HeightAsync(a));

        var id = await a.BroadcastAsync(await signer.SignAsync(await a.BuildAsync(CoinStage.Stranger, "0.01")));

        Assert.Equal(220, await HeightAsync(a));
        await b.ConfirmedAsync(id, 1);
        await a.ConfirmedAsync(id, 2);
        Assert.InRange(await HeightAsync(b), 222, 223);
    });

    private static async Task<int> HeightAsync(CoinDaemon daemon) => (await daemon.CallAsync("getinfo")).GetProperty("server_height").GetInt32();

    private static async Task<decimal> BalanceAsync(CoinDaemon daemon) =>
        decimal.Parse((await daemon.CallAsync("getbalance")).GetProperty("confirmed").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
}

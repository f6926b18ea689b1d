using System.Diagnostics;
using System.Text.Json;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Ledger;

/// <summary>acceptance: line 4. Payments from Debian's real electrum, exactly once as its servers have it, whoever dies and whatever is lost.</summary>
[Collection(Alone.Name)]
[Trait("Needs", "electrum")]
public sealed class ElectrumPaySpecs(ITestOutputHelper output)
{
    private const long Paid = 200_000;

    [Fact]
    public Task A_payment_is_seen_then_confirmed_then_final_and_its_key_pays_once() => Scene.PlayAsync(output, async scene =>
    {
        var shop = await ElectrumShop.OpenAsync(scene, coins: 3);
        var customer = ElectrumShop.Customer();
        var clock = Stopwatch.StartNew();

        var paid = (await shop.PayAsync("order-1", customer)).Result!.Value;

        scene.Figure($"line 4, electrum: pay to seen {clock.ElapsedMilliseconds} ms");
        var txid = paid.GetProperty("txid").GetString();
        Assert.Equal("seen", paid.GetProperty("state").GetString());
        Assert.Equal("0.000002", paid.GetProperty("fee").GetString());
        Assert.Contains(txid, (await shop.Lab.StateAsync()).GetProperty("mempool").EnumerateArray().Select(t => t.GetString()));

        var again = await shop.PayAsync("order-1", customer);
        Assert.True(again.IsReplayed);
        Assert.Equal(paid.GetRawText(), again.Result!.Value.GetRawText());
        Assert.Equal(-32031, (await shop.PayAsync("order-1", customer, "0.003")).ErrorCode);

        await shop.Lab.MineAsync();
        Assert.Equal(txid, (await shop.PaymentAsync("order-1", "confirmed")).GetProperty("txid").GetString());
        await shop.Lab.MineAsync(5);
        Assert.Equal(txid, (await shop.PaymentAsync("order-1", "final")).GetProperty("txid").GetString());
        Assert.Equal(Paid, Assert.Single(await shop.PaidToAsync(customer)));
        Assert.Empty(shop.Node.Errors);
    });

    [Fact]
    public Task Freezes_that_no_payment_and_no_caller_holds_end_at_the_next_build() => Scene.PlayAsync(output, async scene =>
    {
        var shop = await ElectrumShop.OpenAsync(scene, coins: 3);
        using var builder = shop.Direct(await shop.BuilderAsync());
        foreach (var coin in (await builder.CallAsync("listunspent")).EnumerateArray())
        {
            await builder.CallAsync("freeze_utxo", new[] { $"{coin.GetProperty("prevout_hash").GetString()}:{coin.GetProperty("prevout_n").GetInt32()}" });
        }

        await shop.PaySurelyAsync("order-1", ElectrumShop.Customer());
        Assert.DoesNotContain((await builder.CallAsync("get", new { key = "frozen_coins" })).EnumerateObject(), coin => coin.Value.GetBoolean());
    });

    [Fact]
    public Task Payments_one_after_another_spend_the_change_of_those_before() => Scene.PlayAsync(output, async scene =>
    {
        var shop = await ElectrumShop.OpenAsync(scene, coins: 1);
        var customers = Enumerable.Range(0, 4).Select(_ => ElectrumShop.Customer()).ToList();
        var times = new List<TimeSpan>();
        foreach (var (i, customer) in customers.Index())
        {
            var clock = Stopwatch.StartNew();
            await shop.PaySurelyAsync($"order-{i}", customer);
            times.Add(clock.Elapsed);
        }

        scene.Figure($"line 4, electrum: pay to seen, one after another, each on the change of the last: {Spread.Of(times)}");
        await AssertOnceAsync(shop, customers);
    });

    [Fact]
    public Task Payments_whose_builders_are_killed_are_each_made_once() => Scene.PlayAsync(output, async scene =>
    {
        var shop = await ElectrumShop.OpenAsync(scene, coins: 10);
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var killed = new HashSet<string>();
        var orders = Enumerable.Range(0, 8).Select(i => (Key: $"order-{i}", To: ElectrumShop.Customer())).ToList();
        var clock = Stopwatch.StartNew();
        foreach (var (key, to) in orders)
        {
            var builder = await shop.BuilderAsync();
            var paying = shop.PayAsync(key, to);

            // Each call that is answered meanwhile lets the payment go on a little.
            for (var i = random.Next(40); i > 0 && !paying.IsCompleted; i--)
            {
                await shop.StatusAsync();
            }

            Assert.True(Signals.Send(builder.Pid!.Value, Signals.Kill), $"{builder.Id} was gone before it was killed");
            killed.Add(builder.Id);
            await paying;
        }

        foreach (var (key, to) in orders)
        {
            await shop.PaySurelyAsync(key, to);
            Assert.Equal(Paid, Assert.Single(await shop.PaidToAsync(to)));
        }

        scene.Figure($"line 4, electrum, seed {seed}: {orders.Count} payments with the builder killed in each, all seen within {clock.Elapsed.TotalSeconds:0.0} s ({string.Join(", ", killed.Order())})");
        await AssertOnceAsync(shop, orders.Select(o => o.To));
    });

    [Fact]
    public Task A_payment_whose_broadcast_is_never_answered_is_seen_once_and_at_once() => Scene.PlayAsync(output, async scene =>
    {
        var shop = await ElectrumShop.OpenAsync(scene, coins: 3);
        await shop.Lab.LoseRepliesAsync(true);
        var customer = ElectrumShop.Customer();
        var clock = Stopwatch.StartNew();

        var answer = await shop.PayAsync("order-1", customer);

        scene.Figure($"line 4, electrum: pay to seen with the broadcast's reply lost {clock.ElapsedMilliseconds} ms");
        Assert.Equal("seen", answer.Result!.Value.GetProperty("state").GetString());
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        await shop.Lab.LoseRepliesAsync(false);
        await AssertOnceAsync(shop, [customer]);
    });

    [Theory]
    [InlineData("accepted")]
    [InlineData("built")]
    [InlineData("signed")]
    [InlineData("sent")]
    public Task A_payment_in_whose_middle_the_node_is_killed_is_made_once(string state) => Scene.PlayAsync(output, async scene =>
    {
        var shop = await ElectrumShop.OpenAsync(scene, coins: 3);
        var customer = ElectrumShop.Customer();
        var paying = shop.PayAsync("order-1", customer);
        var last = "";
        while (last != state && !paying.IsCompleted)
        {
            var open = (await shop.StatusAsync()).GetProperty("open");
            last = open.GetArrayLength() == 0 ? "" : open[0].GetProperty("state").GetString()!;
        }

        await shop.Node.Kill9Async();
        await ((Task)paying).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var clock = Stopwatch.StartNew();
        await shop.Node.StartAsync();
        var paid = await shop.PaySurelyAsync("order-1", customer);

        scene.Figure($"line 4, electrum: node killed when its payment was {(last.Length > 0 ? last : "not stored")}, seen {clock.Elapsed.TotalSeconds:0.0} s after the new start");
        Assert.Contains(paid.GetProperty("txid").GetString(), (await shop.Lab.StateAsync()).GetProperty("mempool").EnumerateArray().Select(t => t.GetString()));
        await AssertOnceAsync(shop, [customer]);
    });

    /// <summary>Of all that the servers have, each customer got one output, and nobody else got any but the wallet itself.</summary>
    private static async Task AssertOnceAsync(ElectrumShop shop, IEnumerable<string> customers)
    {
        await shop.Lab.MineAsync(6);
        foreach (var customer in customers)
        {
            Assert.Equal(Paid, Assert.Single(await shop.PaidToAsync(customer)));
        }

        var status = await Eventually.SeeAsync("all is final", TimeSpan.FromSeconds(60), shop.StatusAsync, s => s.GetProperty("unsettled").GetInt32() == 0);
        Assert.Equal(JsonValueKind.Null, status.GetProperty("held").ValueKind);
    }
}

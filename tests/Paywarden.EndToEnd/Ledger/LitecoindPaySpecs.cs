using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Ledger;

/// <summary>acceptance: line 5. Payments from Debian's real litecoind, each confirmed exactly once as another node has it, whoever dies.</summary>
[Collection(Alone.Name)]
[Trait("Needs", "litecoind")]
public sealed class LitecoindPaySpecs(ITestOutputHelper output)
{
    private const int Callers = 4;
    private const int PerBlock = 4;

    /// <summary>Who is paid what: an address and an amount that nobody else has.</summary>
    private sealed record Sale(string Key, string Address, long Satoshis)
    {
        public string Amount => Codec.Amount.Of(Satoshis).ToString();
    }

    [Fact]
    public Task A_payment_is_sent_then_confirmed_then_final_and_its_key_pays_once() => Scene.PlayAsync(output, async scene =>
    {
        var shop = await LitecoinShop.OpenAsync(scene, coins: 3);
        var customer = await shop.Lab.AddressAsync("customer");
        var clock = Stopwatch.StartNew();

        var paid = await shop.Caller.PayAsync("order-1", customer, "0.25", "signed");

        scene.Figure($"line 5, litecoind: pay to signed {clock.ElapsedMilliseconds} ms");
        await Eventually.SeeAsync("the other node has it", TimeSpan.FromSeconds(30), () => shop.Lab.AskAsync("getrawmempool"), m => m.EnumerateArray().Any(t => t.GetString() == paid.Txid));

        // The daemon that sent it has it too, which says nothing.
        Assert.Equal("sent", (await shop.Caller.SeeAsync("order-1", "signed", "sent", "seen")).State);
        await shop.Lab.MineAsync();
        Assert.Equal(paid.Txid, (await shop.Caller.SeeAsync("order-1", "confirmed")).Txid);
        Assert.Equal(paid.Txid, (await shop.Caller.PayAsync("order-1", customer, "0.25", "seen")).Txid);
        await shop.SettledAsync(TimeSpan.FromSeconds(60));
        Assert.Equal((paid.Txid, paid.Fee), await shop.Caller.SeeAsync("order-1", "final") is var final ? (final.Txid, final.Fee) : default);
        Assert.Equal(25_000_000, Assert.Single((await shop.Lab.PaidAsync())[customer]).Satoshis);
        Assert.Empty(shop.Node.Errors);
    });

    [Fact]
    public Task Two_outputs_to_one_address_are_paid_as_one_of_their_sum() => Scene.PlayAsync(output, async scene =>
    {
        var shop = await LitecoinShop.OpenAsync(scene, coins: 1);
        var (twice, once) = (await shop.Lab.AddressAsync("twice"), await shop.Lab.AddressAsync("once"));
        var order = new
        {
            outputs = new[] { new { address = twice, amount = "0.1" }, new { address = once, amount = "0.2" }, new { address = twice, amount = "0.1" } },
            idempotency_key = "order-1",
            wait = "signed",
        };
        await Eventually.SeeAsync("it is signed", TimeSpan.FromSeconds(30), () => shop.PayAsync(order), answer => answer.Result is not null);

        await shop.SettledAsync(TimeSpan.FromSeconds(60));
        var paid = await shop.Lab.PaidAsync();
        Assert.Equal((20_000_000, 20_000_000), (Assert.Single(paid[twice]).Satoshis, Assert.Single(paid[once]).Satoshis));
    });

    [Fact]
    public Task What_is_more_than_there_is_is_refused_and_what_only_waits_for_a_block_is_paid() => Scene.PlayAsync(output, async scene =>
    {
        var shop = await LitecoinShop.OpenAsync(scene, coins: 2);
        var customer = await shop.Lab.AddressAsync("customer");
        Assert.Equal(-32033, (await shop.PayAsync(new { outputs = new[] { new { address = customer, amount = "2.5" } }, idempotency_key = "too-much", wait = "signed" })).ErrorCode);

        // All coins are spent by the first; the second needs its change.
        await shop.Caller.PayAsync("order-1", customer, "1.5", "signed");
        await shop.Caller.PayAsync("order-2", customer, "0.4", "signed");
        await shop.SettledAsync(TimeSpan.FromSeconds(60));
        Assert.Equal([40_000_000, 150_000_000], (await shop.Lab.PaidAsync())[customer].Select(p => p.Satoshis).Order());
    });

    [Fact]
    public Task Payments_under_kills_of_daemon_and_node_are_each_confirmed_once_and_the_wallet_beside_is_untouched() => Scene.PlayAsync(output, async scene =>
    {
        var plan = LitecoinPlan.OfEnvironment();
        var shop = await LitecoinShop.OpenAsync(scene, coins: 40);
        var (before, beside) = (await shop.MoneyAsync(), await shop.BesideAsync());
        var sales = new List<Sale>();
        for (var i = 0; i < plan.Payments; i++)
        {
            sales.Add(new Sale($"sale-{i}", await shop.Lab.AddressAsync($"sale-{i}"), 100_000 + i));
        }

        var answers = new ConcurrentDictionary<string, Answer>();
        var clock = Stopwatch.StartNew();
        var killing = KillAsync(shop, plan, () => answers.Count);
        await PayAsync(shop, sales, answers);
        await killing;
        var paying = clock.Elapsed;
        await shop.SettledAsync(TimeSpan.FromMinutes(15));

        scene.Figure(string.Create(
            CultureInfo.InvariantCulture,
            $"line 5, seed {plan.Seed}: {plan.Payments} payments by {Callers} callers from a real litecoind with {plan.Kills.Count(k => !k.IsNode)} kills of the daemon and {plan.Kills.Count(k => k.IsNode)} of the node, signed in {paying.TotalSeconds:0} s, all final in {clock.Elapsed.TotalSeconds:0} s; each confirmed once"));
        await JudgeAsync(shop, sales, answers, before);
        Assert.Equal(beside, await shop.BesideAsync());
        Assert.Empty(shop.Node.Watch.Violations);
    });

    /// <summary>Each caller takes the next sale as soon as its own is answered. Every few answers make a block.</summary>
    private static Task PayAsync(LitecoinShop shop, List<Sale> sales, ConcurrentDictionary<string, Answer> answers)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number < sales.Count)
            {
                var sale = sales[number];
                answers[sale.Key] = await shop.Caller.PayAsync(sale.Key, sale.Address, sale.Amount, "signed");
                if (number % PerBlock == 0)
                {
                    await shop.Lab.MineAsync();
                }
            }
        }));
    }

    private static async Task KillAsync(LitecoinShop shop, LitecoinPlan plan, Func<int> answered)
    {
        foreach (var (after, isNode) in plan.Kills)
        {
            await Eventually.HoldsAsync($"{after} payments are answered", TimeSpan.FromMinutes(3), () => answered() >= after);
            if (isNode)
            {
                await shop.Node.Kill9Async();
                shop.Node.Launch();
            }
            else
            {
                await Eventually.HoldsAsync("the daemon lives and is killed", TimeSpan.FromMinutes(1), () =>
                    shop.Node.Watch.Alive().FirstOrDefault(p => p.DaemonId == LitecoinShop.Daemon) is { } daemon && Signals.Send(daemon.Pid, Signals.Kill));
            }
        }
    }

    private static async Task JudgeAsync(LitecoinShop shop, List<Sale> sales, ConcurrentDictionary<string, Answer> answers, long before)
    {
        var chain = await shop.Lab.PaidAsync();
        var fees = 0L;
        foreach (var sale in sales)
        {
            var final = await shop.Caller.SeeAsync(sale.Key, "final");
            var paid = chain[sale.Address].ToArray();
            Assert.True(paid.Length == 1, $"{sale.Key} was paid {paid.Length} times");
            Assert.Equal((sale.Satoshis, final.Txid), (paid[0].Satoshis, paid[0].Txid));
            Assert.Equal(answers[sale.Key].Txid, final.Txid);

            var unspent = await shop.Lab.AskAsync("gettxout", paid[0].Txid, paid[0].Index);
            Assert.InRange(unspent.GetProperty("confirmations").GetInt32(), 6, int.MaxValue);
            var listed = Assert.Single((await shop.Lab.AskAsync("listtransactions", sale.Key)).EnumerateArray());
            Assert.Equal(("receive", final.Txid), (listed.GetProperty("category").GetString(), listed.GetProperty("txid").GetString()));
            fees += final.Fee; // its share, where several are in one transaction
        }

        var left = before - sales.Sum(s => s.Satoshis) - fees;
        await Eventually.SeeAsync($"the store has {left} left", TimeSpan.FromSeconds(30), shop.MoneyAsync, has => has == left);
    }
}

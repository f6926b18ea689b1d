using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Paywarden.Harness;
using Paywarden.Ledger.Codec;
using Xunit.Abstractions;

namespace Paywarden.Ledger;

/// <summary>acceptance: line 4. Shops pay and pay while daemons and the node are killed under them; in the end chain and ledger agree to the last unit.</summary>
[Collection(Alone.Name)]
public sealed class PaymentStormSpecs(ITestOutputHelper output)
{
    private const int Callers = 8;

    private static readonly string[] Daemons = ["store-0", "store-1", "store-2"];

    [Fact]
    public Task Payments_under_kills_are_each_made_once_and_the_sums_agree() => Scene.PlayAsync(output, async scene =>
    {
        var plan = StormPlan.OfEnvironment();
        var node = new PayingNode(scene, "data");
        await node.StartAsync();
        var before = await BalanceAsync(node, Daemons[0]);
        var answers = new ConcurrentDictionary<Order, (Answer Answer, TimeSpan Took)>();

        var clock = Stopwatch.StartNew();
        var killing = KillAsync(node, plan, () => answers.Count);
        await PayAsync(node, plan, answers);
        await killing;
        var took = clock.Elapsed;
        Tell(scene, plan, took, answers.Values.Select(a => a.Took));

        await node.MineAsync(10);
        await node.SettledAsync(TimeSpan.FromSeconds(60 + (plan.Payments / 10)));
        await JudgeAsync(node, plan, answers, before);
    });

    /// <summary>Each caller takes the next order as soon as its own is answered.</summary>
    private static Task PayAsync(PayingNode node, StormPlan plan, ConcurrentDictionary<Order, (Answer Answer, TimeSpan Took)> answers)
    {
        var next = 0;
        return Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= plan.Payments)
            {
                var order = Order.Number("storm", number);
                var clock = Stopwatch.StartNew();
                answers[order] = (await node.Shop.PayAsync(order), clock.Elapsed);
            }
        }));
    }

    private static async Task KillAsync(PayingNode node, StormPlan plan, Func<int> answered)
    {
        var random = new Random(plan.Seed);
        foreach (var (after, isNode) in plan.Kills)
        {
            await Eventually.HoldsAsync($"{after} payments are answered", TimeSpan.FromMinutes(2), () => answered() >= after);
            if (isNode)
            {
                await node.Process.Kill9Async();
                node.Process.Launch();
            }
            else if (node.Process.Watch.Alive() is { Count: > 0 } alive)
            {
                Signals.Send(alive[random.Next(alive.Count)].Pid, Signals.Kill);
            }
        }
    }

    private static async Task JudgeAsync(PayingNode node, StormPlan plan, ConcurrentDictionary<Order, (Answer Answer, TimeSpan Took)> answers, long before)
    {
        Assert.Equal(plan.Payments, answers.Count);
        var chain = await node.Chain.ReadAsync();
        var fees = 0L;
        foreach (var (order, (answer, _)) in answers)
        {
            var final = await node.Shop.SeeAsync(order, "final");
            var paid = chain[order.Script].ToArray();
            Assert.True(paid.Length == 1, $"{order.Key} was paid {paid.Length} times");
            Assert.Equal((order.Satoshis, answer.Txid), (paid[0].Satoshis, paid[0].Txid.ToString()));
            Assert.Equal((answer.Txid, answer.Id, answer.Fee), (final.Txid, final.Id, final.Fee));
            fees += final.Fee;
        }

        var left = before - answers.Keys.Sum(o => o.Satoshis) - fees;
        foreach (var daemon in Daemons)
        {
            await Eventually.SeeAsync($"{daemon} has {left} left", TimeSpan.FromSeconds(30), () => BalanceAsync(node, daemon), has => has == left);
        }
    }

    /// <summary>In satoshis, as a daemon counts its own coins in blocks.</summary>
    private static async Task<long> BalanceAsync(PayingNode node, string daemon)
    {
        var text = (await node.BypassAsync(daemon, "getbalance")).GetProperty("confirmed").GetString()!;
        return Amount.TryRead(text, out var amount, out var why) ? amount.Satoshis : throw new JsonException(why);
    }

    private static void Tell(Scene scene, StormPlan plan, TimeSpan took, IEnumerable<TimeSpan> waits)
    {
        var nodes = plan.Kills.Count(k => k.IsNode);
        scene.Figure(string.Create(
            CultureInfo.InvariantCulture,
            $"line 4, seed {plan.Seed}: {plan.Payments} payments by {Callers} callers with {plan.Kills.Count - nodes} kills of daemons and {nodes} of the node in {took.TotalSeconds:0} s, {plan.Payments / took.TotalSeconds:0.0} a second; an answer took {Spread.Of(waits)}"));
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Paywarden.Harness;
using Paywarden.Ledger;
using Xunit.Abstractions;

namespace Paywarden.Webhooks;

/// <summary>acceptance: line 12. Payments go on while their receiver is dead, failing and slow and the node is killed; in the end it has been told everything, in
/// order, and believes nothing that was changed. PAYWARDEN_WEBHOOK_SECONDS: how long each trouble lasts; the acceptance run takes 60.</summary>
[Collection(Alone.Name)]
public sealed class WebhookSpecs(ITestOutputHelper output)
{
    private static readonly TimeSpan Trouble = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("PAYWARDEN_WEBHOOK_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 3);

    [Fact]
    [Trait("Needs", "python3")]
    public Task A_receiver_is_told_everything_in_order_whoever_dies_and_believes_nothing_that_was_changed() => Scene.PlayAsync(output, async scene =>
    {
        var receiver = await PlayedReceiver.OfAsync(scene);
        var node = new PayingNode(scene, "data", more: receiver.Settings);
        await node.StartAsync();
        var orders = new Dictionary<Order, Answer>();
        receiver.Launch();
        await PayAsync(node, orders, TimeSpan.Zero);

        await receiver.Kill9Async();
        await PayAsync(node, orders, Trouble);
        await KillAsync(node);
        await PayAsync(node, orders, TimeSpan.Zero);

        receiver.Behave("fail");
        receiver.Launch();
        await PayAsync(node, orders, Trouble);
        await KillAsync(node);

        receiver.Behave("slow");
        await PayAsync(node, orders, Trouble);
        await receiver.Kill9Async();
        await KillAsync(node);
        receiver.Launch();
        await PayAsync(node, orders, Trouble);
        await node.MineAsync(10);
        await node.SettledAsync();

        receiver.Behave("ok");
        await JudgeAsync(scene, node, receiver, orders);
    });

    private static async Task JudgeAsync(Scene scene, PayingNode node, PlayedReceiver receiver, Dictionary<Order, Answer> orders)
    {
        var clock = Stopwatch.StartNew();
        var owed = await receiver.OwedAsync(node.DataFolder);
        var told = await Eventually.SeeAsync(
            $"{owed.Count} events are told", Trouble + TimeSpan.FromSeconds(60), receiver.EventsAsync, all => all.DistinctBy(Id).Count(e => e.TryGetProperty("payment", out _)) >= owed.Count);
        var caughtUp = clock.Elapsed;

        // After de-duplication by id, as the readme says: exactly what the journal holds, and of each payment in its order.
        var events = told.DistinctBy(Id).Where(e => e.TryGetProperty("payment", out _)).ToList();
        var heard = events.Select(e => (e.GetProperty("sequence").GetInt64(), e.GetProperty("type").GetString()!, PaymentOf(e))).ToList();
        Assert.Equal(owed.Order(), heard.Order());
        foreach (var payment in heard.GroupBy(h => h.Item3))
        {
            Assert.Equal(payment.Order(), payment);
        }

        Assert.All(told.GroupBy(Id), same => Assert.Single(same.Select(e => e.GetRawText()).Distinct()));
        foreach (var (order, answer) in orders)
        {
            var steps = events.Where(e => PaymentOf(e) == answer.Id).ToList();
            Assert.Equal(["payment.accepted", "payment.signed", "payment.sent"], steps.Take(3).Select(e => e.GetProperty("type").GetString()));
            Assert.Equal("payment.final", steps[^1].GetProperty("type").GetString());
            await IsAsGetPaymentTellsAsync(node, order, steps[^1].GetProperty("payment"));
        }

        var checkedOnes = await receiver.CheckAsync();
        Assert.True(checkedOnes >= told.Count, $"only {checkedOnes} of {told.Count} deliveries were checked");
        await OperatorSeesAsync(node);
        scene.Figure(string.Create(
            CultureInfo.InvariantCulture,
            $"line 12: {orders.Count} payments with the receiver dead, failing and slow for {Trouble.TotalSeconds:0} s each and killed twice, the node killed three times: {owed.Count} events owed, {told.Count} deliveries, 0 lost, 0 out of order, caught up {caughtUp.TotalSeconds:0.0} s after all was settled; {checkedOnes} deliveries changed in seven ways, 0 believed"));
    }

    /// <summary>The last event holds what getpayment says, word for word; but for the story, which the events are themselves.</summary>
    private static async Task IsAsGetPaymentTellsAsync(PayingNode node, Order order, JsonElement payment)
    {
        var asked = await node.AskAsync("getpayment", new { payment_id = payment.GetProperty("payment_id").GetString() });
        foreach (var member in asked.EnumerateObject().Where(m => m.Name is not ("timeline" or "waits_for")))
        {
            Assert.Equal(member.Value.GetRawText(), payment.GetProperty(member.Name).GetRawText());
        }

        var paid = Assert.Single(payment.GetProperty("outputs").EnumerateArray());
        Assert.Equal((order.Address, order.Amount), (paid.GetProperty("address").GetString(), paid.GetProperty("amount").GetString()));
    }

    private static async Task OperatorSeesAsync(PayingNode node)
    {
        var seen = await Eventually.SeeAsync(
            "the outbox is empty", TimeSpan.FromSeconds(30), () => node.Process.Admin.GetAsync("api/v1/wallets/store/webhooks"), all => all.GetProperty("items")[0].GetProperty("waiting").GetInt32() == 0);
        Assert.Equal(("shop", 0), (seen.GetProperty("items")[0].GetProperty("name").GetString(), seen.GetProperty("items")[0].GetProperty("set_aside").GetInt32()));
        Assert.Contains("webhook-failing", (await node.Process.Admin.EventsAsync()).Select(e => e.GetProperty("kind").GetString()));
        await node.Process.Admin.PostAsync("api/v1/wallets/store/webhooks/shop/replay");
        var metrics = await node.Process.Admin.TextAsync("metrics");
        Assert.Matches("""paywarden_webhook_deliveries_total\{.*outcome="delivered".*\} [1-9]""", metrics);
        Assert.Contains("paywarden_webhook_oldest_seconds{", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(PlayedReceiver.Secret, node.Process.Output, StringComparison.Ordinal);
    }

    /// <summary>Two payments, and more until the time is over.</summary>
    private static async Task PayAsync(PayingNode node, Dictionary<Order, Answer> orders, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        for (var n = 0; n < 2 || clock.Elapsed < time; n++)
        {
            var order = Order.Number("webhook", orders.Count + 1);
            orders[order] = await node.Shop.PayAsync(order);
        }
    }

    private static async Task KillAsync(PayingNode node)
    {
        await node.Process.Kill9Async();
        node.Process.Launch();
    }

    private static string Id(JsonElement e) => e.GetProperty("id").GetString()!;

    private static string PaymentOf(JsonElement e) => e.GetProperty("payment").GetProperty("payment_id").GetString()!;
}

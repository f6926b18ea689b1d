using System.Text.Json;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Ledger;

/// <summary>Payments as an operator and as a shop see them, on a real node with the real command line.</summary>
[Collection(Alone.Name)]
public sealed class OperatorPaymentSpecs(ITestOutputHelper output)
{
    private static readonly string[] Story = ["accepted from ", "built as attempt ", "signed as ", "given to the daemons for sending", "seen by store-", "in block ", "final with 10 confirmations"];

    [Fact]
    public Task A_payment_is_ordered_explained_and_found_by_whoever_may_see_it() => Scene.PlayAsync(output, async scene =>
    {
        var node = new PayingNode(scene, "data");
        await node.StartAsync();
        using var shop = new RpcClient(node.Settings.RpcPort, NodeSettings.User, node.Settings.Password, TimeSpan.FromSeconds(40));
        var paywarden = new OperatorShell(scene, node.Settings);
        var (theirs, ours) = (Order.Number("shop", 1), Order.Number("operator", 2));
        var shops = await node.Shop.PayAsync(theirs);

        var paid = await paywarden.JsonAsync("pay", "store", ours.Address, ours.Amount, "--key", ours.Key, "--wait", "seen");
        var again = await paywarden.JsonAsync("pay", "store", ours.Address, ours.Amount, "--key", ours.Key);
        var id = paid.GetProperty("result").GetProperty("payment_id").GetString()!;
        Assert.Equal(id, again.GetProperty("result").GetProperty("payment_id").GetString());
        await node.MineAsync(10);
        await node.SettledAsync();

        // The operator sees both, the shop its own only.
        var all = await paywarden.JsonAsync("payments", "--state", "final");
        Assert.Equal([id, shops.Id], all.GetProperty("items").EnumerateArray().Select(Id));
        Assert.Equal([shops.Id], Items(await shop.CallAsync("listpayments", new { state = "final" })).Select(i => i.GetProperty("payment_id").GetString()));
        Assert.Single(Items(await shop.CallAsync("listpayments", new { txid = shops.Txid })));
        Assert.Single(Items(await shop.CallAsync("listpayments", new { address = theirs.Address, since = "2020-01-01" })));
        Assert.Empty(Items(await shop.CallAsync("listpayments", new { address = ours.Address })));
        Assert.Equal(-32602, (await shop.SendAsync("listpayments", new { state = "lost" })).ErrorCode);

        // Each tells its whole story: from the archive, where it is by now.
        var told = await paywarden.RunAsync("payments", id);
        Assert.Equal(Story.Order(), Story.Where(part => told.Contains(part, StringComparison.Ordinal)).Order());
        var explained = await shop.CallAsync("getpayment", new { payment_id = shops.Id });
        Assert.Equal(Story.Length, explained.GetProperty("timeline").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, explained.GetProperty("waits_for").ValueKind);

        Assert.Contains("there is no open payment", await paywarden.RunAsync(1, "cancel", id), StringComparison.Ordinal);
        Assert.Contains("There is no payment", await paywarden.RunAsync(1, "payments", new string('0', 32)), StringComparison.Ordinal);
        Assert.Contains(await node.Process.Admin.EventsAsync(), e => e.GetProperty("kind").GetString() == "operator-call" && e.GetProperty("by").GetString() == "ann");
        Assert.Equal("the ledger of store and the chain agree", (await paywarden.JsonAsync("reconcile", "store")).GetProperty("done").GetString());

        using var http = new HttpClient();
        var metrics = await http.GetStringAsync(new Uri($"http://127.0.0.1:{node.Settings.AdminPort}/metrics"));
        Assert.Contains("paywarden_payments_total{state=\"final\",wallet=\"store\"} 2", metrics, StringComparison.Ordinal);
        Assert.Contains("paywarden_builder_epoch{wallet=\"store\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("paywarden_payment_unknown_oldest_seconds{wallet=\"store\"} 0", metrics, StringComparison.Ordinal);
        Assert.Contains("paywarden_payment_value_in_flight{wallet=\"store\"} 0", metrics, StringComparison.Ordinal);
    });

    private static string? Id(JsonElement item) => item.GetProperty("id").GetString();

    private static JsonElement[] Items(JsonElement page) => [.. page.GetProperty("items").EnumerateArray()];
}

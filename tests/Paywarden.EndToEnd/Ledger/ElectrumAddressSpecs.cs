using System.Text.Json;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Ledger;

/// <summary>acceptance: line 6, the receiving half. Addresses and requests of Debian's real electrum, by the ledger.</summary>
[Collection(Alone.Name)]
[Trait("Needs", "electrum")]
public sealed class ElectrumAddressSpecs(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public Task Money_at_a_new_address_is_seen_then_paid_and_counted() => Scene.PlayAsync(output, async scene =>
    {
        var shop = await ElectrumShop.OpenAsync(scene, coins: 1);
        var before = (await shop.CallAsync("listaddresses", new { receiving = true })).EnumerateArray().Select(a => a.GetString()).ToList();
        var made = await shop.AskAsync("newaddress", new { amount = "0.003", memo = "table 4", expires_in = 3600 });
        var address = made.GetProperty("address").GetString()!;
        Assert.DoesNotContain(address, before);
        Assert.Equal(before.Count, made.GetProperty("index").GetInt32());
        Assert.Equal("pending", (await RequestAsync(shop, address)).GetProperty("state").GetString());

        await shop.Lab.FundAsync(address, 300_000);
        await IsAsync(shop, address, "seen", status: 7);
        await shop.Lab.MineAsync();
        var paid = await IsAsync(shop, address, "paid", status: 3);

        Assert.Equal((1, "0.003", "table 4"), (paid.GetProperty("confirmations").GetInt32(), paid.GetProperty("received").GetString(), paid.GetProperty("message").GetString()));
        Assert.Single(paid.GetProperty("tx_hashes").EnumerateArray());
        await Eventually.SeeAsync("the balance counts it", Patience, () => shop.CallAsync("getbalance"), b => b.GetProperty("confirmed").GetString() == "0.013");
        scene.Figure("line 6, electrum: newaddress, money received on it, its request paid, and the balance counts it");
        Assert.Empty(shop.Node.Errors);
    });

    /// <summary>Electrum itself gives an expired request's address to the next caller (measured), and forgets what it made last at a kill.</summary>
    [Fact]
    public Task Requests_expire_and_daemons_die_and_no_address_comes_again() => Scene.PlayAsync(output, async scene =>
    {
        var shop = await ElectrumShop.OpenAsync(scene, coins: 1);
        var told = new List<string>();
        for (var i = 0; i < 60; i++)
        {
            if (i % 20 == 10)
            {
                Signals.Send((await shop.BuilderAsync()).Pid!.Value, Signals.Kill);
            }

            var reply = i % 3 == 0 ? await shop.AskAsync("createnewaddress") : await shop.AskAsync("add_request", new { amount = "0.001", memo = $"order {i}", expiration = 1 });
            told.Add(reply.ValueKind == JsonValueKind.String ? reply.GetString()! : reply.GetProperty("address").GetString()!);
            Assert.Contains(told[^1], (await shop.AskAsync("listaddresses", new { receiving = true })).EnumerateArray().Select(a => a.GetString()));
        }

        Assert.Equal(told.Count, told.Distinct().Count());
        await Eventually.SeeAsync(
            "all have expired", Patience, () => shop.AskAsync("list_requests", new { expired = true }), l => l.GetArrayLength() == 40);
        var first = (await shop.AskAsync("list_requests")).EnumerateArray().First();
        Assert.Equal((1, "Expired", "expired"), (first.GetProperty("status").GetInt32(), first.GetProperty("status_str").GetString(), first.GetProperty("state").GetString()));
        Assert.Equal(JsonValueKind.Null, (await shop.AskAsync("delete_request", new[] { first.GetProperty("request_id").GetString() })).ValueKind);
        Assert.Equal(39, (await shop.AskAsync("list_requests")).GetArrayLength());
        Assert.True((await shop.AskAsync("clear_requests")).GetBoolean());
        Assert.DoesNotContain((await shop.AskAsync("add_request", new { amount = "0.1" })).GetProperty("address").GetString(), told);
        scene.Figure($"line 6, electrum: {told.Count} addresses and requests with three kills of the builder and requests that last a second, all different");
    });

    private static Task<JsonElement> RequestAsync(ElectrumShop shop, string address) => shop.AskAsync("get_request", new[] { address });

    private static Task<JsonElement> IsAsync(ElectrumShop shop, string address, string state, int status) => Eventually.SeeAsync(
        $"the request is {state}", Patience, () => RequestAsync(shop, address), r => r.GetProperty("state").GetString() == state && r.GetProperty("status").GetInt32() == status);
}

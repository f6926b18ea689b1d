using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Ledger;

/// <summary>acceptance: line 7. No address is given to two, whoever is killed; and whoever answers for the wallet watches each. PAYWARDEN_ADDRESSES asks for more of them.</summary>
[Collection(Alone.Name)]
public sealed class AddressSpecs(ITestOutputHelper output)
{
    private const int Callers = 8;

    private static readonly int Addresses = int.TryParse(Environment.GetEnvironmentVariable("PAYWARDEN_ADDRESSES"), CultureInfo.InvariantCulture, out var n) ? n : 200;

    private static readonly string[] Both = ["store", "other"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public Task Addresses_under_kills_of_the_builder_are_all_different_and_all_watched() => Scene.PlayAsync(output, async scene =>
    {
        var node = new ReceivingNode(scene, "data");
        await node.StartAsync();
        var before = await node.ReceivingAsync();
        var told = new ConcurrentBag<string>();
        var times = new ConcurrentBag<TimeSpan>();
        var clock = Stopwatch.StartNew();

        var killing = KillAsync(node, () => told.Count);
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= Addresses)
            {
                var asked = Stopwatch.StartNew();
                var reply = number % 2 == 0
                    ? await node.AskAsync("newaddress", new { amount = "0.001", idempotency_key = $"order-{number}" })
                    : await node.AskAsync("addrequest", new { amount = "0.001", memo = $"order {number}", force = true });
                times.Add(asked.Elapsed);
                var address = reply.GetProperty("address").GetString()!;
                told.Add(address);

                // Whoever answers now must count money there: it is what a shop looks at next.
                Assert.Contains(address, await node.ReceivingAsync());
            }
        }));
        var took = clock.Elapsed;
        var kills = await killing;

        Assert.Equal(Addresses, told.Count);
        Assert.Equal(Addresses, told.Distinct().Count());
        Assert.Empty(told.Intersect(before));
        clock.Restart();
        foreach (var daemon in ReceivingNode.Daemons)
        {
            await Eventually.SeeAsync($"{daemon} knows them all", Patience, () => node.ReceivingAsync(daemon), known => !told.Except(known).Any());
        }

        scene.Figure(string.Create(CultureInfo.InvariantCulture, $"line 7: {Addresses} addresses by {Callers} callers with {kills} kills of the builder in {took.TotalSeconds:0.0} s, all different, each in the list of whoever answered for the wallet next, and of all daemons {clock.ElapsedMilliseconds} ms after the last; an answer took {Spread.Of(times)}"));
        for (var number = 2; number <= Addresses; number += 2)
        {
            var again = await node.SendAsync("newaddress", new { amount = "0.001", idempotency_key = $"order-{number}" });
            Assert.True(again.IsReplayed);
            Assert.Contains(again.Result!.Value.GetProperty("address").GetString(), told);
        }

        Assert.Empty(node.Process.Errors);
    });

    [Fact]
    public Task Addresses_that_an_imported_wallet_has_shown_never_come_again() => Scene.PlayAsync(output, async scene =>
    {
        // The old system: daemons without a ledger, asked for addresses in every way they have.
        var file = await ReceivingNode.WalletAsync(scene, "old.wallet", "imported");
        var old = new ReceivingNode(scene, "old", $"dialect = simulator\nwallet-file = \"{file}\"");
        await old.StartAsync();
        var shown = new List<string>();
        for (var i = 0; i < 25; i++)
        {
            shown.Add((await old.BypassAsync("store-0", "addrequest", new { amount = "0.1", force = true })).GetProperty("address").GetString()!);
            shown.Add((await old.BypassAsync("store-0", "createnewaddress", Array.Empty<object>())).GetString()!);
        }

        await old.BypassAsync("store-0", "rmrequest", new[] { shown[0] });
        shown.Add((await old.BypassAsync("store-0", "getunusedaddress", Array.Empty<object>())).GetString()!);
        var all = await old.ReceivingAsync("store-0");
        Assert.Equal(0, await old.Process.StopAsync(Signals.Terminate));
        var saved = Directory.GetFiles(Path.Combine(old.Settings.DataFolder, "daemons", "store-0"), "*", SearchOption.AllDirectories).Single(f => File.ReadAllText(f).Contains("\"payment_requests\"", StringComparison.Ordinal));

        var node = new ReceivingNode(scene, "data", $"dialect = simulator\nwallet-file = \"{saved}\"");
        await node.StartAsync();
        var given = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            given.Add(i % 3 == 0
                ? (await node.AskAsync("createnewaddress")).GetString()!
                : (await node.AskAsync("addrequest", new { amount = "0.1" })).GetProperty("address").GetString()!);
        }

        scene.Figure($"line 7: of {all.Length} addresses of an imported wallet, {shown.Distinct().Count()} of them shown, {given.Intersect(all).Count()} came again among {given.Count}");
        Assert.Equal(given.Count, given.Distinct().Count());
        Assert.Empty(given.Intersect(all));
    });

    [Fact]
    public Task Of_two_wallets_on_one_seed_one_has_its_money_and_the_other_a_sentence() => Scene.PlayAsync(output, async scene =>
    {
        var (one, other) = (await ReceivingNode.WalletAsync(scene, "one.wallet", "same"), await ReceivingNode.WalletAsync(scene, "other.wallet", "same"));
        var node = new ReceivingNode(
            scene, "data", $"dialect = simulator\nwallet-file = \"{one}\"", $"other {{ dialect = simulator, daemons = 1, wallet-file = \"{other}\" }}");
        await node.StartAsync(4);

        var (first, second) = await OwnerAsync(node);
        await node.Process.Kill9Async();
        await node.StartAsync(4);
        Assert.Equal((first, second), await OwnerAsync(node));
    });

    [Fact]
    public Task An_unused_address_is_one_users_until_somebody_pays_to_it() => Scene.PlayAsync(output, async scene =>
    {
        var node = new ReceivingNode(scene, "data");
        await node.StartAsync();
        var shops = (await node.AskAsync("getunusedaddress")).GetString()!;
        var operators = (await node.AskAsync("getunusedaddress", asOperator: true)).GetString()!;
        var request = (await node.AskAsync("addrequest", new { amount = "0.1" })).GetProperty("address").GetString()!;

        Assert.Equal(shops, (await node.AskAsync("getunusedaddress")).GetString());
        Assert.Equal(3, new[] { shops, operators, request }.Distinct().Count());

        await node.ChainAsync($"fund {shops} 0.5");
        var next = await Eventually.SeeAsync("the next one comes", Patience, async () => (await node.AskAsync("getunusedaddress")).GetString(), a => a != shops);
        Assert.DoesNotContain(next, new[] { shops, operators, request });
        Assert.Equal(operators, (await node.AskAsync("getunusedaddress", asOperator: true)).GetString());
    });

    [Fact]
    public Task Requests_are_told_and_taken_away_as_the_daemon_does_it_and_never_free_their_address() => Scene.PlayAsync(output, async scene =>
    {
        var node = new ReceivingNode(scene, "data");
        await node.StartAsync();
        var cut = await node.AskAsync("addrequest", new object[] { 0.0029m, "müsli ☕", 3600 });
        var (address, id) = (cut.GetProperty("address").GetString()!, cut.GetProperty("id").GetString()!);
        Assert.Equal((290_000, "0.0029", "müsli ☕", 3600, "Pending"), (
            cut.GetProperty("amount").GetInt32(), cut.GetProperty("amount (BCH)").GetString(), cut.GetProperty("memo").GetString(), cut.GetProperty("exp").GetInt32(), cut.GetProperty("status").GetString()));
        var other = (await node.AskAsync("addrequest", new { amount = "0.1" })).GetProperty("address").GetString()!;

        await node.ChainAsync($"fund {address} 0.0029");
        await StateAsync("Paid", "seen", 0);
        await node.ChainAsync("mine 1");
        await StateAsync("Paid", "paid", 1);
        await node.ChainAsync($"fund {other} 0.05");
        await Eventually.SeeAsync("too little came", Patience, () => node.AskAsync("getrequest", new { key = other }), r => r.GetProperty("state").GetString() == "underpaid" && r.GetProperty("received").GetString() == "0.05");

        Assert.Equal(address, (await node.AskAsync("getrequest", new[] { id })).GetProperty("address").GetString());
        Assert.Equal([address, other], await ListAsync());
        Assert.Equal([address], await ListAsync("paid"));
        Assert.Equal([other], await ListAsync("pending"));
        var others = (await node.AskAsync("addrequest", new { amount = "1" }, asOperator: true)).GetProperty("address").GetString();
        Assert.Equal(-32603, (await node.SendAsync("getrequest", new[] { others })).ErrorCode);

        Assert.True((await node.AskAsync("rmrequest", new[] { address })).GetBoolean());
        Assert.False((await node.AskAsync("rmrequest", new[] { address })).GetBoolean());
        Assert.Equal([other], await ListAsync());
        Assert.Equal(JsonValueKind.Null, (await node.AskAsync("clearrequests")).ValueKind);
        Assert.Empty(await ListAsync());
        Assert.DoesNotContain((await node.AskAsync("addrequest", new { amount = "0.1" })).GetProperty("address").GetString(), new[] { address, other });

        async Task StateAsync(string status, string state, int confirmations) => await Eventually.SeeAsync(
            $"the request is {state}",
            Patience,
            () => node.AskAsync("getrequest", new[] { address }),
            r => (r.GetProperty("status").GetString(), r.GetProperty("state").GetString()) == (status, state) && r.GetProperty("confirmations").GetInt32() == confirmations);

        async Task<string[]> ListAsync(string? filter = null) =>
            [.. (await node.AskAsync("listrequests", filter is null ? null : new Dictionary<string, bool> { [filter] = true })).EnumerateArray().Select(r => r.GetProperty("address").GetString()!)];
    });

    [Fact]
    public Task A_key_names_an_address_for_ever_and_takes_no_other_content() => Scene.PlayAsync(output, async scene =>
    {
        var node = new ReceivingNode(scene, "data");
        await node.StartAsync();
        var first = await node.AskAsync("newaddress", new { memo = "door", amount = "0.1", idempotency_key = "order-1" });
        await node.Process.Kill9Async();
        await node.StartAsync();

        var again = await Eventually.SeeAsync("it is answered", Patience, () => node.SendAsync("newaddress", new { amount = "0.1", idempotency_key = "order-1" }), a => a.Result is not null);
        Assert.True(again.IsReplayed);
        Assert.Equal(first.GetProperty("address").GetString(), again.Result!.Value.GetProperty("address").GetString());
        Assert.Equal(-32031, (await node.SendAsync("newaddress", new { amount = "0.2", idempotency_key = "order-1" })).ErrorCode);
        Assert.Equal(-32602, (await node.SendAsync("newaddress", new { amount = "-1" })).ErrorCode);
        Assert.NotEqual(first.GetProperty("address").GetString(), (await node.AskAsync("newaddress", new { amount = "0.1", idempotency_key = "order-1" }, asOperator: true)).GetProperty("address").GetString());
    });

    private static async Task<(string First, string Second)> OwnerAsync(ReceivingNode node)
    {
        var answers = new Dictionary<string, JsonElement>();
        foreach (var wallet in Both)
        {
            answers[wallet] = await Eventually.SeeAsync(
                $"{wallet} answers for good",
                Patience,
                async () => JsonSerializer.Deserialize<JsonElement>((await node.AtAsync(wallet, "newaddress")).Body),
                a => (a.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Object) || a.ToString().Contains("two wallets on one seed", StringComparison.Ordinal));
        }

        var (first, second) = answers["store"].TryGetProperty("result", out var r) && r.ValueKind == JsonValueKind.Object ? ("store", "other") : ("other", "store");
        Assert.Equal(JsonValueKind.Object, answers[first].GetProperty("result").ValueKind);
        var error = answers[second].GetProperty("error");
        Assert.Equal(-32013, error.GetProperty("code").GetInt32());
        Assert.Contains($"its seed is that of the wallet {first}", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        var pay = await node.AtAsync(second, "pay", new { outputs = new[] { new { address = Order.Number("seed", 1).Address, amount = "0.001" } }, idempotency_key = "order-1" });
        Assert.Equal(-32013, pay.ErrorCode);
        return (first, second);
    }

    /// <returns>How many were killed.</returns>
    private static async Task<int> KillAsync(ReceivingNode node, Func<int> told)
    {
        var kills = 0;
        for (var at = Addresses / 10; at < Addresses; at += Addresses / 10)
        {
            await Eventually.HoldsAsync($"{at} addresses are told", TimeSpan.FromMinutes(2), () => told() >= at);
            await node.KillBuilderAsync();
            kills++;
        }

        return kills;
    }
}

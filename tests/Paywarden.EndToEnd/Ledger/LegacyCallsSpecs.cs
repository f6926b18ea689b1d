using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Paywarden.Harness;
using Paywarden.Ledger.Codec;
using Xunit.Abstractions;

namespace Paywarden.Ledger;

/// <summary>acceptance: line 9. Shops that know nothing of a ledger call payto and broadcast as they always did, and what they ordered is paid once.</summary>
[Collection(Alone.Name)]
public sealed class LegacyCallsSpecs(ITestOutputHelper output)
{
    private const string NodeName = "store-0";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly (string Program, string Script)[] Clients = [("/usr/bin/python3", "payer.py"), ("php", "payer.php")];

    private static int Payments => int.TryParse(Environment.GetEnvironmentVariable("PAYWARDEN_LEGACY"), CultureInfo.InvariantCulture, out var n) ? n : 25;

    [Fact]
    [Trait("Needs", "clients")]
    public Task Shops_under_kills_of_the_node_pay_never_more_than_they_called_for() => Scene.PlayAsync(output, async scene =>
    {
        var node = new PayingNode(scene, "data");
        await node.StartAsync();
        var orders = Clients.Select((_, c) => Enumerable.Range(1, Payments).Select(n => new Order($"client-{c}-{n}", 1_000 + (c * 10_000) + n)).ToArray()).ToArray();
        var before = (await node.BypassAsync(NodeName, "getbalance")).GetProperty("confirmed").GetString()!;
        var clock = Stopwatch.StartNew();
        using var pelix = await StartAsync(scene, node, 0, orders[0]);
        using var curl = await StartAsync(scene, node, 1, orders[1]);

        var kills = Math.Max(3, Payments / 20);
        var seed = Random.Shared.Next(1_000_000);
        var random = new Random(seed);
        foreach (var after in Enumerable.Range(0, kills).Select(_ => random.Next(2 * Payments)).Order())
        {
            await Eventually.HoldsAsync($"{after} payments are made", TimeSpan.FromMinutes(5), () => Lines(pelix).Length + Lines(curl).Length >= after || pelix.HasExited || curl.HasExited);
            await node.Process.Kill9Async();
            node.Process.Launch();
        }

        foreach (var client in new[] { pelix, curl })
        {
            Assert.True(await client.ExitAsync(TimeSpan.FromSeconds(120 + Payments)) == 0, client.Tail());
            Assert.Equal(Payments, Lines(client).Length);
        }

        scene.Figure($"line 9, seed {seed}: {2 * Payments} payments by payto and broadcast through pelix and php-curl with {kills} kills -9 of the node in {clock.Elapsed.TotalSeconds:0} s");
        await node.MineAsync(10);
        await node.SettledAsync(TimeSpan.FromSeconds(120));
        await JudgeAsync(node, orders.SelectMany(o => o), [.. Lines(pelix), .. Lines(curl)], before);
    });

    [Fact]
    public Task The_answers_are_the_daemons_own() => Scene.PlayAsync(output, async scene =>
    {
        var node = new PayingNode(scene, "data");
        await node.StartAsync();
        using var shop = node.Client();
        var order = new Order("one", 290_000);

        var built = await SurelyAsync(shop, "payto", Positional(order.Address, 0.0029, null, 2));
        var result = built.Result!.Value;
        var hex = result.GetProperty("hex").GetString()!;
        Assert.Equal($$"""{"hex":"{{hex}}","complete":true,"final":true}""", result.GetRawText());
        Assert.True(Transaction.TryRead(hex, out var transaction, out _));
        Assert.Contains(new TransactionOutput(Amount.Of(290_000), order.Script), transaction.Outputs);
        Assert.Empty((await node.Chain.ReadAsync())[order.Script]);

        var same = await shop.SendAsync("payto", new { destination = order.Address, amount = "0.00290000", feerate = "2", password = "whatever the shop has" });
        Assert.True(same.IsReplayed);
        Assert.Equal(hex, same.Result!.Value.GetProperty("hex").GetString());

        var sent = await shop.CallAsync("broadcast", new { tx = result });
        Assert.Equal($"[true,\"{transaction.Id()}\"]", sent.GetRawText());
        Assert.Equal("[false,\"error: The transaction already exists in the server's mempool.\"]", (await shop.CallAsync("broadcast", new[] { hex })).GetRawText());
        Assert.Single((await node.Chain.ReadAsync())[order.Script]);

        var several = await SurelyAsync(shop, "paytomany", new { outputs = Positional(Positional(order.Address, "0.001"), Positional(new Order("two", 1).Address, "0.002")), fee = "0.000005" });
        Assert.True(Transaction.TryRead(several.Result!.Value.GetProperty("hex").GetString()!, out var both, out _));
        Assert.Contains(new TransactionOutput(Amount.Of(200_000), new Order("two", 1).Script), both.Outputs);

        Assert.Equal(-32602, (await shop.SendAsync("payto", new { destination = order.Address, amount = "!" })).ErrorCode);
        Assert.Equal(-32602, (await shop.SendAsync("payto", new { destination = order.Address, amount = "0.003", unsigned = true })).ErrorCode);
        Assert.Equal(-32602, (await shop.SendAsync("signtransaction", new[] { hex })).ErrorCode);
        Assert.Equal(-32602, (await shop.SendAsync("broadcast", Positional("00ff"))).ErrorCode);

        await node.MineAsync(1);
        await Eventually.SeeAsync("a repeat stands in the blockchain", Patience, () => shop.CallAsync("broadcast", new[] { hex }), r => r.GetRawText().Contains("already exists in the blockchain", StringComparison.Ordinal));
    });

    [Fact]
    public Task A_coin_that_a_caller_froze_is_left_alone_until_it_is_unfrozen() => Scene.PlayAsync(output, async scene =>
    {
        var node = new PayingNode(scene, "data");
        await node.StartAsync();
        using var shop = node.Client();
        var coins = (await shop.CallAsync("listunspent")).EnumerateArray().Select(c => $"{c.GetProperty("prevout_hash").GetString()}:{c.GetProperty("prevout_n").GetInt32()}").ToArray();
        foreach (var coin in coins)
        {
            Assert.True((await shop.CallAsync("freeze_utxo", new[] { coin })).GetBoolean());
        }

        // In time no coin is free; whether it waits or is refused, nothing is built.
        var order = new Order("frozen", 100_000);
        Assert.Null((await shop.SendAsync("payto", new[] { order.Address, order.Amount })).Result);
        foreach (var coin in coins)
        {
            Assert.True((await shop.CallAsync("unfreeze_utxo", new { coin })).GetBoolean());
        }

        Assert.NotNull((await SurelyAsync(shop, "payto", new[] { order.Address, order.Amount })).Result);
        Assert.Equal(-32602, (await shop.SendAsync("freeze", new[] { order.Address })).ErrorCode);
    });

    /// <summary>Every new simulated wallet is the same one: here it is as if somebody made transactions elsewhere with the same seed.</summary>
    [Fact]
    public Task A_transaction_that_others_made_is_passed_on_and_never_against_our_own() => Scene.PlayAsync(output, async scene =>
    {
        var (ours, theirs) = (new PayingNode(scene, "ours"), new PayingNode(scene, "theirs"));
        await Task.WhenAll(ours.StartAsync(), theirs.StartAsync());
        using var shop = ours.Client();
        using var other = theirs.Client();
        var (first, second, own) = (new Order("foreign-1", 100_000), new Order("foreign-2", 100_000), new Order("own", 100_000));
        var foreign = new List<string>();
        foreach (var order in new[] { first, second })
        {
            foreign.Add((await SurelyAsync(other, "payto", Positional(order.Address, order.Amount))).Result!.Value.GetProperty("hex").GetString()!);
        }

        Assert.StartsWith("[true,", (await shop.CallAsync("broadcast", Positional(foreign[0]))).GetRawText(), StringComparison.Ordinal);
        Assert.Equal("[false,\"error: The transaction already exists in the server's mempool.\"]", (await shop.CallAsync("broadcast", Positional(foreign[0]))).GetRawText());
        Assert.Single((await ours.Chain.ReadAsync())[first.Script]);

        // The next coin in turn is the one that the second of theirs spends.
        var built = (await SurelyAsync(shop, "payto", Positional(own.Address, own.Amount))).Result!.Value.GetProperty("hex").GetString()!;
        var refused = await shop.SendAsync("broadcast", Positional(foreign[1]));
        Assert.Equal(-32602, refused.ErrorCode);
        Assert.Contains("attempt 1 of store holds", refused.Body, StringComparison.Ordinal);

        Assert.StartsWith("[true,", (await shop.CallAsync("broadcast", Positional(built))).GetRawText(), StringComparison.Ordinal);
        await ours.MineAsync(10);
        await ours.SettledAsync();
        Assert.Equal(
            "[false,\"error: Transaction could not be broadcast due to missing, already-spent, or otherwise invalid inputs.\"]",
            (await shop.CallAsync("broadcast", Positional(foreign[1]))).GetRawText());
        Assert.Single((await ours.Chain.ReadAsync())[own.Script]);
        Assert.Empty((await ours.Chain.ReadAsync())[second.Script]);
    });

    private static object?[] Positional(params object?[] parameters) => parameters;

    /// <summary>A shop's backend: again until it is answered.</summary>
    private static Task<RpcAnswer> SurelyAsync(RpcClient shop, string method, object parameters) =>
        Eventually.SeeAsync($"{method} is answered", Patience, () => shop.SendAsync(method, parameters), a => a.Result is not null || (a.ErrorCode is { } code && code is not (-32013 or -32035)));

    private static async Task<ChildProcess> StartAsync(Scene scene, PayingNode node, int client, Order[] orders)
    {
        var (program, script) = Clients[client];
        var file = Path.Combine(scene.Folder, $"orders-{client}.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(orders.Select(o => new { key = o.Key, address = o.Address, amount = o.Amount })));
        return new ChildProcess(
            program,
            [Path.Combine(Repository.Root, "tests", "Paywarden.EndToEnd", "Ledger", "Clients", script), "127.0.0.1", $"{node.Process.RpcPort}", NodeSettings.User, node.Password, file],
            Path.Combine(scene.Folder, $"{script}.log"),
            scene.Folder,
            new Dictionary<string, string?> { ["PYTHONDONTWRITEBYTECODE"] = "1" });
    }

    private static string[] Lines(ChildProcess client) => [.. client.Output.Split('\n').Where(l => l.StartsWith("client-", StringComparison.Ordinal) && l.EndsWith(']'))];

    private static async Task JudgeAsync(PayingNode node, IEnumerable<Order> orders, string[] said, string before)
    {
        var chain = await node.Chain.ReadAsync();
        var paid = 0L;
        var made = new List<Txid>();
        foreach (var order in orders)
        {
            var found = chain[order.Script].ToArray();
            Assert.True(found.Length == 1, $"{order.Key} was paid {found.Length} times");
            Assert.Equal(order.Satoshis, found[0].Satoshis);
            Assert.True(found[0].Height > 0, $"{order.Key} is in no block");
            var line = Assert.Single(said, l => l.StartsWith(order.Key + "\t", StringComparison.Ordinal));
            Assert.True(line.Contains(found[0].Txid.ToString(), StringComparison.Ordinal) || line.Contains("already exists", StringComparison.Ordinal), line);
            paid += order.Satoshis;
            made.Add(found[0].Txid);
        }

        Assert.True(Amount.TryRead(before, out var had, out _));
        var left = had.Satoshis - paid - await node.Chain.FeesAsync(made);
        await Eventually.SeeAsync(
            $"{left} are left",
            Patience,
            async () => Amount.TryRead((await node.BypassAsync(NodeName, "getbalance")).GetProperty("confirmed").GetString()!, out var has, out _) ? has.Satoshis : -1,
            has => has == left);
    }
}

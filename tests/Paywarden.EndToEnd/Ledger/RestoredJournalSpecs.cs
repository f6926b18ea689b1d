using System.Collections.Concurrent;
using System.Text.Json;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Ledger;

/// <summary>acceptance: line 10. Somebody restores the journal from a copy while callers retry: the money is held, the comparison names what is different, and
/// after the release nothing is paid a second time.</summary>
[Collection(Alone.Name)]
public sealed class RestoredJournalSpecs(ITestOutputHelper output)
{
    private const int Final = 6;
    private const int Seen = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Files = ["journal.db", "journal.db-wal", "journal.db-shm"];

    [Fact]
    public Task Nothing_is_paid_twice_and_each_difference_is_named() => Scene.PlayAsync(output, async scene =>
    {
        var points = new Failpoints(scene.Subfolder("failpoints"));
        var node = new PayingNode(scene, "data", points);
        await node.StartAsync();
        using var shop = new RpcClient(node.Settings.RpcPort, NodeSettings.User, node.Settings.Password, TimeSpan.FromSeconds(40));
        var paywarden = new OperatorShell(scene, node.Settings);
        var before = Order.Number("before", 1);
        await node.Shop.PayAsync(before);

        // In the copy one payment is built and not signed, and one waits behind it.
        points.Hold("call-signtransaction-before");
        Order[] open = [Order.Number("open", 2), Order.Number("open", 3)];
        await Task.WhenAll(open.Select(o => AcceptAsync(shop, o)));
        await points.HeldAsync("call-signtransaction-before");
        await node.Process.Kill9Async();
        var copy = scene.Subfolder("copy");
        Copy(node.Settings.DataFolder, copy);
        points.Release("call-signtransaction-before");

        // What the copy does not know: both are made, and others are ordered and made, some of them to the end.
        await node.Process.StartAsync();
        var txids = new ConcurrentDictionary<Order, string>();
        Order[] final = [.. Enumerable.Range(10, Final).Select(n => Order.Number("final", n))];
        Order[] seen = [.. Enumerable.Range(20, Seen).Select(n => Order.Number("seen", n))];
        await MakeAsync(node, txids, open);
        await MakeAsync(node, txids, final);
        await node.MineAsync(10);
        await node.SettledAsync();
        await MakeAsync(node, txids, seen);
        await node.Process.Kill9Async();
        Copy(copy, node.Settings.DataFolder);

        var callers = new CancellationTokenSource();
        Order[] all = [before, .. open, .. final, .. seen];
        await node.Process.StartAsync();
        var answers = all.Select(o => RetryAsync(shop, o, callers.Token)).ToArray();
        var held = (await node.StatusAsync("the wallet is held", s => s.GetProperty("held").ValueKind == JsonValueKind.String)).GetProperty("held").GetString()!;
        Assert.Contains("of its events are gone", held, StringComparison.Ordinal);

        // What the archive has is answered all the same; everything else waits.
        foreach (var order in final)
        {
            Assert.Equal(txids[order], (await answers[Array.IndexOf(all, order)]).GetProperty("result").GetProperty("txid").GetString());
        }

        Assert.Contains("first paywarden reconcile store", await paywarden.RunAsync(1, "release", "store", "--reason", "too early"), StringComparison.Ordinal);
        await node.Process.AllReadyAsync(3);
        var compared = await Eventually.SeeAsync("ledger and chain are compared", Patience, () => CompareAsync(paywarden), c => c.ValueKind == JsonValueKind.Object);
        var differences = compared.GetProperty("differences").EnumerateArray().Select(d => d.GetString()!).ToArray();
        scene.Figure($"line 10: {held}; {differences.Length} differences:\n{string.Join('\n', differences)}");
        foreach (var order in open.Concat(seen))
        {
            Assert.Single(differences, d => d.Contains(txids[order], StringComparison.Ordinal));
        }

        Assert.Contains("takes orders again", await paywarden.RunAsync("release", "store", "--reason", "compared by the test"), StringComparison.Ordinal);
        foreach (var (order, answer) in all.Zip(answers))
        {
            var told = await answer.WaitAsync(Patience);
            if (seen.Contains(order))
            {
                Assert.Equal(-32032, told.GetProperty("error").GetProperty("code").GetInt32());
                Assert.Contains(txids[order], told.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
            }
            else if (txids.TryGetValue(order, out var txid))
            {
                Assert.Equal(txid, told.GetProperty("result").GetProperty("txid").GetString());
            }
        }

        Order[] later = [.. Enumerable.Range(30, 5).Select(n => Order.Number("later", n))];
        await MakeAsync(node, txids, later);
        await node.MineAsync(10);
        await node.SettledAsync();
        var chain = await node.Chain.ReadAsync();
        foreach (var order in all.Concat(later))
        {
            var paid = chain[order.Script].ToArray();
            Assert.True(paid.Length == 1, $"{order.Key} was paid {paid.Length} times");
            Assert.Equal(order.Satoshis, paid[0].Satoshis);
        }

        scene.Figure($"line 10: {all.Length + later.Length} payments, each paid once as the chain has it");
        await callers.CancelAsync();
    });

    private static async Task MakeAsync(PayingNode node, ConcurrentDictionary<Order, string> txids, Order[] orders)
    {
        foreach (var order in orders)
        {
            txids[order] = (await node.Shop.PayAsync(order)).Txid;
        }
    }

    private static async Task AcceptAsync(RpcClient shop, Order order) =>
        Assert.NotNull((await shop.SendAsync("pay", Asked(order, "accepted"))).Result);

    /// <summary>As callers do: the same again until there is an answer that is one.</summary>
    private static Task<JsonElement> RetryAsync(RpcClient shop, Order order, CancellationToken stop) => Eventually.SeeAsync(
        $"{order.Key} is answered",
        TimeSpan.FromMinutes(3),
        async () =>
        {
            stop.ThrowIfCancellationRequested();
            return JsonSerializer.Deserialize<JsonElement>((await shop.SendAsync("pay", Asked(order, "seen"))).Body);
        },
        a => a.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Object
            || a.GetProperty("error").GetProperty("code").GetInt32() is not (-32013 or -32035 or -32020 or -32021 or -32022),
        TimeSpan.FromMilliseconds(200));

    private static object Asked(Order order, string wait) => new { outputs = new[] { new { address = order.Address, amount = order.Amount } }, idempotency_key = order.Key, wait };

    /// <summary>Daemons that have just started are not level with their servers: then it says so, and is asked again.</summary>
    private static async Task<JsonElement> CompareAsync(OperatorShell paywarden)
    {
        try
        {
            return await paywarden.JsonAsync("reconcile", "store");
        }
        catch (Xunit.Sdk.XunitException)
        {
            return default;
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Files)
        {
            File.Delete(Path.Combine(to, file));
            if (File.Exists(Path.Combine(from, file)))
            {
                File.Copy(Path.Combine(from, file), Path.Combine(to, file));
            }
        }
    }
}

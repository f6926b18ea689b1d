using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Ledger;

/// <summary>acceptance: line 7. The node dies before and after each append of an address: the same asker gets its address, and nobody else does.</summary>
[Collection(Alone.Name)]
public sealed class AddressKillSpecs(ITestOutputHelper output)
{
    private static readonly string[] Appends = ["Reserved", "Requested", "Issued", "Filed"];

    [Fact]
    public Task An_address_in_whose_middle_the_node_dies_is_its_askers_alone() => Scene.PlayAsync(output, async scene =>
    {
        var points = new Failpoints(scene.Subfolder("failpoints"));
        var node = new ReceivingNode(scene, "data", failpoints: points);
        await node.StartAsync();
        var first = (await node.AskAsync("newaddress")).GetProperty("index").GetInt32();
        var told = new Dictionary<string, string>();
        foreach (var point in Appends.SelectMany(a => new[] { $"append-{a}-before", $"append-{a}-after" }))
        {
            points.Die(point);
            var cut = node.SendAsync("newaddress", new { amount = "0.1", idempotency_key = point });
            await node.Process.ExitAsync();
            await ((Task)cut).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Assert.True(points.IsReached(point));
            await node.StartAsync();

            // Others come first, as they would.
            told[$"{point}, another"] = (await node.AskAsync("addrequest", new { amount = "0.1" })).GetProperty("address").GetString()!;
            told[point] = await AgainAsync(node, point);
        }

        foreach (var point in told.Keys.Where(k => !k.EndsWith("another", StringComparison.Ordinal)))
        {
            Assert.Equal(told[point], await AgainAsync(node, point));
        }

        var given = (await node.AskAsync("newaddress")).GetProperty("index").GetInt32() - first - 1;
        scene.Figure($"line 7: the node died before and after each of {Appends.Length} appends of an address: {told.Count} addresses to {told.Count} askers, {told.Values.Distinct().Count()} different, {given} indices given away");
        Assert.Equal(told.Count, told.Values.Distinct().Count());
        Assert.Equal(told.Count, given);
        Assert.Equal(told.Values.Order(), (await node.AskAsync("listrequests")).EnumerateArray().Select(r => r.GetProperty("address").GetString()!).Order());
    });

    private static async Task<string> AgainAsync(ReceivingNode node, string key) =>
        (await node.AskAsync("newaddress", new { amount = "0.1", idempotency_key = key })).GetProperty("address").GetString()!;
}

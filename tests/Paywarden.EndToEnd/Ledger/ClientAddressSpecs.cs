using System.Globalization;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Ledger;

/// <summary>acceptance: line 9, the addresses. Clients that shops use, which send again what was cut off, while the node is killed in their calls: no address
/// is told twice. PAYWARDEN_CLIENT_CALLS asks for more.</summary>
[Collection(Alone.Name)]
[Trait("Needs", "clients")]
public sealed class ClientAddressSpecs(ITestOutputHelper output)
{
    private static readonly string Wanted = Environment.GetEnvironmentVariable("PAYWARDEN_CLIENT_CALLS") ?? "25";

    [Theory]
    [InlineData("/usr/bin/python3", "addresses_pelix.py")]
    [InlineData("php", "addresses_curl.php")]
    public Task No_address_is_told_twice_while_the_node_is_killed_in_mid_call(string program, string script) => Scene.PlayAsync(output, async scene =>
    {
        var wanted = int.Parse(Wanted, CultureInfo.InvariantCulture);
        var node = new ReceivingNode(scene, "data");
        await node.StartAsync();
        var first = (await node.AskAsync("newaddress")).GetProperty("index").GetInt32();
        using var client = new ChildProcess(
            program,
            [Path.Combine(Repository.Root, "tests", "Paywarden.EndToEnd", "Endpoint", "Clients", script), "127.0.0.1", $"{node.Settings.RpcPort}", NodeSettings.User, node.Settings.Password, Wanted],
            Path.Combine(scene.Folder, "client.log"),
            scene.Folder);

        var kills = 0;
        for (var at = Math.Max(2, wanted / 10); at < wanted; at += Math.Max(5, wanted / 10))
        {
            await Eventually.HoldsAsync($"{at} addresses are told", TimeSpan.FromMinutes(2), () => Told(client).Length >= at);
            await node.Process.Kill9Async();
            node.Process.Launch();
            kills++;
        }

        Assert.Equal(0, await client.ExitAsync(TimeSpan.FromMinutes(5)));
        var told = Told(client);
        var calls = int.Parse(client.Output.Split('\n').Single(l => l.StartsWith("calls\t", StringComparison.Ordinal))[6..], CultureInfo.InvariantCulture);
        var given = (await node.AskAsync("newaddress")).GetProperty("index").GetInt32() - first - 1;
        scene.Figure($"line 9, {script}: {told.Length} addresses told by {calls} calls with {kills} kill -9 of the node, {told.Distinct().Count()} different; {given} indices given away");
        Assert.Equal((wanted, wanted), (told.Length, told.Distinct().Count()));
    });

    private static string[] Told(ChildProcess client) =>
        [.. client.Output.Split('\n').Where(l => l.StartsWith("address\t", StringComparison.Ordinal)).Select(l => l["address\t".Length..])];
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden;

/// <summary>acceptance: line 11. Clients that shops use, unchanged but for port and password: what they get through the node is what they get
/// straight from the daemon.</summary>
[Collection(Alone.Name)]
public sealed class RealClientsSpecs(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly (string Program, string Script)[] Clients =
    [
        ("/usr/bin/python3", "pelix.py"),
        ("/usr/bin/python3", "urllib_client.py"),
        ("/usr/bin/python3", "requests_client.py"),
        ("php", "curl.php"),
        ("node", "fetch.mjs"),
        ("bash", "curl.sh"),
    ];

    private static string Folder => Path.Combine(Repository.Root, "tests", "Paywarden.EndToEnd", "Endpoint", "Clients");

    [Fact]
    [Trait("Needs", "clients")]
    public Task Clients_see_through_the_node_what_the_daemon_says() => Scene.PlayAsync(output, scene =>
        CompareAsync(scene, NodeSettings.In(scene.Subfolder("data")), "config", "calls.json"));

    /// <summary>Without batches and unknown methods: to those electrum has no answer but HTTP 500.</summary>
    [Fact]
    [Trait("Needs", "electrum")]
    public Task Clients_see_through_the_node_what_the_real_electrum_says() => Scene.PlayAsync(output, async scene =>
    {
        var lab = await ElectrumLab.StartAsync(scene);
        await CompareAsync(scene, NodeSettings.In(scene.Subfolder("data")) with { Wallet = lab.WalletSettings }, "regtest/config", "calls-electrum.json");
    });

    private async Task CompareAsync(Scene scene, NodeSettings settings, string configFile, string calls)
    {
        var node = NodeProcess.With(scene, settings);
        await node.StartAsync();
        await node.AllReadyAsync(3);
        using var shop = new RpcClient(node.RpcPort, NodeSettings.User, settings.Password);
        await Eventually.SeeAsync("the ledger hands out addresses", Patience, () => shop.CallAsync("getunusedaddress"), _ => true);
        var config = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(settings.DataFolder, "daemons", "store-0", "home", configFile)))!;
        foreach (var client in Clients)
        {
            var direct = await CallsAsync(client, (int)config["rpcport"]!, (string)config["rpcuser"]!, (string)config["rpcpassword"]!);
            var through = await CallsAsync(client, node.RpcPort, NodeSettings.User, settings.Password);

            Assert.NotEmpty(direct);
            Assert.Equal(direct.Keys, through.Keys);
            foreach (var (name, said) in direct)
            {
                output.WriteLine($"{client.Script}: {name}\n  daemon: {said}\n  node:   {through[name]}");
                Assert.Equal(Comparable(name, said), Comparable(name, through[name]));
            }
        }

        async Task<Dictionary<string, string>> CallsAsync((string Program, string Script) client, int port, string user, string password)
        {
            var text = await ChildProcess.RunAsync(
                client.Program,
                [Path.Combine(Folder, client.Script), "127.0.0.1", $"{port}", user, password, Path.Combine(Folder, calls)],
                scene.Folder,
                Patience,
                environment: new Dictionary<string, string?> { ["PYTHONDONTWRITEBYTECODE"] = "1" });
            return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t', 2)).ToDictionary(l => l[0], l => l[1]);
        }
    }

    /// <summary>Leaves out what two daemons, or two requests, rightly differ in; an unknown method is refused by us, with JSON-RPC's code and words of our own.</summary>
    private static string Comparable(string name, string said)
    {
        var (kind, json) = (said.Split('\t')[0], JsonNode.Parse(said.Split('\t')[1]));
        switch (name)
        {
            case "getinfo":
                foreach (var own in new[] { "path", "wallets", "default_wallet" })
                {
                    json!.AsObject().Remove(own);
                }

                break;
            case "a request for money":
                // Electrum's own copy could be paid over lightning; the ledger's requests are paid in the chain.
                foreach (var own in new[] { "rhash", "lightning_invoice", "amount_msat", "can_receive" })
                {
                    json!.AsObject().Remove(own);
                }

                return $"{kind} {string.Join(' ', json!.AsObject().Select(p => p.Key))} {json["amount"] ?? json["amount_BTC"]} {json["memo"] ?? json["message"]}";
            case "an unknown method":
                return $"{kind} {json!["code"]}";
        }

        return $"{kind} {json?.ToJsonString(JsonSerializerOptions.Default) ?? "null"}";
    }
}

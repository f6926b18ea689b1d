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

    public static readonly TheoryData<string, string> Clients = new()
    {
        { "/usr/bin/python3", "pelix.py" },
        { "/usr/bin/python3", "urllib_client.py" },
        { "/usr/bin/python3", "requests_client.py" },
        { "php", "curl.php" },
        { "node", "fetch.mjs" },
        { "bash", "curl.sh" },
    };

    private static string Folder => Path.Combine(Repository.Root, "tests", "Paywarden.EndToEnd", "Endpoint", "Clients");

    [Theory]
    [MemberData(nameof(Clients))]
    [Trait("Needs", "clients")]
    public Task A_client_sees_through_the_node_what_the_daemon_says(string program, string script) => Scene.PlayAsync(output, scene =>
        CompareAsync(scene, NodeSettings.In(scene.Subfolder("data")), "config", program, script, "calls.json"));

    [Theory]
    [MemberData(nameof(Clients))]
    [Trait("Needs", "electrum")]
    public Task A_client_sees_through_the_node_what_the_real_electrum_says(string program, string script) => Scene.PlayAsync(output, async scene =>
    {
        var lab = await ElectrumLab.StartAsync(scene);
        await CompareAsync(scene, NodeSettings.In(scene.Subfolder("data")) with { Wallet = lab.WalletSettings }, "regtest/config", program, script, "calls-electrum.json");
    });

    private async Task CompareAsync(Scene scene, NodeSettings settings, string configFile, string program, string script, string file)
    {
        var node = NodeProcess.With(scene, settings);
        await node.StartAsync();
        await node.AllReadyAsync(3);
        var config = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(settings.DataFolder, "daemons", "store-0", "home", configFile)))!;

        var direct = await CallsAsync((int)config["rpcport"]!, (string)config["rpcuser"]!, (string)config["rpcpassword"]!);
        var through = await CallsAsync(node.RpcPort, NodeSettings.User, settings.Password);

        Assert.NotEmpty(direct);
        Assert.Equal(direct.Keys, through.Keys);
        foreach (var (name, said) in direct)
        {
            output.WriteLine($"{name}\n  daemon: {said}\n  node:   {through[name]}");
        }

        Assert.All(direct, call => Assert.Equal(Comparable(call.Key, call.Value), Comparable(call.Key, through[call.Key])));

        async Task<Dictionary<string, string>> CallsAsync(int port, string user, string password)
        {
            var text = await ChildProcess.RunAsync(
                program,
                [Path.Combine(Folder, script), "127.0.0.1", $"{port}", user, password, Path.Combine(Folder, file)],
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
                return $"{kind} {string.Join(' ', json!.AsObject().Select(p => p.Key))} {json["amount"] ?? json["amount_BTC"]} {json["memo"] ?? json["message"]}";
            case "an unknown method":
                return $"{kind} {json!["code"]}";
            case "an unknown method, at electrum":
                return kind; // electrum has one code for every error
        }

        return $"{kind} {json?.ToJsonString(JsonSerializerOptions.Default) ?? "null"}";
    }
}

using System.Text.Json;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Ledger;

/// <summary>acceptance: the readme's payment, as it stands there, with the real curl against the program without configuration.</summary>
[Collection(Alone.Name)]
public sealed class ReadmePaymentSpecs(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    [Trait("Needs", "curl")]
    public Task It_is_paid_once_however_often_it_is_sent() => Scene.PlayAsync(output, async scene =>
    {
        var (environment, rpc, admin) = Newcomer.Ports();
        var node = NodeProcess.Standalone(scene, rpc, admin, environment);
        await node.StartAsync();
        await node.AllReadyAsync(3);
        using var shop = new RpcClient(rpc, "bchrpc", "password");
        await Eventually.SeeAsync("the ledger answers", Patience, () => shop.SendAsync("walletstatus"), a => a.Result is not null);
        var pay = await PayFromReadmeAsync();

        var first = await CurlAsync(pay);
        var again = await CurlAsync(pay);
        var other = await CurlAsync(pay.Replace("0.005", "0.006", StringComparison.Ordinal));

        var result = first.Body.GetProperty("result");
        Assert.Equal("seen", result.GetProperty("state").GetString());
        Assert.DoesNotContain("X-Paywarden-Replayed", first.Head, StringComparison.Ordinal);
        Assert.Contains("X-Paywarden-Replayed: true", again.Head, StringComparison.Ordinal);
        Assert.Equal(result.GetRawText(), again.Body.GetProperty("result").GetRawText());
        Assert.Equal(-32031, other.Body.GetProperty("error").GetProperty("code").GetInt32());

        // The chain has it, once, as a daemon that knows nothing of ledgers tells.
        var used = await shop.CallAsync("getaddresshistory", new { address = "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a" });
        Assert.Equal(result.GetProperty("txid").GetString(), Assert.Single(used.EnumerateArray()).GetProperty("tx_hash").GetString());
        Assert.Equal(0, await node.StopAsync(Signals.Interrupt));

        async Task<(string Head, JsonElement Body)> CurlAsync(string json)
        {
            var said = await ChildProcess.RunAsync("curl", ["-si", "-u", "bchrpc:password", "-X", "POST", $"http://localhost:{rpc}", "-d", json], scene.Folder, Patience);
            var parts = said.Split("\r\n\r\n", 2);
            return (parts[0], JsonSerializer.Deserialize<JsonElement>(parts[1]));
        }
    });

    private static async Task<string> PayFromReadmeAsync()
    {
        var line = Assert.Single(await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "README.md")), l => l.Contains("\"method\":\"pay\"", StringComparison.Ordinal));
        return line[(line.IndexOf('\'', StringComparison.Ordinal) + 1)..line.LastIndexOf('\'')];
    }
}

using System.Diagnostics;
using System.Text.Json;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden;

/// <summary>acceptance: line 1. A newcomer starts the built program in an empty directory, without any configuration, and the incident's own
/// curl is answered. (Building from an empty package cache is what the test command does on a fresh machine.)</summary>
[Collection(Alone.Name)]
public sealed class StandaloneSpecs(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public Task Without_configuration_three_daemons_serve_the_first_call_soon() => Scene.PlayAsync(output, async scene =>
    {
        var node = Standalone(scene);
        using var shop = new RpcClient(node.RpcPort, "bchrpc", "password");

        var clock = Stopwatch.StartNew();
        node.Launch();
        var info = await Eventually.SeeAsync("getinfo answers", Patience, AskAsync, info => info.ValueKind == JsonValueKind.Object);
        scene.Figure($"line 1: first answer {clock.Elapsed.TotalSeconds:0.00} s after the start of the program (goal: 10 s)");
        var daemons = await node.AllReadyAsync(3);

        Assert.True(info.TryGetProperty("version", out _), info.GetRawText());
        Assert.Equal(["store-0", "store-1", "store-2", "store-s0"], daemons.Select(d => d.Id).Order());
        Assert.Equal("store-s0", Assert.Single(daemons, d => d.IsSigner).Id);
        Assert.Equal("store-0", Assert.Single(daemons, d => d.Role == "builder").Id);

        // All that serve are on one chain, where the first of them has given their account its money.
        Assert.Contains("granted", Assert.Single(File.ReadAllLines(Directory.GetFiles(Path.Combine(scene.Folder, "standalone", "data", "simulated-chain"), "*.chain").Single())), StringComparison.Ordinal);
        Assert.Equal(0, await node.StopAsync(Signals.Interrupt));
        Assert.Empty(node.Watch.Alive());
        node.Watch.AssertClean();

        Task<JsonElement> AskAsync()
        {
            node.AssertRunning();
            return shop.CallAsync("getinfo");
        }
    });

    [Fact]
    [Trait("Needs", "curl")]
    public Task The_incidents_own_curl_is_answered() => Scene.PlayAsync(output, async scene =>
    {
        var node = Standalone(scene);
        await node.StartAsync();
        await node.AllReadyAsync(3);

        var body = await ChildProcess.RunAsync(
            "curl",
            ["-s", "-u", "bchrpc:password", "-X", "POST", $"http://localhost:{node.RpcPort}", "-H", "Content-Type: application/json",
                "-d", """{"method":"getinfo","params":[],"id":1}"""],
            scene.Folder,
            Patience);

        var reply = JsonSerializer.Deserialize<JsonElement>(body);
        Assert.Equal(JsonValueKind.Null, reply.GetProperty("error").ValueKind);
        Assert.Equal(1, reply.GetProperty("id").GetInt32());
        Assert.Equal(JsonValueKind.Object, reply.GetProperty("result").ValueKind);
    });

    private static NodeProcess Standalone(Scene scene)
    {
        var (environment, rpc, admin) = Newcomer.Ports();
        return NodeProcess.Standalone(scene, rpc, admin, environment);
    }
}

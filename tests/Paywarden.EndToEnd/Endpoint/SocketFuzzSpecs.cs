using System.Globalization;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Endpoint;

/// <summary>acceptance: line 9. Broken requests over real sockets: whatever is refused reaches no daemon, and the node neither falls nor swells.
/// PAYWARDEN_SOCKET_FUZZ sets how many.</summary>
[Collection(Alone.Name)]
public sealed class SocketFuzzSpecs(ITestOutputHelper output)
{
    private const int Seed = 1942;

    /// <summary>Many, because a mutated request may make the node wait for its rest: then the others go on.</summary>
    private const int Lanes = 32;

    [Fact]
    public Task Broken_requests_reach_no_daemon_unless_they_are_answered() => Scene.PlayAsync(output, async scene =>
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("PAYWARDEN_SOCKET_FUZZ") ?? "10000", CultureInfo.InvariantCulture);
        var daemons = Enumerable.Range(0, Lanes).Select(_ => scene.Own(new RecordingDaemon())).ToArray();
        var settings = Settings(scene, daemons);
        var node = NodeProcess.With(scene, settings);
        await node.StartAsync();
        await node.AllReadyAsync(Lanes + 1);
        var lanes = daemons.Select((daemon, n) =>
        {
            daemon.Answers(FuzzLane.Answer);
            return new FuzzLane(settings.RpcPort, $"lane-{n}", RawRequest.Basic($"user-{n}", settings.Password + n), daemon, Seed + n);
        }).ToArray();

        var warm = await RunAsync(lanes, count / 10);
        var before = ProcFs.Resident(node.Pid);
        var tally = warm + await RunAsync(lanes, count - warm.Requests);
        var after = ProcFs.Resident(node.Pid);

        scene.Figure($"line 9: seed {Seed}: {tally}");
        scene.Figure($"line 9: memory of the node {before >> 20} MiB after {warm.Requests} of them, {after >> 20} MiB after all");
        Assert.Empty(node.Errors);
        Assert.Equal(tally.Calls, daemons.Sum(d => d.Count));
        Assert.True(after - before < 64 << 20, $"memory grew from {before} to {after} bytes");
        Assert.True(tally is { RefusedByHttp: > 0, Refused: > 0, Answered: > 0, Executed: > 0 } && tally.Empty > tally.Executed / 2, $"{tally}");

        using var shop = new RpcClient(settings.RpcPort, "user-0", settings.Password + "0");
        Assert.Equal("getbalance", (await shop.CallAsync("getbalance")).GetString());
    });

    private static async Task<FuzzTally> RunAsync(FuzzLane[] lanes, int count)
    {
        var each = await Task.WhenAll(lanes.Select((lane, n) => lane.RunAsync((count / lanes.Length) + (n < count % lanes.Length ? 1 : 0))));
        return each.Aggregate((a, b) => a + b);
    }

    /// <summary>A wallet for each lane, with a user who may use no other: a mutated path or password leads to no daemon of another lane.</summary>
    private static NodeSettings Settings(Scene scene, RecordingDaemon[] daemons)
    {
        var settings = NodeSettings.In(scene.Subfolder("data"));
        return settings with
        {
            Rpc = "header-timeout = 1s\nbody-timeout = 300ms",
            OtherUsers = string.Concat(daemons.Select((_, n) => $$"""
                user-{{n}} { password = "{{settings.Password}}{{n}}", wallets = [lane-{{n}}], allow = [read, allocate, pay] }

                """)),
            OtherWallets = string.Concat(daemons.Select((daemon, n) => $$"""
                lane-{{n}} {
                  dialect = generic
                  daemons = 0
                  external = [{ url = "{{daemon.Url}}" }]
                  methods { getbalance = read, history = read, setlabel = write, addrequest = allocate, broadcast = broadcast }
                }

                """)),
            Wallet = "dialect = simulator\ndaemons = 1",
        };
    }
}

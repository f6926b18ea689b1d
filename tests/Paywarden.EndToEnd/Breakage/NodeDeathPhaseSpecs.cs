using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Breakage;

/// <summary>acceptance: lines 5 and 6. kill -9 of the node in the middle of everything: the next one goes on with the same story.</summary>
[Collection(Alone.Name)]
public sealed class NodeDeathPhaseSpecs(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Pauses long enough to die in, ends remembered for the whole spec.</summary>
    private const string LongPauses = """
        start { ready-within = 10s, probe-every = 100ms }
        probe { every = 500ms, timeout = 1s }
        restart { base = 3s, max = 3s, crash-loop = 5 }
        stop { rpc = 3s, term = 3s }
        """;

    [Fact]
    public Task Whatever_phase_a_daemon_is_in_it_goes_on_under_the_next_node() => Scene.PlayAsync(output, async scene =>
    {
        var rigging = new Rigging(scene);
        var settings = Settings(scene, rigging, daemons: 7);
        var node = NodeProcess.With(scene, settings);
        await node.StartAsync();
        var well = (await node.AllReadyAsync(7)).Single(d => d.Id == "store-0");
        Victim The(string id) => new(node, settings.DataFolder, id, rigging, output);
        var (parked, looping, resting, ending, awakening, stopped) = (The("store-1"), The("store-2"), The("store-3"), The("store-4"), The("store-5"), The("store-6"));

        await ending.BreakAsync("""exec "$program" "$@" --fault deaf --fault "hang method=stop" """);
        await looping.BreakAsync("exit 3");
        await parked.BreakAsync("exec /no/such/program");
        await stopped.ActAsync("stop");
        var why = (await parked.ShowsAsync("parked", "not found")).Why;
        await stopped.ShowsAsync("stopped", "stopped by operator");
        await looping.ShowsAsync("crash_looping", "4 times with exit code 3");
        await ending.HealsAsync();
        await awakening.BreakAsync("""exec "$program" "$@" --fault slow-start=5000""");
        var slow = await node.DaemonAsync(awakening.Id, "starts", Patience, d => d is { State: "starting", Pid: not null });
        await ending.ActAsync("stop");
        var hung = await ending.ShowsAsync("stopping", "being stopped by operator");
        await BackOffAsync(resting);
        var before = (await node.Admin.DaemonsAsync()).ToDictionary(d => d.Id);

        await node.Kill9Async();
        Assert.Contains(node.Watch.Alive(), p => p.Pid == hung.Pid);
        await node.StartAsync();

        Assert.Equal(why, (await parked.ShowsAsync("parked", "not found")).Why);
        await looping.ShowsAsync("crash_looping", "times with exit code 3");
        await stopped.ShowsAsync("stopped", "stopped by operator");
        await ending.ShowsAsync("stopped", "stopped by operator");
        Assert.DoesNotContain(node.Watch.Alive(), p => p.DaemonId == ending.Id);
        Assert.Equal(slow.Pid, (await awakening.HealsAsync()).Pid);
        await resting.HealsAsync();
        var after = (await node.Admin.DaemonsAsync()).ToDictionary(d => d.Id);
        Assert.Equal(well.Pid, after["store-0"].Pid);
        Assert.All(after.Values, d => Assert.InRange(d.Restarts, before[d.Id].Restarts, int.MaxValue));
        Assert.Equal([0, 0], new[] { after["store-0"].Restarts, after["store-6"].Restarts });

        rigging.Unhook(parked.Id);
        rigging.Unhook(looping.Id);
        rigging.Unhook(ending.Id);
        await parked.ActAsync("unpark");
        await ending.ActAsync("start");
        await stopped.ActAsync("start");
        await node.AllReadyAsync(7);
        Assert.Equal(8, node.Watch.Alive().Count);
        node.Watch.AssertClean();
        await node.Kill9Async();
    });

    [Fact]
    public Task Killed_in_the_middle_of_its_own_start_it_leaves_nobody_behind() => Scene.PlayAsync(output, async scene =>
    {
        var settings = Settings(scene, new Rigging(scene), daemons: 3);
        var node = NodeProcess.With(scene, settings);
        node.Watch.IsAttentive = true;
        for (var deaths = 1; deaths <= 3; deaths++)
        {
            var seen = node.Watch.Seen.Count;
            node.Launch();
            await Eventually.HoldsAsync("it has begun to launch daemons, or has taken over all", Patience, () => node.Watch.Seen.Count > seen || node.Watch.Alive().Count == 4);
            await node.Kill9Async();
        }

        await node.StartAsync();
        await node.AllReadyAsync(3);
        Assert.Equal(4, node.Watch.Alive().Count);
        node.Watch.AssertClean();
        await node.Kill9Async();
    });

    [Fact]
    public Task Killed_together_with_a_daemon_it_makes_no_second_one() => Scene.PlayAsync(output, async scene =>
    {
        var settings = Settings(scene, new Rigging(scene), daemons: 3);
        var node = NodeProcess.With(scene, settings);
        node.Watch.IsAttentive = true;
        await node.StartAsync();
        for (var delay = 0; delay <= 10; delay += 5)
        {
            // Now before it has noticed, now in the middle of the launch, now after it.
            var victim = (await node.AllReadyAsync(3)).Single(d => d.Id == "store-1");
            Signals.Send(victim.Pid!.Value, Signals.Kill);
            await Task.Delay(delay);
            await node.Kill9Async();
            await node.StartAsync();
        }

        await node.AllReadyAsync(3);
        Assert.Equal(4, node.Watch.Alive().Count);
        node.Watch.AssertClean();
        await node.Kill9Async();
    });

    /// <summary>The pause after an end is a matter of chance and may be short: then it ends once more.</summary>
    private static async Task BackOffAsync(Victim victim)
    {
        for (var ends = 1; ends <= 4; ends++)
        {
            var pid = (await victim.HealsAsync()).Pid!.Value;
            Signals.Send(pid, Signals.Kill);
            var now = await victim.Node.DaemonAsync(victim.Id, "has ended", Patience, d => d.Pid != pid);
            if (now.State == "backing_off")
            {
                return;
            }
        }

        Assert.Fail($"{victim.Id} was never seen backing off");
    }

    private static NodeSettings Settings(Scene scene, Rigging rigging, int daemons) => NodeSettings.In(scene.Subfolder("data")) with
    {
        Wallet = $"""
            dialect = simulator
            daemons = {daemons}
            command = {rigging.Command(Rigging.Simulator)}
            {LongPauses}
            """,
    };
}

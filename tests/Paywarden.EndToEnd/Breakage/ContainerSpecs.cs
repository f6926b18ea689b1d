using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Breakage;

/// <summary>acceptance: line 5. In a PID namespace of its own, as in a container: the node is PID 1, so whatever loses its parent is its to bury, and when it
/// ends, everything ends.</summary>
[Collection(Alone.Name)]
[Trait("Needs", "util-linux")]
public sealed class ContainerSpecs(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public Task As_PID_1_it_buries_what_its_daemons_leave_and_stops_them_all() => Scene.PlayAsync(output, async scene =>
    {
        var rigging = new Rigging(scene);
        var settings = NodeSettings.In(scene.Subfolder("data")) with
        {
            Wallet = $"""
                dialect = simulator
                daemons = 3
                command = {rigging.Command(Rigging.Simulator)}
                {RiggedNode.ShortLimits}
                """,
        };

        // A child, and a grandchild whose parent is gone at once.
        rigging.Hook("store-1", "sleep 1000 & (sleep 1000 &)");
        var node = NodeProcess.With(scene, settings, "unshare", "--pid", "--fork", "--mount-proc", "--kill-child=SIGKILL");
        await node.StartAsync();
        await node.AllReadyAsync(3);
        await using var others = new Bystanders(node, "store-1");
        var victim = new Victim(node, settings.DataFolder, "store-1", rigging, output);
        Assert.Equal(3, Family().Length);

        for (var kills = 0; kills < 3; kills++)
        {
            // Its pid is the namespace's: from outside it has another.
            var leader = node.Watch.Alive().Last(p => p.DaemonId == "store-1" && ProcFs.Stat(p.Pid)?.Session == p.Pid);
            Signals.Send(leader.Pid, Signals.Kill);
            await Eventually.HoldsAsync("a new family is there, and nothing of the old one", Patience, () =>
                Family() is { Length: 3 } now && now.All(p => p.StartTicks >= leader.StartTicks && ProcFs.Stat(p.Pid)?.Session != leader.Pid));
            await victim.HealsAsync();
        }

        others.AssertWell();
        node.Watch.AssertClean();
        var shell = node.Pid;
        Signals.Send(Children(shell).Single(), Signals.Terminate);
        Assert.Equal(0, await node.ExitAsync());
        Assert.Empty(node.Watch.Alive());
        node.Watch.AssertClean();

        MarkedProcess[] Family() => [.. node.Watch.Alive().Where(p => p.DaemonId == "store-1")];
    });

    private static IEnumerable<int> Children(int parent) => ProcFs.Pids().Where(pid => ProcFs.Stat(pid)?.Parent == parent);
}

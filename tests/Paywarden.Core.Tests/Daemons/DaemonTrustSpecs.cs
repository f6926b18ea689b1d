using Command = Paywarden.Daemons.DaemonCommand;

namespace Paywarden.Daemons;

/// <summary>When a daemon that came, or came back, counts as ready.</summary>
public sealed class DaemonTrustSpecs
{
    [Fact]
    public void Daemon_is_trusted_after_as_many_good_probes_in_a_row_as_the_limits_say()
    {
        var daemon = new DaemonTale(Some.Spec with { Probe = Some.Probes with { HealthyAfter = 2 } });
        daemon.Tell(new Command.FoundNothing()).Launched();

        daemon.Answers();
        Assert.Equal((DaemonState.Starting, "not ready yet: 1 of 2 good probes in a row"), (daemon.State, daemon.Life.Why));
        daemon.Tell(new Command.NotReadyYet("getinfo: cut off")).Answers();
        Assert.Equal(DaemonState.Starting, daemon.State);
        daemon.Answers();
        Assert.Equal(DaemonState.Ready, daemon.State);
    }

    [Fact]
    public void Daemon_of_someone_else_that_came_back_is_trusted_no_sooner()
    {
        var daemon = new DaemonTale(Some.Spec with { External = Some.Elsewhere, Probe = Some.Probes with { UnhealthyAfter = 1 } });
        daemon.Tell(new Command.FoundNothing()).Tell(new Command.HasLaunched(Some.Foreign)).Answers().Answers();
        Assert.Equal(DaemonState.Ready, daemon.State);

        daemon.Misses().Answers();
        Assert.Equal(DaemonState.Starting, daemon.State);
        daemon.Answers();
        Assert.Equal(DaemonState.Ready, daemon.State);
    }
}

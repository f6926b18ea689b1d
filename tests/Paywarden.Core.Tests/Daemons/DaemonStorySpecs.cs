using Event = Paywarden.Daemons.DaemonEvent;
using Phase = Paywarden.Daemons.DaemonPhase;

namespace Paywarden.Daemons;

public sealed class DaemonStorySpecs
{
    public static TheoryData<Phase, DaemonState> States => new()
    {
        { new Phase.Unseen(), DaemonState.Pending },
        { new Phase.Pending(), DaemonState.Pending },
        { new Phase.Launching(), DaemonState.Starting },
        { new Phase.Awakening(Some.Process(), Some.Noon, "loading"), DaemonState.Starting },
        { new Phase.SettingAside("ann"), DaemonState.Starting },
        { new Phase.Up(Some.Process()), DaemonState.Ready },
        { new Phase.Ending(Some.Process(), EndStage.Term, Some.Noon, new Afterwards.Leave()), DaemonState.Stopping },
        { new Phase.Waiting(Some.Noon, Looping: false), DaemonState.BackingOff },
        { new Phase.Waiting(Some.Noon, Looping: true), DaemonState.CrashLooping },
        { new Phase.Parked("wrong wallet password"), DaemonState.Parked },
        { new Phase.Stopped(), DaemonState.Stopped },
        { new Phase.Left(), DaemonState.Stopped },
    };

    [Theory]
    [MemberData(nameof(States))]
    public void Every_phase_has_its_outside_name(Phase phase, DaemonState state) =>
        Assert.Equal(state, DaemonStory.State(DaemonLife.Unknown with { Phase = phase }));

    [Fact]
    public void Daemon_that_is_up_is_degraded_where_its_last_probe_said_so() =>
        Assert.Equal(DaemonState.Degraded, DaemonStory.State(DaemonLife.Unknown with { Phase = new Phase.Up(Some.Process()), Health = Some.Limping("no server") }));

    [Fact]
    public void Good_probes_are_not_told_and_changes_of_health_are()
    {
        var well = DaemonLife.Unknown with { Phase = new Phase.Up(Some.Process()), Health = Some.Well };
        var limping = well with { Health = Some.Limping("no server") };

        Assert.Null(DaemonStory.Tell(well, Seen(Some.Well with { Height = 800_001 })));
        Assert.Null(DaemonStory.Tell(limping, Seen(Some.Limping("no server"))));
        Assert.Equal(("daemon-degraded", "serves, but no server"), DaemonStory.Tell(well, Seen(Some.Limping("no server"))));
        Assert.Equal(("daemon-degraded", "serves, but lagging"), DaemonStory.Tell(limping, Seen(Some.Limping("lagging"))));
        Assert.Equal(("daemon-recovered", "well again (was: no server)"), DaemonStory.Tell(limping, Seen(Some.Well)));
    }

    [Fact]
    public void External_daemon_is_not_said_to_be_launched() =>
        Assert.Equal("asked at its address; someone else runs it", DaemonStory.Tell(DaemonLife.Unknown, new Event.Launched(Some.Foreign, Some.Noon, Some.Noon))?.Why);

    private static Event.HealthSeen Seen(HealthReport report) => new(report, Verdict.Good, Some.Noon);
}

using Command = Paywarden.Daemons.DaemonCommand;
using Effect = Paywarden.Daemons.DaemonEffect;
using Phase = Paywarden.Daemons.DaemonPhase;

namespace Paywarden.Daemons;

/// <summary>What operators ask for, and the node when it stops or starts.</summary>
public sealed class DaemonWishSpecs
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Stop_goes_by_rpc_then_term_then_kill()
    {
        var daemon = DaemonTale.Up().Tell(new Command.Stop("ann"));
        Assert.Equal((DaemonState.Stopping, "being stopped by ann"), (daemon.State, daemon.Life.Why));

        var stages = new List<DaemonEffect?> { daemon.Owes, daemon.AtItsTime().Owes, daemon.AtItsTime().Owes };
        Assert.Equal([End(EndStage.Rpc), End(EndStage.Term), End(EndStage.Kill)], stages);
        Assert.Equal(Some.Noon.AddSeconds(20), daemon.Now);
        Assert.Equal(["did not stop when asked: sending SIGTERM", "did not stop on SIGTERM: killing its process group"], daemon.Story.TakeLast(2).Select(line => line.Why));

        daemon.Ends();
        Assert.Equal((DaemonState.Stopped, "stopped by ann", 0), (daemon.State, daemon.Life.Why, daemon.Life.Restarts));
        Assert.Empty(daemon.Life.Exits);
        Assert.Null(daemon.Owes);
    }

    [Fact]
    public void Stopped_daemon_stays_stopped_over_a_restart_of_the_node_until_it_is_started()
    {
        var daemon = DaemonTale.Up().Tell(new Command.Stop("ann")).Ends().NodeRestarts(Minute).Tell(new Command.FoundNothing());
        Assert.Equal((DaemonState.Stopped, "stopped by ann"), (daemon.State, daemon.Life.Why));

        daemon.Tell(new Command.Start("bob"));
        Assert.Equal(new Effect.Launch(1), daemon.Owes);
        Assert.Null(daemon.Life.Record.StoppedBy);
    }

    [Fact]
    public void Stop_that_the_node_did_not_live_to_see_is_carried_out_by_the_next()
    {
        var daemon = DaemonTale.Up().Tell(new Command.Stop("ann")).NodeRestarts(Minute).Tell(new Command.FoundRunning(Some.Process()));
        Assert.Equal(End(EndStage.Rpc), daemon.Owes);

        daemon.Ends();
        Assert.Equal(DaemonState.Stopped, daemon.State);
    }

    [Fact]
    public void Stop_during_a_launch_ends_the_process_as_soon_as_there_is_one()
    {
        var daemon = new DaemonTale().Tell(new Command.FoundNothing()).Tell(new Command.Stop("ann"));
        Assert.Equal(new Effect.Launch(1), daemon.Owes);

        daemon.Launched();
        Assert.Equal(End(EndStage.Rpc), daemon.Owes);
        Assert.Equal(DaemonState.Stopped, daemon.Ends().State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stop_during_a_launch_that_fails_leaves_it_stopped(bool hopeless)
    {
        var daemon = new DaemonTale().Tell(new Command.FoundNothing()).Tell(new Command.Stop("ann")).Tell(new Command.CouldNotLaunch("disk is full", hopeless));

        Assert.Equal((DaemonState.Stopped, "stopped by ann"), (daemon.State, daemon.Life.Why));
    }

    [Fact]
    public void Start_during_a_stop_makes_it_a_restart_and_gives_no_new_time_to_end()
    {
        var daemon = DaemonTale.Up().Tell(new Command.Stop("ann")).After(TimeSpan.FromSeconds(4)).Tell(new Command.Start("bob"));
        Assert.Equal((End(EndStage.Rpc), Some.Noon.AddSeconds(10)), (daemon.Owes, DaemonMachine.Wake(daemon.Life)));

        daemon.Ends();
        Assert.Equal((new Effect.Launch(2), 0), (daemon.Owes, daemon.Life.Restarts));
    }

    [Fact]
    public void Stop_during_a_restart_makes_it_a_stop() =>
        Assert.Equal(DaemonState.Stopped, DaemonTale.Up().Tell(new Command.Restart("ann")).Tell(new Command.Stop("bob")).Ends().State);

    [Fact]
    public void Restart_that_was_asked_for_is_no_crash()
    {
        var daemon = DaemonTale.Up().Tell(new Command.Restart("ann")).Ends();

        Assert.Equal((new Effect.Launch(2), 0, 0), (daemon.Owes, daemon.Life.Restarts, daemon.Life.Exits.Length));
    }

    [Fact]
    public void Start_ends_a_pause_and_unpark_ends_a_crash_loop_with_a_clean_slate()
    {
        var waiting = DaemonTale.Up().Ends().Launched().Ends();
        Assert.Equal(new Effect.Launch(3), waiting.Tell(new Command.Start("ann")).Owes);
        Assert.Equal(2, waiting.Life.Exits.Length);

        var looping = DaemonTale.Up().Ends().Launched().Ends().Tell(new Command.Unpark("ann"));
        Assert.Equal((new Effect.Launch(3), 0), (looping.Owes, looping.Life.Exits.Length));
    }

    [Fact]
    public void Unpark_of_a_daemon_that_runs_is_refused_with_what_it_does_instead()
    {
        var daemon = DaemonTale.Up().Tell(new Command.Unpark("ann"));

        Assert.Equal(("not-parked", "store-0 is not parked (ready); nothing to do"), (daemon.Refusal?.Code, daemon.Refusal?.Why));
    }

    [Fact]
    public void Recreate_ends_the_process_sets_its_folder_aside_and_launches_anew()
    {
        var daemon = DaemonTale.Up().Ends().Launched().Answers().Tell(new Command.Recreate("ann"));
        Assert.Equal(End(EndStage.Rpc), daemon.Owes);

        daemon.Ends();
        Assert.IsType<Effect.SetAside>(daemon.Owes);

        daemon.Tell(new Command.HasSetAside("/data/store-0.2026-01-02"));
        Assert.Equal((new Effect.Launch(4), 0), (daemon.Owes, daemon.Life.Exits.Length));
        Assert.Equal("its old folder lies in /data/store-0.2026-01-02; the wallet is imported anew", daemon.Story[^1].Why);
    }

    [Fact]
    public void Recreate_is_a_cure_for_a_parked_daemon_and_starts_a_stopped_one()
    {
        var parked = DaemonTale.Up().Ends(hopeless: "its wallet cannot be read").Tell(new Command.Recreate("ann"));
        Assert.IsType<Effect.SetAside>(parked.Owes);

        var stopped = DaemonTale.Up().Tell(new Command.Stop("ann")).Ends().Tell(new Command.Recreate("bob")).Tell(new Command.HasSetAside(null));
        Assert.IsType<Effect.Launch>(stopped.Owes);
        Assert.Null(stopped.Life.StoppedBy);
    }

    [Fact]
    public void Recreate_while_it_is_launched_is_refused_and_changes_nothing() =>
        Assert.Equal("busy", new DaemonTale().Tell(new Command.FoundNothing()).Tell(new Command.Recreate("ann")).Refusal?.Code);

    [Fact]
    public void Folder_that_cannot_be_set_aside_parks_with_the_cure()
    {
        var daemon = DaemonTale.Up().Tell(new Command.Recreate("ann")).Ends().Tell(new Command.CouldNotLaunch("disk is full", Hopeless: false));

        Assert.Equal("parked: its folder could not be set aside: disk is full. Mend that, then: paywarden recreate store-0", daemon.Life.Why);
    }

    [Fact]
    public void Stop_while_the_folder_is_set_aside_is_no_launch() =>
        Assert.Equal(DaemonState.Stopped, DaemonTale.Up().Tell(new Command.Recreate("ann")).Ends().Tell(new Command.Stop("bob")).Tell(new Command.HasSetAside(null)).State);

    [Fact]
    public void Node_restart_forgets_no_crash_loop()
    {
        var daemon = DaemonTale.Up();
        for (var i = 0; i < 4; i++)
        {
            daemon.Ends(Some.Exit(1));
            daemon = daemon.NodeRestarts(TimeSpan.FromSeconds(1)).Tell(new Command.FoundNothing()).Launched().Answers();
        }

        daemon.Ends(Some.Exit(1));

        Assert.Equal((DaemonState.CrashLooping, 5), (daemon.State, daemon.Life.Restarts));
    }

    [Fact]
    public void Node_restart_forgets_no_park()
    {
        var daemon = DaemonTale.Up().Ends(hopeless: "its wallet cannot be read").NodeRestarts(Minute).Tell(new Command.FoundNothing());

        Assert.Equal((DaemonState.Parked, "parked: its wallet cannot be read"), (daemon.State, daemon.Life.Why));
    }

    [Fact]
    public void Adopted_daemon_keeps_its_ready_time()
    {
        var ready = DaemonTale.Up().Life.ReadySince;
        var daemon = DaemonTale.Up().NodeRestarts(Some.Restarts.ResetAfter).Tell(new Command.FoundRunning(Some.Process())).Answers();

        Assert.Equal((ready, DaemonState.Ready), (daemon.Life.ReadySince, daemon.State));
        Assert.Equal("found running with pid 4711 and taken over unharmed", daemon.Story[0].Why);
    }

    [Fact]
    public void Daemon_that_died_while_no_node_looked_does_not_lend_its_ready_time_to_the_next()
    {
        var daemon = DaemonTale.Up().Ends().Launched().Answers().NodeRestarts(TimeSpan.FromHours(1)).Tell(new Command.FoundNothing()).Launched().Answers();
        Assert.Equal(daemon.Now, daemon.Life.ReadySince);

        daemon.Ends();
        Assert.Equal(2, daemon.Life.Exits.Length);
    }

    [Fact]
    public void Node_that_stops_ends_its_daemons_or_keeps_them_for_the_next()
    {
        var ended = DaemonTale.Up().Tell(new Command.Leave(Keep: false));
        Assert.Equal(End(EndStage.Rpc), ended.Owes);
        Assert.Equal((null, "the node has stopped"), (ended.Ends().Owes, ended.Life.Why));
        Assert.Equal((DaemonRecord.Clean with { Exits = ended.Life.Exits }), ended.Life.Record);

        var kept = DaemonTale.Up().Tell(new Command.Leave(Keep: true));
        Assert.Equal((null, "left running for the next node"), (kept.Owes, kept.Life.Why));
        Assert.NotNull(kept.Life.Record.ReadySince);
    }

    [Fact]
    public void Node_that_stops_during_a_launch_waits_for_the_process_to_end_it()
    {
        var daemon = new DaemonTale().Tell(new Command.FoundNothing()).Tell(new Command.Leave(Keep: false));
        Assert.IsNotType<Phase.Left>(daemon.Life.Phase);

        daemon.Launched();
        Assert.Equal(End(EndStage.Rpc), daemon.Owes);
        Assert.IsType<Phase.Left>(daemon.Ends().Life.Phase);
    }

    [Fact]
    public void Node_that_stops_and_keeps_during_a_launch_leaves_a_process_that_the_next_can_find()
    {
        var daemon = new DaemonTale().Tell(new Command.FoundNothing()).Tell(new Command.Leave(Keep: true)).Launched();

        Assert.Equal("left running for the next node", daemon.Life.Why);
    }

    [Fact]
    public void Node_that_stops_before_it_has_looked_ends_what_it_then_finds()
    {
        var found = new DaemonTale().Tell(new Command.Leave(Keep: false)).Tell(new Command.FoundRunning(Some.Process()));
        Assert.Equal(End(EndStage.Rpc), found.Owes);

        var nothing = new DaemonTale().Tell(new Command.Leave(Keep: false)).Tell(new Command.FoundNothing());
        Assert.IsType<Phase.Left>(nothing.Life.Phase);
    }

    [Fact]
    public void Failed_launch_of_a_node_that_stops_is_not_repeated() =>
        Assert.IsType<Phase.Left>(new DaemonTale().Tell(new Command.FoundNothing()).Tell(new Command.Leave(Keep: false)).Tell(new Command.CouldNotLaunch("port taken", false)).Life.Phase);

    [Fact]
    public void Stop_by_an_operator_does_not_hold_up_a_node_that_stops() =>
        Assert.IsType<Phase.Left>(DaemonTale.Up().Tell(new Command.Leave(Keep: false)).Tell(new Command.Stop("ann")).Ends().Life.Phase);

    [Fact]
    public void Daemon_that_was_left_does_nothing_any_more()
    {
        var daemon = DaemonTale.Up().Tell(new Command.Leave(Keep: true));
        foreach (Command any in new Command[] { new Command.Start("ann"), new Command.Restart("ann"), new Command.Ensure(Some.Spec, DaemonRecord.Clean), new Command.Tick(), new Command.HasEnded(Some.Killed(), "died", null) })
        {
            Assert.Empty(daemon.Tell(any).Events);
        }
    }

    private static Effect.End End(EndStage stage) => new(Some.Process(), stage);
}

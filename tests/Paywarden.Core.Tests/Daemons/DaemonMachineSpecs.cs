using Act = Paywarden.Daemons.Afterwards;
using Command = Paywarden.Daemons.DaemonCommand;
using Effect = Paywarden.Daemons.DaemonEffect;
using Event = Paywarden.Daemons.DaemonEvent;
using Phase = Paywarden.Daemons.DaemonPhase;

namespace Paywarden.Daemons;

/// <summary>What the machine does of itself: start, watch, replace, park.</summary>
public sealed class DaemonMachineSpecs
{
    [Fact]
    public void New_daemon_is_looked_for_before_it_is_launched()
    {
        var daemon = new DaemonTale();
        Assert.Equal((DaemonState.Pending, new Effect.Adopt()), (daemon.State, daemon.Owes));

        daemon.Tell(new Command.FoundNothing());
        Assert.Equal((DaemonState.Starting, new Effect.Launch(1)), (daemon.State, daemon.Owes));

        daemon.Launched();
        Assert.Equal((DaemonState.Starting, new Effect.Awaken(Some.Process())), (daemon.State, daemon.Owes));

        daemon.Answers();
        Assert.Equal((DaemonState.Ready, new Effect.Watch(Some.Process())), (daemon.State, daemon.Owes));
        Assert.Equal(["launched as pid 4711", "ready"], daemon.Story.Select(line => line.Why));
    }

    [Fact]
    public void Crash_restarts_at_once_then_backs_off()
    {
        var daemon = DaemonTale.Up();

        daemon.After(TimeSpan.FromMinutes(1)).Ends();
        Assert.Equal((new Effect.Launch(2), 1), (daemon.Owes, daemon.Life.Restarts));

        daemon.Launched(4712).Answers().Ends();
        Assert.Equal(DaemonState.BackingOff, daemon.State);
        Assert.Null(daemon.Owes);
        Assert.Equal("was killed by signal 9; starts again in 125 ms", daemon.Life.Why);
        Assert.Equal(daemon.Now.AddMilliseconds(125), DaemonMachine.Wake(daemon.Life));

        daemon.Tell(new Command.Tick());
        Assert.Empty(daemon.Events);

        daemon.AtItsTime();
        Assert.Equal((new Effect.Launch(3), 2), (daemon.Owes, daemon.Life.Restarts));
    }

    [Fact]
    public void Crash_loop_is_named_and_retried_slowly_for_ever()
    {
        var daemon = DaemonTale.Up();
        for (var i = 0; i < 20; i++)
        {
            daemon.Ends(Some.Exit(1, "Traceback", "KeyError: 'height'"), "ended with exit code 1");
            if (daemon.State is DaemonState.BackingOff or DaemonState.CrashLooping)
            {
                daemon.AtItsTime();
            }

            daemon.Launched(5000 + i).Answers();
        }

        daemon.Ends(Some.Exit(1, "KeyError: 'height'"), "ended with exit code 1");
        Assert.Equal(DaemonState.CrashLooping, daemon.State);
        Assert.Matches("^crash loop: ended [0-9]+ times within 10 min, each time with exit code 1 \"KeyError: 'height'\"; tried again in 45 s. Last: ended with exit code 1$", daemon.Life.Why);
        Assert.Equal(new Effect.Launch(22), daemon.AtItsTime().Owes);
    }

    [Fact]
    public void Ten_minutes_ready_make_the_next_crash_a_first_one()
    {
        var daemon = DaemonTale.Up().Ends().Launched().Answers().Ends().AtItsTime().Launched().Answers();

        daemon.After(Some.Restarts.ResetAfter).Ends();

        Assert.Equal((new Effect.Launch(4), 1, 3), (daemon.Owes, daemon.Life.Exits.Length, daemon.Life.Restarts));
    }

    [Fact]
    public void Wrong_password_parks_with_the_cure()
    {
        const string cure = "wrong wallet password. Correct /run/secrets/store-password, then: paywarden unpark store-0";
        var daemon = new DaemonTale().Tell(new Command.FoundNothing()).Launched();

        daemon.Tell(new Command.CannotBecomeReady(cure));
        Assert.Equal(new Effect.End(Some.Process(), EndStage.Rpc), daemon.Owes);

        daemon.Ends(Some.Exit(0), "ended with exit code 0");
        Assert.Equal((DaemonState.Parked, $"parked: {cure}"), (daemon.State, daemon.Life.Why));
        Assert.Equal((null, null, 0), (daemon.Owes, DaemonMachine.Wake(daemon.Life), daemon.Life.Restarts));

        daemon.Tell(new Command.Start("ann"));
        Assert.Equal("parked", daemon.Refusal?.Code);
        Assert.EndsWith(cure, daemon.Refusal?.Why, StringComparison.Ordinal);

        daemon.Tell(new Command.Unpark("ann"));
        Assert.Equal(new Effect.Launch(2), daemon.Owes);
        Assert.Null(daemon.Life.Parked);
    }

    [Fact]
    public void End_that_no_restart_mends_parks()
    {
        var daemon = DaemonTale.Up().Ends(Some.Exit(1, "wallet file is corrupt"), "ended with exit code 1", hopeless: "its wallet cannot be read");

        Assert.Equal((DaemonState.Parked, "its wallet cannot be read"), (daemon.State, daemon.Life.Record.Parked));
    }

    [Fact]
    public void Missing_binary_parks_and_a_taken_port_is_tried_again()
    {
        var missing = new DaemonTale().Tell(new Command.FoundNothing()).Tell(new Command.CouldNotLaunch("electrum is not installed", Hopeless: true));
        var taken = new DaemonTale().Tell(new Command.FoundNothing()).Tell(new Command.CouldNotLaunch("port 7800 is taken by nginx (pid 12)", Hopeless: false));

        Assert.Equal(DaemonState.Parked, missing.State);
        Assert.Equal(new Effect.Launch(2), taken.Owes);

        taken.Tell(new Command.CouldNotLaunch("port 7800 is taken by nginx (pid 12)", Hopeless: false));
        Assert.Equal((DaemonState.BackingOff, "port 7800 is taken by nginx (pid 12); starts again in 125 ms"), (taken.State, taken.Life.Why));
    }

    [Fact]
    public void Frozen_process_is_killed_and_replaced()
    {
        var daemon = DaemonTale.Up().Tell(new Command.IsFrozen('T'));

        Assert.Equal((DaemonState.Stopping, new Effect.End(Some.Process(), EndStage.Kill)), (daemon.State, daemon.Owes));
        Assert.Equal("process 4711 is frozen (stopped by a signal or a debugger): replacing it", daemon.Life.Why);

        daemon.Ends();
        Assert.Equal((new Effect.Launch(2), 1), (daemon.Owes, daemon.Life.Restarts));
        Assert.Equal("frozen process", Assert.Single(daemon.Life.Exits).Signature);
    }

    [Theory]
    [InlineData('T', "is frozen")]
    [InlineData('t', "is frozen")]
    [InlineData('Z', "is a zombie")]
    public void Frozen_process_is_found_while_it_starts_too(char state, string what)
    {
        var daemon = new DaemonTale().Tell(new Command.FoundNothing()).Launched().Tell(new Command.IsFrozen(state));

        Assert.Equal(new Effect.End(Some.Process(), EndStage.Kill), daemon.Owes);
        Assert.Contains(what, daemon.Life.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Deaf_daemon_is_killed_at_the_third_missed_probe()
    {
        var daemon = DaemonTale.Up().Misses().Misses();
        Assert.Equal((DaemonState.Ready, new Effect.Watch(Some.Process())), (daemon.State, daemon.Owes));

        daemon.Misses();
        Assert.Equal(new Effect.End(Some.Process(), EndStage.Kill), daemon.Owes);
        Assert.Equal("does not answer: getinfo: no answer within 2 s", daemon.Life.Why);

        daemon.Ends(why: "was killed by signal 9");
        Assert.Equal("no answer to probes", Assert.Single(daemon.Life.Exits).Signature);
    }

    [Fact]
    public void Good_probe_in_between_forgives_the_missed_ones()
    {
        var daemon = DaemonTale.Up().Misses().Misses().Answers().Misses().Misses();

        Assert.Equal(DaemonState.Ready, daemon.State);
    }

    [Fact]
    public void Call_far_beyond_its_limit_counts_as_several_missed_probes() =>
        Assert.Equal(DaemonState.Stopping, DaemonTale.Up().Misses("a call has held it", weight: 3).State);

    [Fact]
    public void Daemon_that_never_becomes_ready_is_replaced_and_says_what_it_waited_for()
    {
        var daemon = new DaemonTale().Tell(new Command.FoundNothing()).Launched().Tell(new Command.NotReadyYet("wallet is still loading"));
        Assert.Equal("not ready yet: wallet is still loading", daemon.Life.Why);

        daemon.Tell(new Command.NotReadyYet("wallet is still loading"));
        Assert.Empty(daemon.Events);

        daemon.AtItsTime();
        Assert.Equal(new Effect.End(Some.Process(), EndStage.Kill), daemon.Owes);
        Assert.Equal("not ready within 45 s: wallet is still loading", daemon.Life.Why);

        daemon.Ends();
        Assert.Equal("no readiness in time", Assert.Single(daemon.Life.Exits).Signature);
        Assert.Equal(new Effect.Launch(2), daemon.Owes);
    }

    [Fact]
    public void Degraded_is_not_down()
    {
        var daemon = DaemonTale.Up();
        var ready = daemon.Life.Since;

        daemon.After(TimeSpan.FromSeconds(2)).Answers(Some.Limping("libsecp256k1 is missing"));
        Assert.Equal((DaemonState.Degraded, "serves, but libsecp256k1 is missing"), (daemon.State, daemon.Life.Why));
        Assert.Equal(ready.AddSeconds(2), daemon.Life.Since);

        daemon.After(TimeSpan.FromSeconds(2)).Answers(Some.Limping("libsecp256k1 is missing"));
        Assert.Equal(ready.AddSeconds(2), daemon.Life.Since);

        daemon.Answers();
        Assert.Equal(DaemonState.Ready, daemon.State);
        Assert.Equal(["daemon-degraded", "daemon-recovered"], daemon.Story.Skip(2).Select(line => line.Kind));
    }

    [Fact]
    public void Kill_that_brings_no_end_is_waited_for_without_a_timer() =>
        Assert.Null(DaemonMachine.Wake(DaemonTale.Up().Tell(new Command.IsFrozen('T')).Life));

    [Fact]
    public void External_daemon_is_never_started_or_stopped()
    {
        var daemon = new DaemonTale(Some.Spec with { External = Some.Elsewhere }).Tell(new Command.FoundNothing()).Tell(new Command.HasLaunched(Some.Foreign)).Answers();
        Assert.Equal(DaemonState.Ready, daemon.State);

        foreach (Command act in new Command[] { new Command.Stop("ann"), new Command.Restart("ann"), new Command.Recreate("ann") })
        {
            daemon.Tell(act);
            Assert.Equal("external", daemon.Refusal?.Code);
            Assert.Contains("10.0.0.7:7800", daemon.Refusal?.Why, StringComparison.Ordinal);
        }

        daemon.Misses().Misses().Misses();
        Assert.Equal((DaemonState.Starting, new Effect.Awaken(Some.Foreign)), (daemon.State, daemon.Owes));

        daemon.AtItsTime();
        Assert.Equal(new Effect.Awaken(Some.Foreign), daemon.Owes);
        Assert.True(DaemonMachine.Wake(daemon.Life) > daemon.Now);

        daemon.Tell(new Command.CannotBecomeReady("wrong credentials"));
        Assert.Equal(new Effect.Awaken(Some.Foreign), daemon.Owes);

        daemon.Answers();
        Assert.Equal((DaemonState.Ready, 0), (daemon.State, daemon.Life.Restarts));

        daemon.Tell(new Command.Leave(Keep: false));
        Assert.IsType<Phase.Left>(daemon.Life.Phase);
    }

    [Fact]
    public void Process_of_ours_can_be_stopped_though_the_configuration_now_calls_it_external()
    {
        var daemon = DaemonTale.Up().Tell(new Command.Ensure(Some.Spec with { External = Some.Elsewhere }, DaemonRecord.Clean)).Tell(new Command.Stop("ann"));

        Assert.Equal(new Effect.End(Some.Process(), EndStage.Rpc), daemon.Owes);
    }

    [Fact]
    public void Ensure_again_changes_nothing_and_a_new_spec_is_taken_over_in_place()
    {
        var daemon = DaemonTale.Up();

        daemon.Tell(new Command.Ensure(Some.Spec, new DaemonRecord("old", "bob", [], 9, null)));
        Assert.Empty(daemon.Events);

        var spec = Some.Spec with { Probe = Some.Probes with { UnhealthyAfter = 1 } };
        daemon.Tell(new Command.Ensure(spec, DaemonRecord.Clean)).Misses();
        Assert.Equal((spec, DaemonState.Stopping), (daemon.Life.Spec, daemon.State));
    }

    [Fact]
    public void Signature_holds_the_last_line_of_an_end_with_a_code_but_not_of_a_killed_one()
    {
        var code = DaemonTale.Up().Ends(Some.Exit(2, "first", " disk is full ", " "));
        var killed = DaemonTale.Up().Ends(Some.Killed(11, "GET /"));
        var unseen = DaemonTale.Up().Ends(new DaemonExit(null, null, [new string('x', 500)]));

        Assert.Equal("exit code 2 \"disk is full\"", Assert.Single(code.Life.Exits).Signature);
        Assert.Equal("signal 11", Assert.Single(killed.Life.Exits).Signature);
        Assert.Equal($"an end nobody saw the code of \"{new string('x', 120)}\"", Assert.Single(unseen.Life.Exits).Signature);
    }

    [Fact]
    public void Facts_that_come_late_change_nothing()
    {
        var daemon = DaemonTale.Up();
        foreach (Command late in new Command[] { new Command.FoundNothing(), new Command.FoundRunning(Some.Process(1)), new Command.HasLaunched(Some.Process(2)), new Command.CouldNotLaunch("late", true), new Command.NotReadyYet("late"), new Command.CannotBecomeReady("late"), new Command.HasSetAside(null) })
        {
            Assert.Empty(daemon.Tell(late).Events);
            Assert.Null(daemon.Refusal);
        }

        daemon.Tell(new Command.Stop("ann"));
        foreach (Command late in new Command[] { new Command.AnsweredProbe(Some.Well), new Command.MissedProbe("late", 9), new Command.IsFrozen('T') })
        {
            Assert.Empty(daemon.Tell(late).Events);
        }

        Assert.Equal(new Act.Stay("ann"), Assert.IsType<Phase.Ending>(daemon.Life.Phase).Then);
        Assert.Contains(daemon.Ends().Events, e => e is Event.Stopped);
    }
}

using System.Collections.Immutable;
using Akka.Actor;
using static Paywarden.Daemons.DaemonProtocol;

namespace Paywarden.Daemons;

public sealed class DaemonStartSpecs : DaemonStage
{
    [Fact]
    public void Launches_makes_ready_in_order_and_tells_where_it_answers()
    {
        var (_, news) = Up();

        Called("ping", "load", "ping", "info");
        Assert.Equal((1, 7800, "ready", 100), (news.Status.Pid, news.Status.Port, news.Status.Why, news.Status.Health?.Height));
        Assert.Equal(("store-0#1", true, 0L), (news.Endpoint?.Incarnation, news.Slot?.IsOpen, news.FreshMark));
        Assert.NotNull(Store.Record?.ReadySince);
        Assert.Equal("launched as pid 1", Tells("daemon-launched").Why);
    }

    [Fact]
    public void Running_daemon_is_adopted_unharmed_with_its_history()
    {
        var ready = Clock.GetUtcNow().AddHours(-3);
        Store.Record = new DaemonRecord(null, null, [new PastExit(ready, "exit code 1")], 7, ready);
        Actor.Tell(new Ensure(Some.Spec));
        Hands.ExpectMsg<FakeLauncher.Adopt>().Answer.SetResult(new FakeDaemon(1, Hands).Result);

        var news = Becomes(DaemonState.Ready);

        Assert.Equal((1, 7), (news.Status.Pid, news.Status.Restarts));
        Assert.Equal(ready, Store.Record.ReadySince);
        Assert.Equal("found running with pid 1 and taken over unharmed", Tells("daemon-adopted").Why);
        Hands.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Twin_waits_until_the_wallets_key_is_told_and_is_launched_then()
    {
        Actor.Tell(new Ensure(Some.Spec with { Part = DaemonPart.Twin }));
        Hands.ExpectMsg<FakeLauncher.Adopt>().Answer.SetResult(null);
        Hands.ExpectMsg<FakeLauncher.Launch>().Answer.SetResult(new LaunchResult.NotYet("waits for store-s0"));
        Router.FishForMessage(m => m is DaemonChanged { Status: { State: DaemonState.Pending, Why: "waits for store-s0" } });
        Assert.Equal("waits for store-s0", Tells("daemon-pending").Why);
        Hands.ExpectNoMsg(TimeSpan.Zero);

        Keys.Told.SetResult("xpub-of-store");

        Launches(1);
        Assert.Equal(0, Becomes(DaemonState.Ready).Status.Restarts);
    }

    [Fact]
    public void Key_that_a_signer_tells_is_handed_on_and_it_shows_as_signer()
    {
        Rpc.Answer("load", FakeRpc.Result("\"xpub-of-store\""));
        Actor.Tell(new Ensure(Some.Spec with { Part = DaemonPart.Signer }));
        Hands.ExpectMsg<FakeLauncher.Adopt>().Answer.SetResult(null);
        Launches(1);

        Assert.Equal(DaemonRole.Signer, Becomes(DaemonState.Ready).Status.Role);
        Assert.Equal(("store-0", "xpub-of-store"), Assert.Single(Keys.Learnt));
    }

    [Fact]
    public void Daemon_with_another_wallets_key_is_ended_to_be_parked()
    {
        Keys.Refusal = "its wallet is another. Make it anew: paywarden recreate store-0";
        Rpc.Answer("load", FakeRpc.Result("\"xpub-of-somebody\""));
        Actor.Tell(new Ensure(Some.Spec));
        Hands.ExpectMsg<FakeLauncher.Adopt>().Answer.SetResult(null);
        Launches(1);

        Assert.Equal(Keys.Refusal, Becomes(DaemonState.Stopping).Status.Why);
    }

    [Fact]
    public void Ensure_again_starts_nothing_twice()
    {
        Actor.Tell(new Ensure(Some.Spec));
        Actor.Tell(new Ensure(Some.Spec));
        Hands.ExpectMsg<FakeLauncher.Adopt>().Answer.SetResult(null);
        Actor.Tell(new Ensure(Some.Spec));
        Launches(1);
        Becomes(DaemonState.Ready);
        Actor.Tell(new Ensure(Some.Spec));
        Actor.Tell(new Act("store-0", DaemonAct.Start, "ann"), TestActor);

        ExpectMsg<Acted>();
        Hands.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Step_that_is_not_yet_done_is_asked_again_and_no_earlier_one()
    {
        Rpc.Answer("load", new DaemonReply.Error(new DaemonError(1, "wallet is loading")));
        Actor.Tell(new Ensure(Some.Spec));
        Hands.ExpectMsg<FakeLauncher.Adopt>().Answer.SetResult(null);
        Launches(1);
        Router.FishForMessage(m => m is DaemonChanged { Status.Why: "not ready yet: wallet is loading" });
        Called("ping", "load");

        Rpc.Answer("load", FakeRpc.Result("true"));
        After(0.5);

        Becomes(DaemonState.Ready);
        Called("load", "ping", "info");
    }

    [Fact]
    public void Daemon_of_which_two_good_probes_are_wanted_is_asked_again_soon()
    {
        Actor.Tell(new Ensure(Some.Spec with { Probe = Some.Spec.Probe with { HealthyAfter = 2 } }));
        Hands.ExpectMsg<FakeLauncher.Adopt>().Answer.SetResult(null);
        Launches(1);
        Router.FishForMessage(m => m is DaemonChanged { Status: { State: DaemonState.Starting, Why: "not ready yet: 1 of 2 good probes in a row" } });

        After(0.5);

        Becomes(DaemonState.Ready);
    }

    [Fact]
    public void Wrong_password_is_stopped_and_parked()
    {
        Rpc.Answer("load", new DaemonReply.Error(new DaemonError(-1, "wrong wallet password")));
        Actor.Tell(new Ensure(Some.Spec));
        Hands.ExpectMsg<FakeLauncher.Adopt>().Answer.SetResult(null);
        var process = Launches(1);
        Called("ping", "load", "stop");
        process.Exits(code: 0);

        Assert.Equal("parked: wrong wallet password", Becomes(DaemonState.Parked).Status.Why);
        Assert.Equal("wrong wallet password", Store.Record?.Parked);
    }

    [Fact]
    public void Daemon_that_never_becomes_ready_is_killed_after_its_time()
    {
        Rpc.Answer("ping", FakeRpc.NoAnswer);
        Actor.Tell(new Ensure(Some.Spec));
        Hands.ExpectMsg<FakeLauncher.Adopt>().Answer.SetResult(null);
        Launches(1);
        Router.FishForMessage(m => m is DaemonChanged { Status.Why: "not ready yet: no answer within 2 s" });

        AfterAtLeast(45, () => Hands.HasMessages);

        Signalled(DaemonSignal.Kill, wholeGroup: true);
        Assert.Equal("not ready within 45 s: no answer within 2 s", Becomes(DaemonState.Stopping).Status.Why);
    }

    [Fact]
    public void Launch_that_fails_is_told_and_tried_again_after_a_pause()
    {
        Actor.Tell(new Ensure(Some.Spec));
        Hands.ExpectMsg<FakeLauncher.Adopt>().Answer.SetResult(null);
        Hands.ExpectMsg<FakeLauncher.Launch>().Answer.SetResult(new LaunchResult.Failed("disk is full", Hopeless: false));
        Hands.ExpectMsg<FakeLauncher.Launch>().Answer.SetResult(new LaunchResult.Failed("disk is full", Hopeless: false));
        Assert.Equal("disk is full; starts again in 125 ms", Becomes(DaemonState.BackingOff).Status.Why);

        After(0.125);

        Launches(1);
        Becomes(DaemonState.Ready);
    }

    [Fact]
    public void Launcher_that_has_a_bug_is_tried_again_like_any_failure()
    {
        Actor.Tell(new Ensure(Some.Spec));
        Hands.ExpectMsg<FakeLauncher.Adopt>().Answer.SetResult(null);
        Hands.ExpectMsg<FakeLauncher.Launch>().Answer.SetException(new InvalidOperationException("off by one"));

        Assert.Equal("a fault of Paywarden itself: off by one", Tells("daemon-launch-failed").Why);
        Launches(1);
        Becomes(DaemonState.Ready);
    }

    [Fact]
    public void Look_for_an_old_process_that_fails_is_repeated_before_anything_is_launched()
    {
        Actor.Tell(new Ensure(Some.Spec));
        Hands.ExpectMsg<FakeLauncher.Adopt>().Answer.SetException(new InvalidOperationException("off by one"));
        // The actor starts over without a history in memory; the fleet says every 5 s what should be.
        AwaitAssert(() =>
        {
            Actor.Tell(new Ensure(Some.Spec));
            Hands.ExpectMsg<FakeLauncher.Adopt>(TimeSpan.FromMilliseconds(200)).Answer.SetResult(null);
        });

        Launches(1);
        Becomes(DaemonState.Ready);
    }

    [Fact]
    public void Unreadable_history_is_told_and_starts_clean()
    {
        Store.Unreadable = "its file is half written";
        Up();

        Assert.Equal("its file is half written", Tells("daemon-history-lost").Why);
    }

    [Fact]
    public void Notes_of_the_launch_are_told()
    {
        Actor.Tell(new Ensure(Some.Spec));
        Hands.ExpectMsg<FakeLauncher.Adopt>().Answer.SetResult(null);
        var note = "port 7800 was taken by nginx (pid 12), using 7801";
        Hands.ExpectMsg<FakeLauncher.Launch>().Answer.SetResult(new FakeDaemon(1, Hands).Result with { Notes = ImmutableArray.Create(note) });

        Assert.Equal(note, Tells("daemon-note").Why);
    }
}

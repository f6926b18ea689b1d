using Akka.Actor;
using static Paywarden.Daemons.DaemonProtocol;

namespace Paywarden.Daemons;

public sealed class DaemonStopSpecs : DaemonStage
{
    [Fact]
    public void Stop_asks_by_rpc_and_takes_no_new_calls()
    {
        var (process, news) = Up();
        Called("ping", "load", "ping", "info");

        Actor.Tell(new Act("store-0", DaemonAct.Stop, "ann"), TestActor);

        Assert.Equal("store-0: being stopped by ann", ExpectMsg<Acted>().Why);
        Called("stop");
        Assert.False(news.Slot!.IsOpen);

        process.Exits(code: 0);
        Assert.Equal("stopped by ann", Becomes(DaemonState.Stopped).Status.Why);
        Assert.Equal("ann", Store.Record?.StoppedBy);
        Hands.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal("ann", Tells("daemon-stop-wanted").By);
    }

    [Fact]
    public void Stop_that_is_not_taken_by_rpc_goes_by_signal_at_once()
    {
        Up();
        Rpc.Answer("stop", FakeRpc.NoAnswer);

        Actor.Tell(new Act("store-0", DaemonAct.Stop, "ann"), TestActor);

        Signalled(DaemonSignal.Terminate, wholeGroup: false);
    }

    [Fact]
    public void Daemon_that_does_not_stop_is_terminated_then_killed_with_its_group()
    {
        Up();
        Actor.Tell(new Act("store-0", DaemonAct.Stop, "ann"), TestActor);
        ExpectMsg<Acted>();

        After(10);
        Signalled(DaemonSignal.Terminate, wholeGroup: false);
        Tells("daemon-stopping");

        After(10);
        Signalled(DaemonSignal.Kill, wholeGroup: true);
    }

    [Fact]
    public void Answer_to_a_probe_that_comes_during_a_stop_opens_nothing()
    {
        var (process, news) = Up();
        var held = Rpc.Hold("info");
        After(2);
        Called("ping", "load", "ping", "info", "ping", "info");
        Actor.Tell(new Act("store-0", DaemonAct.Stop, "ann"), TestActor);
        ExpectMsg<Acted>();

        held.SetResult(FakeRpc.Result("101"));
        Called("stop");
        process.Exits(code: 0);
        Becomes(DaemonState.Stopped);

        Assert.False(news.Slot!.IsOpen);
    }

    [Fact]
    public void Daemon_that_is_being_stopped_is_asked_nothing_any_more()
    {
        Rpc.Answer("load", new DaemonReply.Error(new DaemonError(1, "wallet is loading")));
        Actor.Tell(new Ensure(Some.Spec));
        Hands.ExpectMsg<FakeLauncher.Adopt>().Answer.SetResult(null);
        Launches(1);
        Router.FishForMessage(m => m is DaemonChanged { Status.Why: "not ready yet: wallet is loading" });
        Actor.Tell(new Act("store-0", DaemonAct.Stop, "ann"), TestActor);
        ExpectMsg<Acted>();
        Called("ping", "load", "stop");

        After(5);

        Actor.Tell(new Act("store-0", DaemonAct.Stop, "ann"), TestActor);
        ExpectMsg<Acted>();
        Calls.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Recreate_stops_it_sets_its_folder_aside_and_launches()
    {
        var (process, _) = Up();
        Actor.Tell(new Act("store-0", DaemonAct.Recreate, "ann"), TestActor);
        ExpectMsg<Acted>();
        process.Exits(code: 0);

        Hands.ExpectMsg<FakeLauncher.SetAside>().Answer.SetResult("/data/store-0.aside");

        Launches(2);
        Assert.Equal("its old folder lies in /data/store-0.aside; the wallet is imported anew", Tells("daemon-recreated").Why);
    }

    [Fact]
    public void Folder_that_cannot_be_set_aside_parks()
    {
        var (process, _) = Up();
        Actor.Tell(new Act("store-0", DaemonAct.Recreate, "ann"), TestActor);
        ExpectMsg<Acted>();
        process.Exits(code: 0);

        Hands.ExpectMsg<FakeLauncher.SetAside>().Answer.SetException(new IOException("disk is full"));

        Assert.EndsWith("then: paywarden recreate store-0", Becomes(DaemonState.Parked).Status.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Node_that_stops_is_answered_once_the_process_is_gone()
    {
        var (process, _) = Up();
        Actor.Tell(new Leave("store-0", Keep: false), TestActor);
        Called("ping", "load", "ping", "info", "stop");
        ExpectNoMsg(TimeSpan.Zero);

        process.Exits(code: 0);

        Assert.Equal("the node has stopped", ExpectMsg<Acted>().Why);
        Assert.Null(Store.Record?.StoppedBy);
    }

    [Fact]
    public void Node_that_keeps_its_daemons_leaves_them_alone()
    {
        Up();
        Called("ping", "load", "ping", "info");

        Actor.Tell(new Leave("store-0", Keep: true), TestActor);

        Assert.Equal("left running for the next node", ExpectMsg<Acted>().Why);
        After(10);
        Actor.Tell(new Leave("store-0", Keep: true), TestActor);
        ExpectMsg<Acted>();
        Hands.ExpectNoMsg(TimeSpan.Zero);
        Calls.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Node_that_stops_during_a_launch_ends_what_comes_of_it()
    {
        Actor.Tell(new Ensure(Some.Spec));
        Hands.ExpectMsg<FakeLauncher.Adopt>().Answer.SetResult(null);
        var launch = Hands.ExpectMsg<FakeLauncher.Launch>();
        Actor.Tell(new Leave("store-0", Keep: false), TestActor);
        var process = new FakeDaemon(1, Hands);
        launch.Answer.SetResult(process.Result);
        Called("stop");
        process.Exits(code: 0);

        ExpectMsg<Acted>();
    }

    [Fact]
    public void Node_that_stops_is_answered_though_this_daemon_was_never_specified()
    {
        Actor.Tell(new Leave("store-0", Keep: false), TestActor);

        ExpectMsg<Acted>();
    }

    [Fact]
    public void Act_on_a_daemon_that_is_not_here_is_declined()
    {
        Actor.Tell(new Act("store-0", DaemonAct.Stop, "ann"), TestActor);

        Assert.Equal("unknown-daemon", ExpectMsg<Declined>().Refusal.Code);
    }

    [Fact]
    public void Act_that_the_machine_refuses_is_declined_with_its_sentence()
    {
        Up();
        Actor.Tell(new Act("store-0", DaemonAct.Unpark, "ann"), TestActor);

        Assert.Equal("store-0 is not parked (ready); nothing to do", ExpectMsg<Declined>().Refusal.Why);
    }
}

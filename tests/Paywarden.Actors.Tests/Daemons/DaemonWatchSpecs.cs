using Akka.Actor;
using Paywarden.Routing;
using static Paywarden.Daemons.DaemonProtocol;

namespace Paywarden.Daemons;

public sealed class DaemonWatchSpecs : DaemonStage
{
    [Fact]
    public void Crash_is_answered_by_a_launch_without_any_timer()
    {
        var (process, news) = Up();

        process.Exits(signal: 9);

        Launches(2);
        var next = Becomes(DaemonState.Ready);
        Assert.Equal((2, 1, "store-0#2"), (next.Status.Pid, next.Status.Restarts, next.Endpoint?.Incarnation));
        Assert.False(news.Slot!.IsOpen);
        Assert.Equal("was killed by signal 9", Tells("daemon-ended").Why);
    }

    [Fact]
    public void End_that_no_restart_mends_parks_with_its_last_lines()
    {
        var (process, _) = Up();

        process.Exits(1, null, "corrupt");

        var news = Becomes(DaemonState.Parked);
        Assert.Equal("parked: its wallet cannot be read. Restore it, then: paywarden unpark store-0", news.Status.Why);
        Assert.Equal(["corrupt"], news.Status.LastLines.AsEnumerable());
        Assert.Equal((null, null, null), (news.Status.Pid, news.Endpoint, news.Slot));
    }

    [Fact]
    public void Third_missed_probe_kills_the_group_and_launches_anew()
    {
        var (process, _) = Up();
        Called("ping", "load", "ping", "info");
        Rpc.Answer("ping", FakeRpc.NoAnswer);

        After(2);
        Tells("daemon-probe-missed");
        After(0.1);
        Tells("daemon-probe-missed");
        After(0.1);

        Signalled(DaemonSignal.Kill, wholeGroup: true);
        Assert.Equal("does not answer: ping: no answer within 2 s", Becomes(DaemonState.Stopping).Status.Why);
        Called("ping", "ping", "ping");

        process.Exits(signal: 9);
        Launches(2);
    }

    [Fact]
    public void New_limits_of_probes_hold_for_a_daemon_that_runs()
    {
        Up();
        Called("ping", "load", "ping", "info");

        Actor.Tell(new Ensure(Some.Spec with { Probe = Some.Spec.Probe with { Every = TimeSpan.FromSeconds(1) } }));
        Actor.Tell(new Act("store-0", DaemonAct.Unpark, "ann"));
        ExpectMsg<Declined>();
        After(1);

        Called("ping", "info");
    }

    [Fact]
    public void Error_of_the_liveness_call_is_a_missed_probe_and_one_of_a_later_call_is_not()
    {
        Up();
        Rpc.Answer("info", new DaemonReply.Error(new DaemonError(-1, "info is refused")));
        After(2);
        Assert.Equal("serves, but info is refused", Becomes(DaemonState.Degraded).Status.Why);

        Rpc.Answer("ping", new DaemonReply.Error(new DaemonError(-32601, "no such method")));
        After(2);
        Assert.Equal("a probe failed: ping answers error -32601: no such method", Tells("daemon-probe-missed").Why);
    }

    [Fact]
    public void Probe_of_a_dialect_with_a_bug_is_a_missed_one_and_the_next_is_asked_all_the_same()
    {
        Up();
        Rpc.Answer("info", FakeRpc.Result("\"nonsense\""));
        After(2);
        Assert.Equal("a probe failed: a fault of Paywarden itself: this dialect has a bug", Tells("daemon-probe-missed").Why);

        Rpc.Answer("info", FakeRpc.Result("101"));
        After(0.1);
        Assert.Equal(101, ((DaemonChanged)Router.FishForMessage(m => m is DaemonChanged { Status.Health.Height: not 100 })).Status.Health!.Height);
    }

    [Fact]
    public void Frozen_process_is_killed_without_a_call()
    {
        var (process, _) = Up();
        Called("ping", "load", "ping", "info");
        process.Freezes();

        Signalled(DaemonSignal.Kill, wholeGroup: true);
        Calls.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Process_that_freezes_in_the_middle_of_its_start_is_killed()
    {
        Rpc.Hold("load");
        Actor.Tell(new Ensure(Some.Spec));
        Hands.ExpectMsg<FakeLauncher.Adopt>().Answer.SetResult(null);
        var process = Launches(1);
        Called("ping", "load");
        Router.FishForMessage(m => m is DaemonChanged { Endpoint: not null });
        process.Freezes();

        Signalled(DaemonSignal.Kill, wholeGroup: true);
    }

    [Fact]
    public void Late_word_of_a_dead_incarnation_is_not_taken_for_its_successors()
    {
        var held = Rpc.Hold("ping");
        Actor.Tell(new Ensure(Some.Spec));
        Hands.ExpectMsg<FakeLauncher.Adopt>().Answer.SetResult(null);
        var first = Launches(1);
        Called("ping");
        var next = Rpc.Hold("ping");
        first.Exits(signal: 9);
        Launches(2);
        Called("ping");

        // The first incarnation's call ends well at last: that says nothing of the second.
        held.SetResult(FakeRpc.Result("true"));
        Actor.Tell(new Doubt("store-0", "store-0#1", CallFault.Reset));
        Actor.Tell(new Act("store-0", DaemonAct.Start, "ann"), TestActor);
        Assert.Equal("store-0: started, not ready yet", ExpectMsg<Acted>().Why);

        next.SetResult(FakeRpc.Result("true"));
        Assert.Equal(2, Becomes(DaemonState.Ready).Status.Pid);
    }

    [Fact]
    public void Doubt_of_a_caller_is_looked_into_at_once_and_a_good_probe_ends_it()
    {
        var (_, news) = Up();
        Called("ping", "load", "ping", "info");
        news.Slot!.Suspect();

        Actor.Tell(new Doubt("store-0", news.Endpoint!.Incarnation, CallFault.TimedOut));

        Called("ping", "info");
        AwaitCondition(() => news.Slot.IsOpen);
    }

    [Fact]
    public void Doubt_of_an_earlier_incarnation_is_not_looked_into()
    {
        var (process, news) = Up();
        process.Exits(signal: 9);
        Launches(2);
        Becomes(DaemonState.Ready);
        Called("ping", "load", "ping", "info", "ping", "load", "ping", "info");

        Actor.Tell(new Doubt("store-0", news.Endpoint!.Incarnation, CallFault.Reset));
        Actor.Tell(new Act("store-0", DaemonAct.Start, "ann"), TestActor);

        ExpectMsg<Acted>();
        Calls.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Look_after_a_write_follows_a_probe_that_began_before_it()
    {
        Up();
        Called("ping", "load", "ping", "info");
        var held = Rpc.Hold("info");
        After(2);
        Called("ping", "info");

        Gates.For("store").MarkWrite();
        Actor.Tell(new Refresh("store-0"));
        Rpc.Answer("info", FakeRpc.Result("102"));
        held.SetResult(FakeRpc.Result("101"));

        Called("ping", "info");
        var news = (DaemonChanged)Router.FishForMessage(m => m is DaemonChanged { Status.Health.Height: 102 });
        Assert.Equal(1, news.FreshMark);
    }

    [Fact]
    public void Router_is_told_only_what_has_changed()
    {
        var (_, news) = Up();
        Called("ping", "load", "ping", "info");
        for (var i = 0; i < 5; i++)
        {
            After(2);
            Called("ping", "info");
        }

        Rpc.Answer("info", FakeRpc.Result("101"));
        Tick();
        var next = Router.ExpectMsg<DaemonChanged>();

        Assert.Equal((101, news.Status.Version + 1), (next.Status.Health?.Height, next.Status.Version));
    }

    [Fact]
    public void Busy_daemon_is_not_a_dead_one_until_its_call_is_beyond_its_limit()
    {
        var (_, news) = Up();
        Called("ping", "load", "ping", "info");
        Assert.True(news.Slot!.TryTake());
        MayHoldFor(news.Slot, TimeSpan.FromSeconds(40));
        var limit = news.Slot.BusyUntil;

        for (var i = 0; i < 19; i++)
        {
            Tick();
        }

        Assert.Equal("store-0: ready", Answers());
        Story.FishForMessage(m => m is Kernel.EventEntry { Kind: "daemon-ready" });
        Story.ExpectNoMsg(TimeSpan.Zero);

        AwaitCondition(() =>
        {
            Tick();
            return Hands.HasMessages;
        });

        Signalled(DaemonSignal.Kill, wholeGroup: true);
        Assert.StartsWith("does not answer: a call has held it for ", Becomes(DaemonState.Stopping).Status.Why, StringComparison.Ordinal);
        Calls.ExpectNoMsg(TimeSpan.Zero);

        // The first miss is the limit itself, each further one a whole time-out more.
        Assert.True(Clock.GetUtcNow() - limit >= 2 * Some.Spec.Probe.Timeout);
    }

    [Fact]
    public void Daemon_whose_long_call_ends_in_time_is_probed_again()
    {
        var (_, news) = Up();
        Called("ping", "load", "ping", "info");
        Assert.True(news.Slot!.TryTake());
        MayHoldFor(news.Slot, TimeSpan.FromSeconds(40));
        for (var i = 0; i < 10; i++)
        {
            Tick();
        }

        news.Slot.GiveBack();
        Tick();

        Called("ping", "info");
    }

    private void MayHoldFor(DaemonSlot slot, TimeSpan limit) => slot.Allow(Clock.GetUtcNow() + limit);

    /// <summary>Two seconds, in steps that let what is due in them set its own timers; the actor has read its mailbox before the next.</summary>
    private void Tick()
    {
        for (var i = 0; i < 4; i++)
        {
            After(0.5);
            Answers();
        }
    }

    private string Answers()
    {
        Actor.Tell(new Act("store-0", DaemonAct.Start, "ann"), TestActor);
        return ExpectMsg<Acted>().Why;
    }
}

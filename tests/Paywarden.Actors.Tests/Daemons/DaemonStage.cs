using Akka.Actor;
using Akka.TestKit;
using Paywarden.Kernel;
using Paywarden.Routing;
using static Paywarden.Daemons.DaemonProtocol;

namespace Paywarden.Daemons;

/// <summary>One daemon actor among fakes, each of which tells a probe what it is asked: what a test expects of them is its barrier.</summary>
public abstract class DaemonStage : ActorSpecs
{
    private protected DaemonStage()
    {
        (Hands, Calls, Router, Story) = (CreateTestProbe("hands"), CreateTestProbe("calls"), CreateTestProbe("router"), CreateTestProbe("story"));
        Rpc = new FakeRpc(Calls);
        Rpc.Answer("info", FakeRpc.Result("100"));
        Store = new FakeStore();
        Actor = Sys.ActorOf(DaemonActor.Props(
            new DaemonWorld
            {
                Node = "n1",
                Launcher = new FakeLauncher(Hands),
                Rpc = Rpc,
                Store = Store,
                PublicKeys = Keys,
                Events = new FakeEventLog(Story),
                Dialects = _ => new FakeDialect(),
                Gates = Gates,
                Clock = Clock,
                Roll = () => 0.5,
                Router = Router,
            },
            "store-0"));
    }

    /// <summary>Launcher and signals.</summary>
    private protected TestProbe Hands { get; }

    private protected TestProbe Calls { get; }

    private protected TestProbe Router { get; }

    private protected TestProbe Story { get; }

    private protected FakeRpc Rpc { get; }

    private protected FakeStore Store { get; }

    private protected FakePublicKeys Keys { get; } = new();

    private protected IActorRef Actor { get; }

    private protected CallGates Gates { get; } = new(_ => 100);

    /// <summary>Ready, with the timer of its next probe set.</summary>
    private protected (FakeDaemon Process, DaemonChanged News) Up(int pid = 1)
    {
        Actor.Tell(new Ensure(Some.Spec));
        Hands.ExpectMsg<FakeLauncher.Adopt>().Answer.SetResult(null);
        return (Launches(pid), Becomes(DaemonState.Ready));
    }

    private protected FakeDaemon Launches(int pid)
    {
        var process = new FakeDaemon(pid, Hands);
        Hands.ExpectMsg<FakeLauncher.Launch>().Answer.SetResult(process.Result);
        return process;
    }

    private protected DaemonChanged Becomes(DaemonState state) =>
        (DaemonChanged)Router.FishForMessage(m => m is DaemonChanged news && news.Status.State == state, hint: $"store-0 becomes {state}");

    private protected EventEntry Tells(string kind) =>
        (EventEntry)Story.FishForMessage(m => m is EventEntry entry && entry.Kind == kind, hint: $"the events tell {kind}");

    private protected void Called(params string[] methods)
    {
        foreach (var method in methods)
        {
            Assert.Equal(method, Calls.ExpectMsg<FakeRpc.Called>().Method);
        }
    }

    private protected void Signalled(DaemonSignal signal, bool wholeGroup, int pid = 1) =>
        Assert.Equal(new FakeDaemon.Signalled(pid, signal, wholeGroup), Hands.ExpectMsg<FakeDaemon.Signalled>());

    private protected void After(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Time passes, and then as many moments as it takes: what is handled while time jumps sets its timers anew, for a moment later.</summary>
    private protected void AfterAtLeast(double seconds, Func<bool> seen)
    {
        After(seconds);
        AwaitCondition(() =>
        {
            After(0.01);
            return seen();
        });
    }
}

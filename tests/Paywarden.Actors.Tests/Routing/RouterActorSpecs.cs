using System.Collections.Immutable;
using Akka.Actor;
using Paywarden.Daemons;
using Paywarden.Kernel;
using static Paywarden.Daemons.DaemonProtocol;
using static Paywarden.Routing.RouterProtocol;

namespace Paywarden.Routing;

public sealed class RouterActorSpecs : ActorSpecs
{
    private readonly RouterViewSource _views = new();
    private readonly RosterSource _rosters = new();
    private readonly CallGates _gates = new(_ => 100);

    [Fact]
    public void View_holds_the_daemons_that_have_a_process_and_the_roster_all()
    {
        var router = Router();
        router.Tell(Ready(0));
        router.Tell(Gone(1));
        Drawn(() => _rosters.Current.Daemons.Length == 2);

        Assert.Equal(["store-0"], Pool.Daemons.Select(d => d.Id));
        Assert.Equal(["store-0", "store-1"], _rosters.Current.Daemons.Select(d => d.Id));
        Assert.Same(_gates.For("store"), Pool.Gate);
    }

    [Fact]
    public void Router_that_failed_still_knows_what_it_was_told()
    {
        var router = Router();
        router.Tell(Ready(0));
        router.Tell(new DaemonChanged(null!, null, null, 0)); // a bug of ours: it restarts
        router.Tell(Ready(1));
        Drawn(() => _rosters.Current.Daemons.Length == 2);

        Assert.Equal(["store-0", "store-1"], Pool.Daemons.Select(d => d.Id));
    }

    [Fact]
    public void Roster_is_in_the_order_of_numbers()
    {
        var router = Router();
        foreach (var ordinal in new[] { 10, 2, 0 })
        {
            router.Tell(Ready(ordinal));
        }

        Drawn(() => _rosters.Current.Daemons.Length == 3);
        Assert.Equal(["store-0", "store-2", "store-10"], _rosters.Current.Daemons.Select(d => d.Id));
    }

    [Theory]
    [InlineData(DaemonState.Ready, true)]
    [InlineData(DaemonState.Degraded, true)]
    [InlineData(DaemonState.Starting, false)]
    [InlineData(DaemonState.Stopping, false)]
    public void Only_a_ready_or_degraded_daemon_serves(DaemonState state, bool serves)
    {
        Router().Tell(Ready(1, state));
        Drawn(() => Pool.Daemons.Length == 1);

        Assert.Equal(serves, Pool.Daemons[0].Serves);
    }

    [Fact]
    public void Copy_is_fresh_up_to_the_mark_at_which_it_knew_all_that_the_builder_knew()
    {
        var router = Router();
        router.Tell(Ready(0, addresses: 20, mark: 3));
        router.Tell(Ready(1, addresses: 20, mark: 2));
        router.Tell(Ready(2, addresses: 19, mark: 3));
        router.Tell(Ready(3, DaemonState.Starting));
        Drawn(() => Pool.Daemons.Length == 4);

        Assert.Equal([long.MaxValue, 3, -1, -1], Pool.Daemons.OrderBy(d => d.Id, StringComparer.Ordinal).Select(d => d.FreshMark));
    }

    [Fact]
    public void Complete_copies_stay_fresh_when_the_builder_dies()
    {
        var router = Router();
        router.Tell(Ready(0, addresses: 20, mark: 3));
        router.Tell(Ready(1, addresses: 20, mark: 3));
        router.Tell(Gone(0));
        Drawn(() => Pool.Daemons.Length == 1 && Pool.Daemons[0].Id == "store-1");

        Assert.Equal(3, Pool.Daemons[0].FreshMark);
    }

    [Fact]
    public void Pause_reaches_the_view_and_the_roster_and_goes_again()
    {
        var router = Router();
        router.Tell(new PausesChanged(ImmutableDictionary<string, string>.Empty.Add("store", "audit")));
        // The roster is swapped after the view.
        Drawn(() => _rosters.Current.Paused.Count == 1);
        Assert.Equal(("audit", "audit"), (Pool.PausedWhy, _rosters.Current.Paused["store"]));

        router.Tell(new PausesChanged(ImmutableDictionary<string, string>.Empty));
        Drawn(() => _rosters.Current.Paused.IsEmpty);
        Assert.Null(Pool.PausedWhy);
    }

    [Fact]
    public void Burst_of_news_makes_one_new_picture()
    {
        using var drawing = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var gates = new CallGates(_ =>
        {
            drawing.Set();
            Assert.True(goOn.Wait(TimeSpan.FromSeconds(20)), "the test lets the first picture be drawn");
            return 100;
        });
        var router = Sys.ActorOf(RouterActor.Props(_views, _rosters, gates));
        router.Tell(Pools);
        Assert.True(drawing.Wait(TimeSpan.FromSeconds(20)), "the router draws its first picture");
        for (var i = 0; i < 1_000; i++)
        {
            router.Tell(Ready(i));
        }

        goOn.Set();
        Drawn(() => _rosters.Current.Daemons.Length == 1_000);

        Assert.Equal(2, _views.Current.Version);
    }

    private static PoolsChanged Pools => new([new PoolSpec("store", "rehearsed", new MethodTable([]), Some.Spec.Call)]);

    private PoolView Pool => _views.Current.Pools["store"];

    private IActorRef Router()
    {
        var router = Sys.ActorOf(RouterActor.Props(_views, _rosters, _gates));
        router.Tell(Pools);
        Drawn(() => _views.Current.Pools.ContainsKey("store"));
        return router;
    }

    private void Drawn(Func<bool> seen) => AwaitCondition(seen, TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(5));

    private static DaemonChanged Ready(int ordinal, DaemonState state = DaemonState.Ready, int addresses = 20, long mark = 0) => new(
        Status(ordinal, state, state == DaemonState.Starting ? null : new HealthReport(100, 100, true, true, addresses, [])),
        Some.Endpoint(ordinal),
        new DaemonSlot($"store-{ordinal}", $"store-{ordinal}#1", 1),
        mark);

    private static DaemonChanged Gone(int ordinal) => new(Status(ordinal, DaemonState.BackingOff, null), null, null, -1);

    private static DaemonStatus Status(int ordinal, DaemonState state, HealthReport? health) => new()
    {
        Id = $"store-{ordinal}",
        Wallet = "store",
        Node = "n1",
        Role = ordinal == 0 ? DaemonRole.Builder : DaemonRole.Twin,
        State = state,
        Why = "as the test says",
        Since = new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero),
        Health = health,
        Version = 1,
    };
}

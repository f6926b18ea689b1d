using System.Collections.Immutable;
using CsCheck;
using Paywarden.Daemons;
using Paywarden.Kernel;

namespace Paywarden.Routing;

public sealed class BalancerSpecs
{
    private static readonly CallNeed AnyCall = new(CallTarget.Chain);

    private static readonly Gen<double> Roll = Gen.Double[0, 0.999999];

    /// <summary>Capacity, places taken, open, serves.</summary>
    private static readonly Gen<PoolView> AnyPool =
        Gen.Select(Gen.Int[1, 5], Gen.Int[0, 5], Gen.Bool, Gen.Bool).Array[0, 6]
            .Select(daemons => Pool([.. daemons.Select((d, i) => Daemon(i, d.Item1, Math.Min(d.Item1, d.Item2), d.Item3 || i % 2 == 0, d.Item4 || i % 2 == 1))]));

    [Fact]
    public void Picked_daemon_is_of_the_pool_serves_is_open_and_has_a_free_place() =>
        Gen.Select(AnyPool, Roll).Sample((pool, roll) =>
        {
            var picked = Balancer.Pick(pool, AnyCall, roll);

            Assert.Equal(pool.Daemons.Any(MayTake), picked is not null);
            Assert.True(picked is null || (pool.Daemons.Contains(picked) && MayTake(picked)));
        });

    [Fact]
    public void Picked_daemon_is_never_busier_than_all_the_others() =>
        Gen.Select(AnyPool, Roll).Sample((pool, roll) =>
        {
            var free = pool.Daemons.Where(MayTake).ToList();
            var picked = Balancer.Pick(pool, AnyCall, roll);

            Assert.True(picked is null || free.Count < 2 || free.Any(other => other != picked && Share(other) >= Share(picked)), "of two different ones never the busier");
        });

    [Fact]
    public void Least_busy_wins_by_share_of_its_places_and_not_by_their_number()
    {
        var pool = Pool(Daemon(0, capacity: 8, taken: 3), Daemon(1, capacity: 2, taken: 1));

        Assert.All(Rolls(100), roll => Assert.Equal("store-0", Balancer.Pick(pool, AnyCall, roll)!.Id));
    }

    [Fact]
    public void Equally_busy_daemons_are_drawn_equally_often_over_all_rolls()
    {
        foreach (var size in new[] { 1, 2, 3, 5, 7 })
        {
            var pool = Pool([.. Enumerable.Range(0, size).Select(i => Daemon(i, 2, 1))]);
            var drawn = Rolls(2_100).GroupBy(roll => Balancer.Pick(pool, AnyCall, roll)!.Id).ToDictionary(g => g.Key, g => g.Count());

            Assert.Equal(size, drawn.Count);
            Assert.All(drawn.Values, count => Assert.InRange(count, (2_100 / size) - 2, (2_100 / size) + 2));
        }
    }

    [Theory]
    [InlineData(0, "store-0")]
    [InlineData(0.2499, "store-0")]
    [InlineData(0.25, "store-1")]
    [InlineData(0.75, "store-3")]
    [InlineData(0.999999, "store-3")]
    public void First_draw_stands_unless_the_second_is_less_busy(double roll, string drawn) =>
        Assert.Equal(drawn, Balancer.Pick(Pool([.. Enumerable.Range(0, 4).Select(i => Daemon(i, 2, 1))]), AnyCall, roll)!.Id);

    [Fact]
    public void Every_pair_of_daemons_is_drawn_equally_often_over_all_rolls()
    {
        // Each is busier than the one before: of the ten pairs the first wins four, the second three of those without the first, and so on.
        var pool = Pool([.. Enumerable.Range(0, 5).Select(i => Daemon(i, 5, i))]);
        var won = Rolls(10_000).CountBy(roll => Balancer.Pick(pool, AnyCall, roll)!.Id).ToDictionary();

        Assert.Equal(4, won.Count);
        Assert.InRange(won["store-0"], 3_990, 4_010);
        Assert.InRange(won["store-1"], 2_990, 3_010);
        Assert.InRange(won["store-2"], 1_990, 2_010);
        Assert.InRange(won["store-3"], 990, 1_010);
    }

    [Fact]
    public async Task Places_that_others_take_meanwhile_are_no_fault()
    {
        var pool = Pool(Daemon(0, 1, 0), Daemon(1, 1, 0), Daemon(2, 1, 0));
        using var over = new CancellationTokenSource();
        var others = Task.Run(() =>
        {
            while (!over.IsCancellationRequested)
            {
                foreach (var daemon in pool.Daemons)
                {
                    Assert.True(daemon.Slot.TryTake());
                }

                foreach (var daemon in pool.Daemons)
                {
                    daemon.Slot.GiveBack();
                }
            }
        });

        foreach (var roll in Rolls(200_000))
        {
            Assert.True(Balancer.Pick(pool, AnyCall, roll) is not { } picked || pool.Daemons.Contains(picked));
        }

        await over.CancelAsync();
        await others;
    }

    [Fact]
    public void Of_two_daemons_the_busier_is_never_picked() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Roll).Sample((one, other, roll) =>
        {
            var pool = Pool(Daemon(0, 5, one), Daemon(1, 5, other));
            var picked = Balancer.Pick(pool, AnyCall, roll)!;

            Assert.True(one == other || picked.Slot.Taken == Math.Min(one, other));
        });

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.999999)]
    public void Daemon_that_is_full_or_suspect_or_does_not_fit_the_call_is_passed_over(double roll)
    {
        var pool = Pool(Daemon(0, 1, taken: 1), Daemon(1, 1, 0, open: false), Daemon(2, 1, 0, serves: false), Daemon(3, 1, 0));

        Assert.Equal("store-3", Balancer.Pick(pool, AnyCall, roll)?.Id);
        Assert.Null(Balancer.Pick(pool, new CallNeed(CallTarget.Named, "store-0"), roll));
        Assert.Null(Balancer.Pick(Pool(), AnyCall, roll));
    }

    private static bool MayTake(DaemonView daemon) => daemon.Serves && daemon.Slot.IsOpen && daemon.Slot.Taken < daemon.Slot.Capacity;

    private static double Share(DaemonView daemon) => (double)daemon.Slot.Taken / daemon.Slot.Capacity;

    /// <summary>Chance spread evenly.</summary>
    private static IEnumerable<double> Rolls(int n) => Enumerable.Range(0, n).Select(i => (i + 0.5) / n);

    private static PoolView Pool(params DaemonView[] daemons) =>
        new("store", "rehearsed", new MethodTable([]), Some.Spec.Call, daemons.ToImmutableArray(), new CallGate(10), null);

    private static DaemonView Daemon(int ordinal, int capacity, int taken, bool open = true, bool serves = true)
    {
        var slot = new DaemonSlot($"store-{ordinal}", $"store-{ordinal}#1", capacity);
        for (var i = 0; i < taken; i++)
        {
            Assert.True(slot.TryTake());
        }

        if (!open)
        {
            slot.Suspect();
        }

        var endpoint = new DaemonEndpoint(new Uri("http://127.0.0.1:7800/"), "user", new Secret("word"), slot.Incarnation, KeepAlive: true);
        return new DaemonView(slot.DaemonId, DaemonRole.Twin, serves, 0, endpoint, slot, "ready");
    }
}

using CsCheck;

namespace Paywarden.Routing;

public sealed class BalancerSpecs
{
    private static readonly CallNeed Read = new(CallTarget.Chain);

    private static readonly Gen<(int Capacity, int Taken, bool Serves)[]> Pools =
        Gen.Select(Gen.Int[1, 8], Gen.Int[0, 8], Gen.Bool, (c, t, s) => (c, Math.Min(c, t), s)).Array[0, 6];

    [Fact]
    public void Whoever_is_picked_serves_and_has_a_free_place_and_none_is_picked_only_where_there_is_none() =>
        Gen.Select(Pools, Gen.Double[0, 1]).Sample((plan, roll) =>
        {
            var pool = Make(plan);

            var picked = Balancer.Pick(pool, Read, Math.Min(roll, 0.999999));

            var free = pool.Daemons.Where(d => d.Serves && d.Slot.Taken < d.Slot.Capacity).ToArray();
            return picked is null ? free.Length == 0 : free.Contains(picked);
        });

    [Fact]
    public void With_two_daemons_the_busier_is_never_picked() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 7], Gen.Double[0, 0.999999]).Sample((a, b, roll) =>
        {
            var pool = Make([(8, a, true), (8, b, true)]);

            return a == b || Balancer.Pick(pool, Read, roll)!.Slot.Taken == Math.Min(a, b);
        });

    [Fact]
    public void Equals_are_picked_about_equally_often()
    {
        var pool = Make([(4, 1, true), (4, 1, true), (4, 1, true), (4, 1, true)]);

        var counts = Enumerable.Range(0, 4000).GroupBy(i => Balancer.Pick(pool, Read, (i + 0.5) / 4000)!.Id).Select(g => g.Count()).ToArray();

        Assert.Equal(4, counts.Length);
        Assert.All(counts, c => Assert.InRange(c, 900, 1100));
    }

    private static PoolView Make((int Capacity, int Taken, bool Serves)[] plan)
    {
        var daemons = plan.Select((p, n) => PoolFixture.Daemon(n, p.Capacity, p.Serves)).ToArray();
        foreach (var (daemon, (_, taken, _)) in daemons.Zip(plan))
        {
            for (var i = 0; i < taken; i++)
            {
                daemon.Slot.TryTakeAny();
            }
        }

        return PoolFixture.Pool(new CallGate(10), daemons);
    }
}

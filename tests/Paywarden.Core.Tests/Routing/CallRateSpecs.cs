using CsCheck;

namespace Paywarden.Routing;

public sealed class CallRateSpecs
{
    [Fact]
    public void No_window_of_a_second_lets_more_than_twice_the_rate_pass() =>
        Gen.Select(Gen.Int[1, 200], Gen.Double[0, 0.05].Array[1, 400]).Sample((perSecond, gaps) =>
        {
            var rate = new CallRate(perSecond);
            var now = TimeSpan.FromHours(1);
            var passed = new List<TimeSpan>();
            foreach (var gap in gaps)
            {
                now += TimeSpan.FromSeconds(gap);
                if (rate.TryTake(now, out _))
                {
                    passed.Add(now);
                }
            }

            return passed.All(start => passed.Count(t => t >= start && t < start + TimeSpan.FromSeconds(1)) <= (2 * perSecond) + 1);
        });

    [Fact]
    public void Whoever_waits_as_told_passes()
    {
        var rate = new CallRate(5);
        var now = TimeSpan.FromHours(1);
        while (rate.TryTake(now, out _))
        {
        }

        Assert.False(rate.TryTake(now, out var wait));
        Assert.InRange(wait, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(0.2));
        Assert.True(rate.TryTake(now + wait, out _));
    }

    [Fact]
    public void Zero_is_no_limit()
    {
        var rate = new CallRate(0);

        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.True(rate.TryTake(TimeSpan.Zero, out TimeSpan _)));
    }
}

using CsCheck;

namespace Paywarden.Daemons;

public sealed class HealthPolicySpecs
{
    private static readonly Gen<ProbeLimits> AnyLimits =
        from bad in Gen.Int[1, 6]
        from good in Gen.Int[1, 6]
        select Some.Probes with { UnhealthyAfter = bad, HealthyAfter = good };

    [Fact]
    public void Verdict_turns_bad_at_the_last_failed_probe_in_a_row_and_not_before()
    {
        var one = HealthPolicy.Judge(Some.Probes, Verdict.Good, good: false);
        var two = HealthPolicy.Judge(Some.Probes, one, good: false);
        var three = HealthPolicy.Judge(Some.Probes, two, good: false);

        Assert.Equal([new Verdict(true, 1), new Verdict(true, 2), Verdict.Bad], [one, two, three]);
    }

    [Fact]
    public void Verdict_turns_good_at_the_last_good_probe_in_a_row_and_not_before()
    {
        var one = HealthPolicy.Judge(Some.Probes, Verdict.Bad, good: true);
        var two = HealthPolicy.Judge(Some.Probes, one, good: true);

        Assert.Equal([new Verdict(false, 1), Verdict.Good], [one, two]);
    }

    [Fact]
    public void Result_that_agrees_begins_the_count_anew()
    {
        Assert.Equal(Verdict.Good, HealthPolicy.Judge(Some.Probes, new Verdict(true, 2), good: true));
        Assert.Equal(Verdict.Bad, HealthPolicy.Judge(Some.Probes, new Verdict(false, 1), good: false));
    }

    [Theory]
    [InlineData(1, true, 1)]
    [InlineData(2, true, 2)]
    [InlineData(3, false, 0)]
    [InlineData(40, false, 0)]
    public void One_result_may_stand_for_several(int weight, bool healthy, int streak) =>
        Assert.Equal(new Verdict(healthy, streak), HealthPolicy.Judge(Some.Probes, Verdict.Good, good: false, weight));

    [Fact]
    public void Flip_flop_never_flips_where_more_than_one_result_is_wanted() =>
        Gen.Select(AnyLimits, Gen.Bool, Gen.Int[0, 50]).Sample((limits, startsGood, length) =>
        {
            var careful = limits with { UnhealthyAfter = limits.UnhealthyAfter + 1, HealthyAfter = limits.HealthyAfter + 1 };
            foreach (var verdict in new[] { Verdict.Good, Verdict.Bad })
            {
                var seen = verdict;
                for (var i = 0; i < length; i++)
                {
                    seen = HealthPolicy.Judge(careful, seen, (i % 2 == 0) == startsGood);
                    Assert.Equal(verdict.Healthy, seen.Healthy);
                }
            }
        });

    [Fact]
    public void Verdict_flips_only_after_as_many_equal_results_in_a_row_as_the_limits_say() =>
        Gen.Select(AnyLimits, Gen.Bool.Array[0, 80]).Sample((limits, results) =>
        {
            var verdict = Verdict.Good;
            var run = 0;
            for (var i = 0; i < results.Length; i++)
            {
                run = i > 0 && results[i] == results[i - 1] ? run + 1 : 1;
                var next = HealthPolicy.Judge(limits, verdict, results[i]);
                var wanted = results[i] ? limits.HealthyAfter : limits.UnhealthyAfter;

                Assert.Equal(results[i] != verdict.Healthy && run >= wanted, next.Healthy != verdict.Healthy);
                verdict = next;
            }
        });

    [Fact]
    public void Weighted_result_is_worth_so_many_single_ones() =>
        Gen.Select(AnyLimits, Gen.Int[1, 8], Gen.Bool).Sample((limits, weight, good) =>
        {
            var from = good ? Verdict.Bad : Verdict.Good;
            var single = from;
            for (var i = 0; i < weight && single.Healthy != good; i++)
            {
                single = HealthPolicy.Judge(limits, single, good);
            }

            Assert.Equal(single, HealthPolicy.Judge(limits, from, good, weight));
        });
}

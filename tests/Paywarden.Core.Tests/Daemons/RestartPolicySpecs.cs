using System.Collections.Immutable;
using CsCheck;

namespace Paywarden.Daemons;

public sealed class RestartPolicySpecs
{
    private static readonly RestartLimits Limits = Some.Restarts;

    /// <summary>Limits that a configuration may have: none negative, at least one end for a crash loop, the first pause no longer than the longest.</summary>
    private static readonly Gen<RestartLimits> AnyLimits =
        from first in Gen.Int[0, 1_000]
        from step in Gen.Int[0, 5_000]
        from most in Gen.Int[1_000, 300_000]
        from reset in Gen.Int[1, 1_200]
        from loop in Gen.Int[1, 12]
        from within in Gen.Int[1, 1_200]
        select new RestartLimits(Ms(first), Ms(step), Ms(most), TimeSpan.FromSeconds(reset), loop, TimeSpan.FromSeconds(within));

    private static readonly Gen<double> Roll = Gen.Double[0, 0.999999];

    /// <summary>Gaps between ends, in milliseconds.</summary>
    private static readonly Gen<int[]> Gaps = Gen.Int[0, 900_000].Array[1, 40];

    [Fact]
    public void First_restart_is_at_once()
    {
        var verdict = RestartPolicy.Next(Limits, [.. Some.Ends(TimeSpan.Zero)], roll: 0.999);

        Assert.Equal(new RestartVerdict(TimeSpan.Zero, Looping: false, "1 unasked end(s) since it was last stable"), verdict);
    }

    [Fact]
    public void First_pause_is_as_configured_whatever_the_roll()
    {
        var verdict = RestartPolicy.Next(Limits with { First = Ms(70) }, [.. Some.Ends(TimeSpan.Zero)], roll: 0.5);

        Assert.Equal(Ms(70), verdict.Delay);
    }

    [Theory]
    [InlineData(2, 250)]
    [InlineData(3, 500)]
    [InlineData(4, 1_000)]
    [InlineData(5, 2_000)]
    [InlineData(9, 32_000)]
    [InlineData(10, 60_000)]
    [InlineData(11, 60_000)]
    [InlineData(900, 60_000)]
    public void Pauses_double_up_to_the_longest(int ends, double ceilingMs)
    {
        var exits = Enumerable.Repeat(new PastExit(Some.Noon, "exit code 1"), ends).ToImmutableArray();
        var never = Limits with { CrashLoop = int.MaxValue };

        Assert.Equal(TimeSpan.Zero, RestartPolicy.Next(never, exits, roll: 0).Delay);
        Assert.Equal(Ms(ceilingMs / 2), RestartPolicy.Next(never, exits, roll: 0.5).Delay);
        Assert.Equal(Ms(ceilingMs * 0.999), RestartPolicy.Next(never, exits, roll: 0.999).Delay);
        Assert.Equal($"{ends} unasked end(s) since it was last stable", RestartPolicy.Next(never, exits, roll: 0).Why);
    }

    [Fact]
    public void Longest_pause_that_is_no_doubling_is_a_cap_too()
    {
        var odd = Limits with { Max = Ms(700), CrashLoop = 100 };
        var exits = Enumerable.Repeat(new PastExit(Some.Noon, "exit code 1"), 4).ToImmutableArray();

        Assert.Equal(Ms(350), RestartPolicy.Next(odd, exits, roll: 0.5).Delay);
    }

    [Fact]
    public void Crash_loop_is_named_at_exactly_so_many_ends_within_the_window()
    {
        var four = Some.Ends(Minutes(9), Minutes(6), Minutes(3), TimeSpan.Zero);
        var five = Some.Ends(Minutes(9.9), Minutes(9), Minutes(6), Minutes(3), TimeSpan.Zero);

        Assert.False(RestartPolicy.Next(Limits, [.. four], 0).Looping);
        Assert.True(RestartPolicy.Next(Limits, [.. five], 0).Looping);
    }

    [Fact]
    public void End_at_the_very_edge_of_the_window_counts_and_one_before_it_does_not()
    {
        var within = Some.Ends(Minutes(10), Minutes(9), Minutes(6), Minutes(3), TimeSpan.Zero);
        var beyond = Some.Ends(Minutes(10) + TimeSpan.FromTicks(1), Minutes(9), Minutes(6), Minutes(3), TimeSpan.Zero);

        Assert.True(RestartPolicy.Next(Limits, [.. within], 0).Looping);
        Assert.False(RestartPolicy.Next(Limits, [.. beyond], 0).Looping);
    }

    [Theory]
    [InlineData(0, 30)]
    [InlineData(0.5, 45)]
    [InlineData(0.999, 59.97)]
    public void Crash_loop_is_retried_after_half_to_all_of_the_longest_pause(double roll, double seconds)
    {
        var five = Some.Ends(Minutes(4), Minutes(3), Minutes(2), Minutes(1), TimeSpan.Zero);

        Assert.Equal(seconds, RestartPolicy.Next(Limits, [.. five], roll).Delay.TotalSeconds, precision: 6);
    }

    [Fact]
    public void Crash_loop_names_its_count_its_window_and_what_it_looks_like()
    {
        var same = Some.Ends(Minutes(4), Minutes(3), Minutes(2), Minutes(1), TimeSpan.Zero);
        PastExit[] mixed = [.. Some.Ends(Minutes(5), Minutes(4), Minutes(3)), new(Some.Noon, "signal 11"), new(Some.Noon, "signal 11")];

        Assert.Equal("crash loop: ended 5 times within 10 min, each time with exit code 1", RestartPolicy.Next(Limits, [.. same], 0).Why);
        Assert.Equal("crash loop: ended 5 times within 10 min, 3 times with exit code 1", RestartPolicy.Next(Limits, [.. mixed], 0).Why);
        Assert.EndsWith("once with exit code 1", RestartPolicy.Next(Limits with { CrashLoop = 2 }, [.. mixed[^3..^1]], 0).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Crash_loop_looks_past_the_numbers_in_what_was_printed_but_not_past_the_exit_code()
    {
        PastExit[] pids = [.. Enumerable.Range(1, 5).Select(n => new PastExit(Some.Noon, $"exit code 0 \"starting daemon (PID {n})\""))];
        PastExit[] codes = [.. pids.Take(4), new(Some.Noon, "exit code 1 \"starting daemon (PID 5)\"")];

        Assert.EndsWith("each time with exit code 0 \"starting daemon (PID 5)\"", RestartPolicy.Next(Limits, [.. pids], 0).Why, StringComparison.Ordinal);
        Assert.EndsWith("4 times with exit code 0 \"starting daemon (PID 4)\"", RestartPolicy.Next(Limits, [.. codes], 0).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit code 1 \"port 7800 is taken\"", "exit code 1 \"port 7801 is taken\"", true)]
    [InlineData("\"pid 12 died\"", "\"pid 13 died\"", true)]
    [InlineData("exit code 1", "exit code 2", false)]
    [InlineData("signal 9", "signal 11", false)]
    [InlineData("exit code 1 \"disk is full\"", "exit code 1 \"no such wallet\"", false)]
    public void Ends_are_alike_but_for_the_numbers_that_were_printed(string before, string last, bool alike)
    {
        PastExit[] ends = [new(Some.Noon, before), new(Some.Noon, last)];

        var why = RestartPolicy.Next(Limits with { CrashLoop = 2 }, [.. ends], 0).Why;

        Assert.Equal(alike, why.Contains("each time", StringComparison.Ordinal));
        Assert.True(!alike || why.EndsWith(last, StringComparison.Ordinal), "the newest of them is shown");
    }

    [Fact]
    public void Crash_loop_of_equally_many_kinds_names_the_same_one_every_time()
    {
        PastExit[] mixed = [new(Some.Noon, "signal 9"), new(Some.Noon, "exit code 1"), new(Some.Noon, "signal 9"), new(Some.Noon, "exit code 1")];

        Assert.EndsWith("2 times with exit code 1", RestartPolicy.Next(Limits with { CrashLoop = 4 }, [.. mixed], 0).Why, StringComparison.Ordinal);
        Assert.EndsWith("2 times with exit code 1", RestartPolicy.Next(Limits with { CrashLoop = 4 }, [.. mixed.Reverse()], 0).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Ends_before_a_long_ready_time_are_forgotten()
    {
        var end = new PastExit(Some.Noon, "exit code 1");
        ImmutableArray<PastExit> before = [.. Some.Ends(Minutes(60), Minutes(30))];

        Assert.Equal<PastExit>([end], RestartPolicy.Remember(Limits, before, Some.Noon - Minutes(10), end));
        Assert.Equal<PastExit>([.. before, end], RestartPolicy.Remember(Limits, before, Some.Noon - Minutes(10) + TimeSpan.FromTicks(1), end));
        Assert.Equal<PastExit>([.. before, end], RestartPolicy.Remember(Limits, before, readySince: null, end));
    }

    [Fact]
    public void Only_the_newest_thousand_ends_are_kept()
    {
        var exits = ImmutableArray<PastExit>.Empty;
        for (var i = 0; i < RestartPolicy.Remembered + 5; i++)
        {
            exits = RestartPolicy.Remember(Limits, exits, null, new PastExit(Some.Noon.AddSeconds(i), $"end {i}"));
        }

        Assert.Equal(RestartPolicy.Remembered, exits.Length);
        Assert.Equal("end 5", exits[0].Signature);
        Assert.Equal("end 1004", exits[^1].Signature);
    }

    [Fact]
    public void No_pause_is_negative_or_longer_than_the_longest() =>
        Gen.Select(AnyLimits, Gaps, Roll).Sample((limits, gaps, roll) =>
        {
            var (exits, _) = Lived(gaps);
            var delay = RestartPolicy.Next(limits, exits, roll).Delay;

            Assert.InRange(delay, TimeSpan.Zero, limits.Max);
        });

    [Fact]
    public void Each_further_end_waits_no_less_with_the_same_roll() =>
        Gen.Select(AnyLimits, Gen.Int[1, 60], Roll).Sample((limits, ends, roll) =>
        {
            // With every roll only where the first pause is none: a configured one is not rolled, the next may be rolled below it.
            var calm = limits with { First = TimeSpan.Zero };
            var exits = Enumerable.Repeat(new PastExit(Some.Noon, "exit code 1"), ends).ToImmutableArray();

            Assert.True(RestartPolicy.Next(calm, exits, roll).Delay <= RestartPolicy.Next(calm, exits.Add(exits[0]), roll).Delay);
        });

    [Fact]
    public void No_window_sees_more_quick_restarts_than_the_policy_grants() =>
        Gen.Select(AnyLimits, Gen.Int[0, 60_000].Array[1, 60], Roll.Array[60]).Sample((limits, lives, rolls) =>
        {
            // A daemon that lives as long as drawn after each start, for ever.
            var now = Some.Noon;
            var exits = ImmutableArray<PastExit>.Empty;
            var quick = new List<DateTimeOffset>();
            for (var i = 0; i < lives.Length; i++)
            {
                var started = now;
                now += Ms(lives[i]);
                exits = RestartPolicy.Remember(limits, exits, started, new PastExit(now, "exit code 1"));
                var verdict = RestartPolicy.Next(limits, exits, rolls[i]);
                if (!verdict.Looping && exits.Length > 1)
                {
                    quick.Add(now);
                }

                now += verdict.Delay;
            }

            foreach (var start in quick)
            {
                // Ends forgotten after a long ready time are granted anew; none is shorter than that.
                var stable = 1 + (int)(limits.CrashLoopWithin / limits.ResetAfter);
                Assert.True(quick.Count(q => q >= start && q - start <= limits.CrashLoopWithin) <= (limits.CrashLoop - 1) * (stable + 1));
            }
        });

    [Fact]
    public void Crash_loop_stays_one_however_slowly_it_is_retried_until_it_was_stable()
    {
        var slow = Limits with { Max = Minutes(30) };
        ImmutableArray<PastExit> loop = [.. Some.Ends(Minutes(4), Minutes(3), Minutes(2), Minutes(1), TimeSpan.Zero)];
        var retried = loop.Add(new PastExit(Some.Noon + Minutes(25), "exit code 7")).Add(new PastExit(Some.Noon + Minutes(50), "exit code 7"));
        var stable = RestartPolicy.Remember(slow, retried, readySince: Some.Noon + Minutes(51), new PastExit(Some.Noon + Minutes(61), "exit code 7"));

        Assert.Equal("crash loop: ended 5 times within 10 min, each time with exit code 1", RestartPolicy.Next(slow, retried, 0).Why);
        Assert.False(RestartPolicy.Next(slow, stable, 0).Looping);
    }

    [Fact]
    public void Verdict_is_a_crash_loop_exactly_when_some_window_held_so_many_ends() =>
        Gen.Select(AnyLimits, Gaps, Roll).Sample((limits, gaps, roll) =>
        {
            var (exits, _) = Lived(gaps);
            var windows = exits.Select(last => exits.Count(e => e.At <= last.At && last.At - e.At <= limits.CrashLoopWithin));
            var verdict = RestartPolicy.Next(limits, exits, roll);

            Assert.Equal(windows.Any(ends => ends >= limits.CrashLoop), verdict.Looping);
            Assert.True(!verdict.Looping || verdict.Why.StartsWith($"crash loop: ended {windows.Last(ends => ends >= limits.CrashLoop)} times", StringComparison.Ordinal));
            Assert.True(!verdict.Looping || verdict.Delay >= limits.Max / 2);
        });

    private static (ImmutableArray<PastExit> Exits, DateTimeOffset Now) Lived(int[] gaps)
    {
        var now = Some.Noon;
        var exits = ImmutableArray.CreateBuilder<PastExit>();
        foreach (var gap in gaps)
        {
            now += Ms(gap);
            exits.Add(new PastExit(now, "exit code 1"));
        }

        return (exits.ToImmutable(), now);
    }

    private static TimeSpan Ms(double ms) => TimeSpan.FromMilliseconds(ms);

    private static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);
}

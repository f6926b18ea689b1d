using System.Collections.Immutable;

namespace Paywarden.Daemons;

/// <summary>When a daemon that ended unasked starts again. Restart times are a list, not a counter with a reset timer (as OTP's supervisor keeps them):
/// exact, printable, and the same after the node's own restart.</summary>
public static class RestartPolicy
{
    /// <summary>How many ends are kept: enough for any sensible crash-loop setting, bounded for a daemon that crashes for a year.</summary>
    public const int Remembered = 1000;

    /// <summary>The ends that still count after one more: none before it when the daemon had been ready for <see cref="RestartLimits.ResetAfter"/>.</summary>
    public static ImmutableArray<PastExit> Remember(RestartLimits limits, ImmutableArray<PastExit> exits, DateTimeOffset? readySince, PastExit end)
    {
        var kept = readySince is { } ready && end.At - ready >= limits.ResetAfter ? [] : exits;
        return [.. kept.Skip(kept.Length - Remembered + 1), end];
    }

    /// <summary>The next start after the last of <paramref name="exits"/> (at least one).</summary>
    /// <param name="roll">Chance in [0, 1): full jitter, so that daemons that died together do not start together for ever.</param>
    public static RestartVerdict Next(RestartLimits limits, ImmutableArray<PastExit> exits, double roll)
    {
        if (Loop(limits, exits) is { } loop)
        {
            // Half of the longest pause at least: a crash loop is retried for ever, but slowly. What it waits for may come back at any time.
            return new RestartVerdict(limits.Max * (0.5 + (roll / 2)), Looping: true, LoopSentence(limits, loop));
        }

        var delay = exits.Length <= 1 ? limits.First : Ceiling(limits, exits.Length) * roll;
        return new RestartVerdict(delay, Looping: false, $"{exits.Length} unasked end(s) since it was last stable");
    }

    /// <summary>The newest window that held as many ends as make a crash loop; null: none did. Of all ends since it was last stable, not of the last
    /// minutes alone: the slow retries of a loop would thin them out, and its verdict would come and go.</summary>
    private static ImmutableArray<PastExit>? Loop(RestartLimits limits, ImmutableArray<PastExit> exits)
    {
        var first = exits.Length;
        for (var last = exits.Length - 1; last >= 0; last--)
        {
            first = Math.Min(first, last);
            while (first > 0 && exits[last].At - exits[first - 1].At <= limits.CrashLoopWithin)
            {
                first--;
            }

            if (last - first + 1 >= limits.CrashLoop)
            {
                return exits[first..(last + 1)];
            }
        }

        return null;
    }

    /// <summary>Base doubling with every end after the first, up to Max. In doubles, which have room where a TimeSpan would overflow after 40 doublings.</summary>
    private static TimeSpan Ceiling(RestartLimits limits, int ends) =>
        TimeSpan.FromTicks((long)Math.Min(limits.Base.Ticks * Math.Pow(2, ends - 2), limits.Max.Ticks));

    private static string LoopSentence(RestartLimits limits, ImmutableArray<PastExit> recent)
    {
        var kinds = recent.GroupBy(e => Likeness(e.Signature)).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal);
        // Stryker disable once Linq : a crash loop has ends, so First and FirstOrDefault are one
        var usual = kinds.First();
        var same = usual.Count() switch
        {
            var all when all == recent.Length => "each time",
            1 => "once",
            var some => $"{some} times",
        };
        return $"crash loop: ended {recent.Length} times within {Spoken.Duration(limits.CrashLoopWithin)}, {same} with {usual.Last().Signature}";
    }

    /// <summary>Numbers in what a daemon printed (pids, ports, times) differ from end to end; its exit code and signal, before the quote, count.</summary>
    private static string Likeness(string signature)
    {
        var quote = signature.IndexOf('"', StringComparison.Ordinal);
        return quote < 0 ? signature : signature[..quote] + string.Concat(signature[quote..].Where(c => !char.IsDigit(c)));
    }
}

/// <param name="Delay">From now.</param>
/// <param name="Looping">Show it as crash_looping.</param>
public sealed record RestartVerdict(TimeSpan Delay, bool Looping, string Why);

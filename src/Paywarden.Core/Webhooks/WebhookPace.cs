namespace Paywarden.Webhooks;

/// <summary>When an event that was not taken is sent again.</summary>
/// <param name="First">After the first failure; doubles.</param>
/// <param name="Max">The longest pause.</param>
/// <param name="For">Counted from the first failure: after that a person decides.</param>
public sealed record WebhookPace(TimeSpan First, TimeSpan Max, TimeSpan For)
{
    /// <summary>Deliveries to one receiver at a time.</summary>
    public const int Widest = 8;

    /// <param name="tries">How often it has been tried without success, at least 1.</param>
    /// <param name="roll">0 to 1: what failed together is not tried again together.</param>
    /// <returns>Null: no more. The last try is at the end of the time, whatever pause would have been due.</returns>
    public DateTimeOffset? Next(int tries, DateTimeOffset firstFailure, DateTimeOffset now, double roll)
    {
        var end = firstFailure + For;
        if (now >= end)
        {
            return null;
        }

        // In doubles, which have room where a TimeSpan would overflow after 40 doublings.
        var ceiling = Math.Min(First.Ticks * Math.Pow(2, tries - 1), Max.Ticks);
        var next = now + TimeSpan.FromTicks((long)(ceiling * (0.5 + (roll / 2))));
        return next < end ? next : end;
    }

    /// <summary>A receiver that takes nothing is asked one at a time: a hundred thousand payments must not all knock at a door that is shut, and those that
    /// have not knocked yet go at once when it opens.</summary>
    public static int Width(int failuresInARow) => failuresInARow >= Widest ? 1 : Widest;
}

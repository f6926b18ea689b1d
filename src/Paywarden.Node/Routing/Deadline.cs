namespace Paywarden.Routing;

/// <summary>The time that a request has, counted from its arrival. The members of a batch share one.</summary>
internal readonly struct Deadline(TimeProvider clock, TimeSpan within)
{
    /// <summary>Less is no time: timers count in whole milliseconds and may come a little early, and what is sent so late only ends as unknown.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(5);

    private readonly long _began = clock.GetTimestamp();

    /// <summary>Never below zero: a negative wait is an error, or a wait without end.</summary>
    public TimeSpan Left
    {
        get
        {
            var left = within - clock.GetElapsedTime(_began);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public bool HasPassed => Left < Least;
}

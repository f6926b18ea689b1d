namespace Paywarden.Routing;

/// <summary>How many calls a user may make in a second, with one second's worth at once after a rest. One number and a compare-and-swap (the
/// generic cell rate algorithm): no lock, no timer that refills.</summary>
/// <param name="perSecond">0: no limit.</param>
public sealed class CallRate(double perSecond)
{
    private readonly long _step = perSecond > 0 ? (long)(TimeSpan.TicksPerSecond / perSecond) : 0;
    private readonly long _burst = perSecond > 0 ? Math.Max(TimeSpan.TicksPerSecond, (long)(TimeSpan.TicksPerSecond / perSecond)) : 0;
    private long _due;

    public double PerSecond { get; } = perSecond;

    /// <param name="now">Ticks of any clock that never goes back.</param>
    /// <param name="wait">With false: when a call would pass.</param>
    public bool TryTake(TimeSpan now, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (_step == 0)
        {
            return true;
        }

        while (true)
        {
            var due = Volatile.Read(ref _due);
            var next = Math.Max(due, now.Ticks) + _step;
            var early = next - now.Ticks - _burst;
            if (early > 0)
            {
                wait = TimeSpan.FromTicks(early);
                return false;
            }

            if (Interlocked.CompareExchange(ref _due, next, due) == due)
            {
                return true;
            }
        }
    }
}

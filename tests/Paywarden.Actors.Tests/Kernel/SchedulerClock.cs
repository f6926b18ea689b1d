using Akka.Actor;
using Akka.TestKit;

namespace Paywarden.Kernel;

/// <summary>The one driver of time in a test: actors' timers and whoever asks the clock see the same virtual time.</summary>
internal sealed class SchedulerClock(TestScheduler scheduler) : TimeProvider
{
    private readonly DateTimeOffset _booted = scheduler.Now - TimeSpan.FromHours(1);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => scheduler.Now;

    public override long GetTimestamp() => (scheduler.Now - _booted).Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(scheduler, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(TestScheduler scheduler, Action fire) : ITimer
    {
        private Cancelable? _set;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _set?.Cancel();
            _set = dueTime == Timeout.InfiniteTimeSpan ? null : new Cancelable((IActionScheduler)scheduler);
            if (_set is null)
            {
                return true;
            }

            if (period == Timeout.InfiniteTimeSpan || period == TimeSpan.Zero)
            {
                scheduler.Advanced.ScheduleOnce(dueTime, fire, _set);
            }
            else
            {
                scheduler.Advanced.ScheduleRepeatedly(dueTime, period, fire, _set);
            }

            return true;
        }

        public void Dispose() => _set?.Cancel();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

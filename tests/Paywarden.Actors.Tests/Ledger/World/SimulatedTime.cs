namespace Paywarden.Ledger.World;

/// <summary>The one driver of time: everything that happens is a step in its queue, so that a seed always gives the same story.</summary>
internal sealed class SimulatedTime
{
    private readonly PriorityQueue<Action, (DateTimeOffset, long)> _steps = new();
    private long _order;

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public void After(TimeSpan delay, Action step) => _steps.Enqueue(step, (Now + delay, _order++));

    /// <summary>Runs what is due until then.</summary>
    public void RunUntil(DateTimeOffset end)
    {
        while (_steps.TryPeek(out var step, out var at) && at.Item1 <= end)
        {
            _steps.Dequeue();
            Now = at.Item1;
            step();
        }

        Now = end;
    }
}

/// <summary>Time as one owner has it: a frozen owner's timers wait for its thaw, a dead one's never come.</summary>
internal sealed class OwnerTime(SimulatedTime time, FakeProcess process) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => time.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer();
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            time.After(dueTime, () => process.Run(() =>
            {
                if (!timer.IsOver)
                {
                    callback(state);
                }
            }));
        }

        return timer;
    }

    private sealed class Timer : ITimer
    {
        public bool IsOver { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException("a delay is set once");

        public void Dispose() => IsOver = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>A process of ours: alive, frozen, or dead for good. Whatever reaches it runs through here.</summary>
internal sealed class FakeProcess
{
    private readonly Queue<Action> _held = [];

    public bool IsDead { get; private set; }

    public bool IsFrozen { get; private set; }

    public void Run(Action step)
    {
        if (IsFrozen)
        {
            _held.Enqueue(step);
        }
        else if (!IsDead)
        {
            step();
        }
    }

    public void Kill() => IsDead = true;

    public void Freeze() => IsFrozen = true;

    public void Thaw()
    {
        IsFrozen = false;
        while (_held.TryDequeue(out var step) && !IsFrozen && !IsDead)
        {
            step();
        }
    }
}

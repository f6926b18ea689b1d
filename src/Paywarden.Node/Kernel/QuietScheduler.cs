using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Paywarden.Kernel;

/// <summary>Akka's timers without a tick. Its own wheel wakes the process a hundred times a second to see whether anything is due, which is most of what an
/// idle node costs; this one sleeps until something is due. What nobody times to the millisecond falls on a common grid, so that a thousand
/// daemons wake the node ten times a second and not five hundred times.</summary>
internal sealed class QuietScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IDisposable
{
    private const long Grid = 100;
    private const long ShortestOnGrid = 1_000;
    private const int Roomy = 1_024;

    private readonly Lock _gate = new();
    private readonly PriorityQueue<Entry, long> _queue = new();
    private readonly AutoResetEvent _sooner = new(false);
    private readonly List<Entry> _ripe = [];
    private long _wakes = long.MaxValue;
    private int _room = Roomy;
    private bool _stopped;

    public QuietScheduler(Config scheduler, ILoggingAdapter log)
        : base(scheduler, log) => new Thread(Run) { IsBackground = true, Name = "timers" }.Start();

    public override TimeSpan MonotonicClock => HighResMonotonicClock;

    public override TimeSpan HighResMonotonicClock => Stopwatch.GetElapsedTime(0);

    protected override DateTimeOffset TimeNow => DateTimeOffset.UtcNow;

    private static long NowMilliseconds => Environment.TickCount64;

    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            _queue.Clear();
        }

        _sooner.Set();
    }

    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(delay, TimeSpan.Zero, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) => Add(delay, TimeSpan.Zero, action, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) => Add(initialDelay, interval, action, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) => Add(delay, TimeSpan.Zero, action.Run, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) => Add(initialDelay, interval, action.Run, cancelable);

    private void Add(TimeSpan delay, TimeSpan interval, Action act, ICancelable? cancelable)
    {
        var due = NowMilliseconds + (long)Math.Ceiling(delay.TotalMilliseconds);
        Enqueue(new Entry(act, cancelable, (long)Math.Ceiling(interval.TotalMilliseconds)), delay.TotalMilliseconds >= ShortestOnGrid ? OnGrid(due) : due);
    }

    private void Enqueue(Entry entry, long due)
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            if (_queue.Count >= _room)
            {
                ForgetCancelled();
            }

            _queue.Enqueue(entry, due);
            if (due >= _wakes)
            {
                return;
            }

            _wakes = due;
        }

        _sooner.Set();
    }

    /// <summary>What was cancelled stays in the queue until it is due; this keeps a flood of long time-outs from filling the memory until then.</summary>
    private void ForgetCancelled()
    {
        var live = _queue.UnorderedItems.Where(i => !i.Element.IsCancelled).ToArray();
        _queue.Clear();
        _queue.EnqueueRange(live);
        _room = Math.Max(Roomy, live.Length * 2);
    }

    private void Run()
    {
        while (Sleep() is { } milliseconds)
        {
            _sooner.WaitOne(milliseconds);
            TakeRipe();
            foreach (var entry in _ripe)
            {
                entry.Run(Log);
                if (entry.Interval > 0 && !entry.IsCancelled)
                {
                    var due = NowMilliseconds + entry.Interval;
                    Enqueue(entry, entry.Interval >= Grid ? NearestOnGrid(due) : due);
                }
            }

            _ripe.Clear();
        }
    }

    /// <summary>Null: the end.</summary>
    private int? Sleep()
    {
        lock (_gate)
        {
            _wakes = _queue.TryPeek(out _, out var due) ? due : long.MaxValue;
            return _stopped ? null
                : _wakes == long.MaxValue ? Timeout.Infinite
                : (int)Math.Clamp(_wakes - NowMilliseconds, 0, int.MaxValue);
        }
    }

    private void TakeRipe()
    {
        lock (_gate)
        {
            while (_queue.TryPeek(out var entry, out var due) && due <= NowMilliseconds)
            {
                _queue.Dequeue();
                _ripe.Add(entry);
            }
        }
    }

    private static long OnGrid(long due) => (due + Grid - 1) / Grid * Grid;

    /// <summary>A repetition stays at its interval: always rounded up, every one would come later than the last.</summary>
    private static long NearestOnGrid(long due) => (due + (Grid / 2)) / Grid * Grid;

    private sealed record Entry(Action Act, ICancelable? Cancelable, long Interval)
    {
        public bool IsCancelled => Cancelable is { IsCancellationRequested: true };

        public void Run(ILoggingAdapter log)
        {
            if (IsCancelled)
            {
                return;
            }

            try
            {
                Act();
            }
            catch (Exception e)
            {
                // Whatever a callback throws, the timers of everybody else go on.
                log.Error(e, "A timer's callback failed");
            }
        }
    }
}

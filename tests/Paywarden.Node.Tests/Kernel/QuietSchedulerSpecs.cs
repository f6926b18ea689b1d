using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Paywarden.Kernel;

public sealed class QuietSchedulerSpecs : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly QuietScheduler _scheduler = new(ConfigurationFactory.Empty, NoLogger.Instance);
    private readonly BlockingCollection<string> _done = [];

    public void Dispose()
    {
        _scheduler.Dispose();
        _done.Dispose();
    }

    private IActionScheduler Timers => _scheduler;

    [Fact]
    public void What_is_due_sooner_comes_first_whatever_was_asked_for_first()
    {
        Once(1_500, "late");
        Once(300, "later");
        Once(1, "soon");
        Once(0, "now");
        Assert.Equal("now, soon, later, late", string.Join(", ", Take(), Take(), Take(), Take()));
    }

    [Fact]
    public void Nothing_comes_before_its_time()
    {
        foreach (var delay in new[] { 1, 40, 250, 1_000, 1_050 })
        {
            var since = System.Diagnostics.Stopwatch.GetTimestamp();
            Once(delay, "x");
            Take();
            // The system's millisecond clock may stand just before its next step.
            Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(since).TotalMilliseconds, delay - 20, Patience.TotalMilliseconds);
        }
    }

    [Fact]
    public void Repetition_goes_on_until_it_is_cancelled_and_the_others_with_it()
    {
        using var cancel = new Cancelable((IActionScheduler)_scheduler);
        Timers.ScheduleRepeatedly(TimeSpan.Zero, TimeSpan.FromMilliseconds(100), () => _done.Add("tick"), cancel);
        Assert.Equal("tick tick tick", string.Join(' ', Take(), Take(), Take()));

        cancel.Cancel();
        Once(400, "end");
        var rest = new List<string>();
        while (rest is not [.., "end"])
        {
            rest.Add(Take());
        }

        // One may have been under way.
        Assert.InRange(rest.Count, 1, 2);
    }

    [Fact]
    public void Cancelled_timers_neither_come_nor_keep_others_from_coming()
    {
        for (var n = 0; n < 5_000; n++)
        {
            using var cancel = new Cancelable((IActionScheduler)_scheduler);
            Timers.ScheduleOnce(TimeSpan.FromMilliseconds(1_000 + (n % 200)), () => _done.Add("cancelled"), cancel);
            cancel.Cancel();
        }

        Once(1_500, "end");
        Assert.Equal("end", Take());
    }

    [Fact]
    public void Callback_that_throws_ends_nothing_but_itself()
    {
        Timers.ScheduleOnce(TimeSpan.Zero, () => throw new InvalidOperationException("a bug"));
        Once(10, "next");
        Assert.Equal("next", Take());
    }

    [Fact]
    public void Disposed_it_takes_no_more()
    {
        _scheduler.Dispose();
        Once(0, "too late");
        Assert.False(_done.TryTake(out _, TimeSpan.FromMilliseconds(300)));
    }

    private void Once(int milliseconds, string what) => Timers.ScheduleOnce(TimeSpan.FromMilliseconds(milliseconds), () => _done.Add(what));

    private string Take() => _done.TryTake(out var what, Patience) ? what : throw new TimeoutException("nothing came");
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Event = Paywarden.Daemons.DaemonEvent;
using Phase = Paywarden.Daemons.DaemonPhase;

namespace Paywarden.Daemons;

/// <summary>What monitoring is told of daemons, counted from their events: so it says the same as the history does. Times are those of the events.</summary>
public sealed class DaemonMetrics
{
    /// <summary>The one meter of a node; whoever measures something else takes it from the same <see cref="IMeterFactory"/> by this name.</summary>
    public const string MeterName = "Paywarden";

    /// <summary>Seconds: from a restart that nobody notices to one that a person had to mend.</summary>
    private static readonly InstrumentAdvice<double> Buckets =
        new() { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800] };

    private static readonly string[] Reasons = ["died", "died_starting", "frozen", "launch_failed", "not_ready", "unhealthy"];

    private readonly Counter<long> _restarts;
    private readonly Counter<long> _missed;
    private readonly Histogram<double> _start;
    private readonly Histogram<double> _recovery;
    private readonly ConcurrentDictionary<string, Times> _times = new(StringComparer.Ordinal);

    public DaemonMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _restarts = meter.CreateCounter<long>("paywarden_daemon_restarts", description: "Ends and failed starts of a daemon that nobody asked for, each of which is followed by a restart or a park.");
        _missed = meter.CreateCounter<long>("paywarden_probe_failures", description: "Probes that a running daemon failed.");
        _start = meter.CreateHistogram("paywarden_daemon_start", "s", "From the launch of a daemon to its first good probe.", tags: null, Buckets);
        _recovery = meter.CreateHistogram("paywarden_daemon_recovery", "s", "From the loss of a ready daemon, as the node noticed it, until it was ready again.", tags: null, Buckets);
    }

    /// <param name="before">The state that the event is applied to. Of one daemon, one event at a time.</param>
    public void Saw(DaemonLife before, Event e)
    {
        if (e is Event.Specified { Spec: var asked } && before.Spec is null)
        {
            Begin(asked);
        }

        if (before.Spec is not { } spec)
        {
            return;
        }

        var times = _times.GetOrAdd(spec.Id, _ => new Times());
        switch (e)
        {
            case Event.LaunchBegan:
                times.Launch = e.At;
                break;
            case Event.Adopted:
                times.Launch = null;
                break;
            case Event.BecameReady:
                Record(_start, spec, e.At - times.Launch);
                Record(_recovery, spec, e.At - times.Loss);
                (times.Launch, times.Loss) = (null, null);
                break;
            case Event.ProbeMissed:
                _missed.Add(1, Tags(spec));
                break;
            case Event.LaunchFailed:
                Restarted(spec, "launch_failed");
                break;
            case Event.Ended { Asked: false }:
                times.Loss ??= before.Phase is Phase.Up ? e.At : null;
                Restarted(spec, Reason(before.Phase));
                break;
            case Event.WentAway or Event.EndBegan { Then: Afterwards.Replace } when before.Phase is Phase.Up:
                times.Loss ??= e.At;
                break;
            case Event.Stopped or Event.Left:
                (times.Launch, times.Loss) = (null, null);
                break;
        }
    }

    /// <summary>Counters stand at 0 from the first: a rate over a series that begins with its first failure would not see that failure.</summary>
    private void Begin(DaemonSpec spec)
    {
        _missed.Add(0, Tags(spec));
        foreach (var reason in Reasons)
        {
            _restarts.Add(0, Tags(spec, reason));
        }
    }

    private void Restarted(DaemonSpec spec, string reason) => _restarts.Add(1, Tags(spec, reason));

    private static void Record(Histogram<double> histogram, DaemonSpec spec, TimeSpan? span)
    {
        if (span is { } known)
        {
            histogram.Record(known.TotalSeconds, Tags(spec));
        }
    }

    private static string Reason(Phase phase) => phase switch
    {
        Phase.Ending { Then: Afterwards.Replace { Signature: Afterwards.Replace.Frozen } } => "frozen",
        Phase.Ending { Then: Afterwards.Replace { Signature: Afterwards.Replace.NoAnswer } } => "unhealthy",
        Phase.Ending => "not_ready",
        Phase.Awakening => "died_starting",
        _ => "died",
    };

    private static TagList Tags(DaemonSpec spec) => new() { { "wallet", spec.Wallet }, { "daemon", spec.Id } };

    private static TagList Tags(DaemonSpec spec, string reason) => new() { { "wallet", spec.Wallet }, { "daemon", spec.Id }, { "reason", reason } };

    private sealed class Times
    {
        public DateTimeOffset? Launch { get; set; }

        public DateTimeOffset? Loss { get; set; }
    }
}

using System.Diagnostics.Metrics;

namespace Paywarden.Daemons;

public sealed class DaemonMetricsSpecs : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly HealthReport Well = new(1, 1, true, true, 1, []);
    private static readonly RunningProcess Process = new(new DaemonIdentity(1, 2, "boot"), 7800);

    private readonly Meters _meters = new();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, double> _seen = [];
    private readonly DaemonMetrics _metrics;
    private DaemonLife _life = DaemonLife.Unknown;

    public DaemonMetricsSpecs()
    {
        _listener.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => See(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => See(instrument, value, tags));
        _listener.Start();
        _metrics = new DaemonMetrics(_meters);
        Happens(new DaemonEvent.Specified(Spec(), Noon));
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public void Counters_stand_at_zero_before_anything_happens() =>
        Assert.Equal((0.0, 0.0), (_seen["paywarden_daemon_restarts store store-0 died"], _seen["paywarden_probe_failures store store-0"]));

    [Fact]
    public void A_start_is_measured_from_its_launch_to_ready_and_a_death_to_ready_again()
    {
        Starts(at: 0, ready: 2);
        Happens(new DaemonEvent.Ended("killed", Asked: false, [], Noon.AddSeconds(60)));
        Starts(at: 61, ready: 62.5);

        Assert.Equal(1.5, _seen["paywarden_daemon_start store store-0"]);
        Assert.Equal(2.5, _seen["paywarden_daemon_recovery store store-0"]);
        Assert.Equal(1, _seen["paywarden_daemon_restarts store store-0 died"]);
    }

    [Fact]
    public void A_daemon_that_does_not_answer_is_lost_when_that_is_noticed_not_when_it_is_dead()
    {
        Starts(at: 0, ready: 1);
        Happens(new DaemonEvent.ProbeMissed("no answer", Verdict.Bad, Noon.AddSeconds(10)));
        Happens(new DaemonEvent.EndBegan("deaf", EndStage.Kill, Noon.AddDays(1), new Afterwards.Replace(Afterwards.Replace.NoAnswer), Noon.AddSeconds(10)));
        Happens(new DaemonEvent.Ended("deaf", Asked: false, [], Noon.AddSeconds(12)));
        Starts(at: 12, ready: 13);

        Assert.Equal(3, _seen["paywarden_daemon_recovery store store-0"]);
        Assert.Equal(1, _seen["paywarden_daemon_restarts store store-0 unhealthy"]);
        Assert.Equal(1, _seen["paywarden_probe_failures store store-0"]);
    }

    [Fact]
    public void What_an_operator_asked_for_is_neither_a_loss_nor_a_restart()
    {
        Starts(at: 0, ready: 1);
        Happens(new DaemonEvent.EndBegan("asked", EndStage.Rpc, Noon.AddDays(1), new Afterwards.StartAgain("ann"), Noon.AddSeconds(10)));
        Happens(new DaemonEvent.Ended("asked", Asked: true, [], Noon.AddSeconds(11)));
        Starts(at: 11, ready: 12);

        Assert.DoesNotContain("paywarden_daemon_recovery store store-0", _seen.Keys);
        Assert.All(_seen.Where(m => m.Key.StartsWith("paywarden_daemon_restarts", StringComparison.Ordinal)), m => Assert.Equal(0, m.Value));
    }

    [Fact]
    public void An_adopted_daemon_was_not_started()
    {
        Happens(new DaemonEvent.Adopted(Process, Noon.AddSeconds(45), Noon));
        Happens(new DaemonEvent.BecameReady(Well, Noon.AddSeconds(1)));

        Assert.DoesNotContain("paywarden_daemon_start store store-0", _seen.Keys);
    }

    private void Starts(double at, double ready)
    {
        Happens(new DaemonEvent.LaunchBegan(Noon.AddSeconds(at)));
        Happens(new DaemonEvent.Launched(Process, Noon.AddSeconds(at + 45), Noon.AddSeconds(at)));
        Happens(new DaemonEvent.BecameReady(Well, Noon.AddSeconds(ready)));
    }

    private void Happens(DaemonEvent e)
    {
        var before = _life;
        _life = DaemonMachine.Apply(_life, e);
        _metrics.Saw(before, e);
    }

    /// <summary>Counters add up; of a histogram the last value is kept.</summary>
    private void See(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = $"{instrument.Name} {string.Join(' ', tags.ToArray().Select(t => t.Value))}";
        _seen[key] = instrument is Counter<long> ? _seen.GetValueOrDefault(key) + value : value;
    }

    private static DaemonSpec Spec() => new()
    {
        Id = "store-0",
        Wallet = "store",
        Ordinal = 0,
        Dialect = "simulator",
        Start = new StartLimits(TimeSpan.FromSeconds(45), TimeSpan.FromMilliseconds(500)),
        Probe = new ProbeLimits(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), 3, 1),
        Restart = new RestartLimits(TimeSpan.Zero, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(10), 5, TimeSpan.FromMinutes(10)),
        Stop = new StopLimits(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)),
        Call = new CallLimits(1, 100, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5)),
    };

    private sealed class Meters : IMeterFactory
    {
        private readonly List<Meter> _made = [];

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options);
            _made.Add(meter);
            return meter;
        }

        public void Dispose() => _made.ForEach(m => m.Dispose());
    }
}

using Akka.Actor;
using Akka.Event;
using Paywarden.Daemons;
using Paywarden.Ledger;

namespace Paywarden.Webhooks;

/// <summary>Tells one receiver what the outbox has for it: the first event about each subject, several subjects at a time, and the next about the same only
/// when that is taken.</summary>
internal sealed class WebhookCourier : ReceiveActor, IWithTimers
{
    private const int Page = 64;

    /// <summary>Failures in a row that are worth a line: a single one mends itself.</summary>
    private const int Notable = 3;

    /// <summary>Somebody else may fill the outbox or ask for a replay, and one round may be lost.</summary>
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    private readonly WebhookWorld _world;
    private readonly string _wallet;
    private readonly string _ledger;
    private readonly WebhookTarget _target;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly HashSet<string> _out = [];
    private readonly Queue<OutboxEvent> _ready = [];

    /// <summary>Subjects that moved while a look was on its way: what it saw of them is old.</summary>
    private readonly HashSet<string> _moved = [];
    private bool _isLooking;
    private bool _isFilled;
    private int _failures;

    public WebhookCourier(WebhookWorld world, string wallet, string ledger, WebhookTarget target)
    {
        (_world, _wallet, _ledger, _target) = (world, wallet, ledger, target);
        Receive<WebhookPump.Filled>(_ => Look());
        Receive<Told<OutboxLook>>(OnLooked);
        Receive<Sent>(OnSent);
        Receive<Recorded>(OnRecorded);
        Receive<Akka.Actor.Status.Failure>(m => OnLooked(Told.Not<OutboxLook>($"{m.Cause.GetType().Name}: {m.Cause.Message}")));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Look();

    protected override void PostRestart(Exception reason) => Timers.StartSingleTimer(nameof(Look), WebhookPump.Filled.Instance, Round);

    protected override void PostStop() => _world.Metrics.Ended(_wallet, _target.Name);

    private void Look()
    {
        _isFilled = true;
        if (_isLooking || _ready.Count > 0)
        {
            return;
        }

        (_isLooking, _isFilled) = (true, false);
        _moved.Clear();
        _world.Outbox.LookAsync(_ledger, _target.Name, _world.Clock.GetUtcNow(), Page).PipeTo(Self);
    }

    private void OnLooked(Told<OutboxLook> told)
    {
        _isLooking = false;
        var wait = Round;
        if (told.IsTold)
        {
            foreach (var e in told.Value!.Due.Where(e => !_out.Contains(e.Subject) && !_moved.Contains(e.Subject)))
            {
                _ready.Enqueue(e);
            }

            _world.Metrics.Waits(_wallet, _target.Name, told.Value.Oldest);
            wait = told.Value.Next is { } next && next - _world.Clock.GetUtcNow() is var left && left < Round ? Max(left, TimeSpan.FromMilliseconds(1)) : Round;
        }
        else
        {
            _log.Warning("the outbox of {0} for {1} cannot be read: {2}", _wallet, _target.Name, told.Fault);
        }

        Timers.StartSingleTimer(nameof(Look), WebhookPump.Filled.Instance, wait);
        Send();
    }

    private void Send()
    {
        while (_out.Count < WebhookPace.Width(_failures) && _ready.TryDequeue(out var e))
        {
            if (_out.Add(e.Subject))
            {
                _world.Sender.SendAsync(_target, e).PipeTo(Self, success: why => new Sent(e, why), failure: bug => new Sent(e, $"{bug.GetType().Name}: {bug.Message}"));
            }
        }

        if (_isFilled)
        {
            Look();
        }
    }

    private void OnSent(Sent sent)
    {
        (sent.Why is null ? TakenAsync(sent.Event) : FailedAsync(sent.Event, sent.Why))
            .PipeTo(Self, success: told => new Recorded(sent.Event.Subject, told), failure: bug => new Recorded(sent.Event.Subject, Told.Not<bool>(bug.Message)));
    }

    private Task<Told<bool>> TakenAsync(OutboxEvent e)
    {
        _world.Metrics.Tried(_wallet, _target.Name, "delivered");
        if (_failures >= Notable)
        {
            _world.Tell(_wallet, "webhook-taken", $"{_target.Name} takes the events of {_wallet} again");
        }

        _failures = 0;
        return _world.Outbox.TakenAsync(_ledger, e);
    }

    private Task<Told<bool>> FailedAsync(OutboxEvent e, string why)
    {
        var now = _world.Clock.GetUtcNow();
        var tries = new OutboxTries(e.Tries.Count + 1, e.Tries.First ?? now, why);
        var next = _target.Pace.Next(tries.Count, tries.First!.Value, now, _world.Roll());
        _world.Metrics.Tried(_wallet, _target.Name, next is null ? "set_aside" : "failed");
        if (++_failures == Notable)
        {
            _world.Tell(_wallet, "webhook-failing", $"{_target.Name} does not take the events of {_wallet}: {why}. They are kept, and tried again with growing pauses");
        }

        if (next is null)
        {
            _world.Tell(
                _wallet,
                "webhook-set-aside",
                $"{_target.Name} did not take {e.Kind} of {_wallet} ({e.Subject}) for {Spoken.Duration(_target.Pace.For)}, so it and what follows about the same is set aside: {why}. "
                + $"To send it again: POST /api/v1/wallets/{_wallet}/webhooks/{_target.Name}/replay");
        }

        return _world.Outbox.FailedAsync(_ledger, e, tries, next);
    }

    /// <summary>Not recorded: it comes again, and the receiver knows it by its id.</summary>
    private void OnRecorded(Recorded recorded)
    {
        _out.Remove(recorded.Subject);
        _moved.Add(recorded.Subject);
        if (recorded.Done.IsTold)
        {
            // The next event of the same subject may be due now.
            _isFilled = true;
        }

        Send();
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private sealed record Sent(OutboxEvent Event, string? Why) : INoSerializationVerificationNeeded;

    private sealed record Recorded(string Subject, Told<bool> Done) : INoSerializationVerificationNeeded;
}

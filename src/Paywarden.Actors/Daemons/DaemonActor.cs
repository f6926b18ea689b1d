using Akka.Actor;
using Paywarden.Kernel;
using static Paywarden.Daemons.DaemonProtocol;
using Command = Paywarden.Daemons.DaemonCommand;

namespace Paywarden.Daemons;

/// <summary>Keeps one daemon as <see cref="DaemonMachine"/> decides: takes in wishes and facts, applies the events, performs what is owed. Not persistent:
/// memory plus one small file, because the restart path must never wait for a database.</summary>
public sealed class DaemonActor : ReceiveActor, IWithTimers
{
    private readonly DaemonWorld _world;
    private readonly string _id;
    private readonly DaemonHands _hands;
    private readonly DaemonVoice _voice;
    private DaemonLife _life = DaemonLife.Unknown;
    private DaemonEffect? _performed;
    private long _freshMark = -1;
    private IActorRef? _leaver;

    public DaemonActor(DaemonWorld world, string id)
    {
        _world = world;
        _id = id;
        _hands = new DaemonHands(world, id, Self, this);
        _voice = new DaemonVoice(world, id);

        Receive<Ensure>(OnEnsure);
        Receive<Act>(OnAct);
        Receive<Leave>(OnLeave);
        Receive<Doubt>(m => _hands.LookNow(m.Incarnation));
        Receive<Refresh>(_ => _hands.LookNow());
        Receive<DaemonHands.Seen>(OnSeen);
        Receive<DaemonHands.AwakenAgain>(_ => _hands.AwakenNow());
        Receive<DaemonHands.LookAgain>(_ => _hands.Look());
        Receive<DaemonHands.Due>(_ => Run(new Command.Tick()));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(DaemonWorld world, string id) => Akka.Actor.Props.Create(() => new DaemonActor(world, id));

    protected override void PostStop() => _hands.Dispose();

    private void OnEnsure(Ensure ensure)
    {
        if (ReferenceEquals(_life.Spec, ensure.Spec))
        {
            return; // every five seconds for every daemon
        }

        var record = _life.Spec is null ? _voice.Recall(ensure.Spec) : DaemonRecord.Clean;
        if (_performed is DaemonEffect.Watch && _life.Spec?.Probe != ensure.Spec.Probe)
        {
            _performed = null; // to be watched anew, by other limits
        }

        Run(new Command.Ensure(ensure.Spec, record));
    }

    private void OnAct(Act act)
    {
        if (_life.Spec is null)
        {
            Sender.Tell(new Declined(_id, new Refusal("unknown-daemon", $"there is no daemon {_id} here; 'paywarden daemons' lists them")));
        }
        else if (Run(act.Wish, act.By) is { } refusal)
        {
            Sender.Tell(new Declined(_id, refusal));
        }
        else
        {
            Sender.Tell(new Acted(_id, $"{_id}: {_life.Why}"));
        }
    }

    private void OnLeave(Leave leave)
    {
        _leaver = Sender;
        Run(new Command.Leave(leave.Keep));
        AnswerLeaver();
    }

    private void OnSeen(DaemonHands.Seen seen)
    {
        if (_hands.Accept(seen) is { } command)
        {
            _freshMark = seen.Mark ?? _freshMark;
            Run(command);
        }

        AnswerLeaver();
    }

    private void AnswerLeaver()
    {
        if (_leaver is { } leaver && _life.Phase is DaemonPhase.Left)
        {
            _leaver = null;
            leaver.Tell(new Acted(_id, _life.Why));
        }
    }

    /// <summary>The loop of every machine: decide, apply, tell, perform.</summary>
    private Refusal? Run(Command command, string by = "paywarden")
    {
        var now = _world.Clock.GetUtcNow();
        var decision = DaemonMachine.Decide(_life, command, now, _world.Roll());
        if (decision is not Decision<DaemonEvent>.Accept { Events: var events })
        {
            return ((Decision<DaemonEvent>.Reject)decision).Refusal;
        }

        var record = _life.Record;
        foreach (var e in events)
        {
            var before = _life;
            _life = DaemonMachine.Apply(_life, e);
            _voice.Tell(before, e, by);
        }

        if (_life.Record != record && _life.Spec is not null)
        {
            _world.Store.Save(_id, _life.Record);
        }

        Perform();
        _voice.Publish(_life, _hands, _freshMark);
        return null;
    }

    private void Perform()
    {
        var owed = DaemonMachine.Owes(_life);
        if (owed != _performed)
        {
            _performed = owed;
            _hands.Perform(owed, _life);
        }

        if (DaemonMachine.Wake(_life) is { } due)
        {
            Timers.StartSingleTimer(nameof(DaemonHands.Due), DaemonHands.Due.Instance, Max(due - _world.Clock.GetUtcNow(), TimeSpan.FromMilliseconds(1)));
        }
        else
        {
            Timers.Cancel(nameof(DaemonHands.Due));
        }
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}

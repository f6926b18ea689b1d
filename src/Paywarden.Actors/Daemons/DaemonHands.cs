using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Paywarden.Routing;
using Command = Paywarden.Daemons.DaemonCommand;

namespace Paywarden.Daemons;

/// <summary>Performs what a daemon's state owes the world: starts the task, pipes what came of it back to the actor. Each incarnation has its own cancellation,
/// so that nothing of a dead one is taken for news of its successor.</summary>
internal sealed class DaemonHands(DaemonWorld world, string id, IActorRef self, IWithTimers timers) : IDisposable
{
    private DaemonConversation? _talk;
    private CancellationTokenSource _life = new();
    private DaemonSpec? _spec;
    private ImmutableArray<string> _lastWords = [];
    private DaemonEffect? _owed;
    private bool _asking;
    private bool _askAgain;

    public DaemonEndpoint? Endpoint => _talk?.Endpoint;

    public DaemonSlot? Slot => _talk?.Slot;

    public void Perform(DaemonEffect? owed, DaemonLife life)
    {
        _spec = life.Spec;
        _owed = owed;
        timers.Timers.Cancel(nameof(LookAgain));
        timers.Timers.Cancel(nameof(AwakenAgain));
        switch (owed)
        {
            case DaemonEffect.Adopt:
                // Without an answer nothing may be launched: the actor starts over, and asks again.
                Await(world.Launcher.AdoptAsync(life.Spec!, CancellationToken.None), found => found is null ? new Command.FoundNothing() : Took(found), why => throw new InvalidOperationException(why), incarnation: null);
                break;
            case DaemonEffect.Launch:
                Await(world.Launcher.LaunchAsync(life.Spec!, CancellationToken.None), Launched, CouldNot, incarnation: null);
                break;
            case DaemonEffect.AwaitKey:
                Await(world.PublicKeys.ToldAsync(life.Spec!.Wallet, _life.Token), _ => new Command.MayLaunch(), why => throw new InvalidOperationException(why), incarnation: null);
                break;
            case DaemonEffect.Awaken:
                AwakenNow();
                break;
            case DaemonEffect.Watch when _talk is { } talk:
                talk.Use(life.Spec!.Probe);
                if (talk.HasProbe)
                {
                    timers.Timers.StartPeriodicTimer(nameof(LookAgain), LookAgain.Instance, life.Spec.Probe.Every);
                }

                break;
            case DaemonEffect.End end:
                End(end.Stage);
                break;
            case DaemonEffect.SetAside:
                Await(world.Launcher.SetAsideAsync(life.Spec!, CancellationToken.None), where => new Command.HasSetAside(where), CouldNot, incarnation: null);
                break;
        }

        static Command CouldNot(string why) => new Command.CouldNotLaunch(why, Hopeless: false);
    }

    /// <summary>What a finished task means now; null where its incarnation is over. Runs in the actor.</summary>
    public Command? Accept(Seen seen)
    {
        if (seen.Incarnation is { } incarnation && incarnation != _talk?.Endpoint.Incarnation)
        {
            return null;
        }

        var command = seen.Read();
        _asking &= !seen.Asked;
        switch (command)
        {
            case Command.HasEnded ended:
                _lastWords = ended.Exit.LastLines;
                LetGo();
                break;
            case Command.NotReadyYet when _owed is DaemonEffect.Awaken:
                AskAgainSoon();
                break;
            case Command.AnsweredProbe answered when _owed is DaemonEffect.Awaken or DaemonEffect.Watch:
                // Not while it is being stopped: nothing new is to go there, however well it answers.
                _talk!.Slot.Clear();
                if (_owed is DaemonEffect.Awaken)
                {
                    AskAgainSoon(); // dropped where this answer was enough
                }

                if (answered.Report is { Connected: true, Synchronized: false })
                {
                    // Seconds after a start it has caught up, and may serve reads of the wallet: no reason to wait for the next round.
                    timers.Timers.StartSingleTimer("again", LookAgain.Instance, _spec!.Start.ProbeEvery);
                }

                break;
            case Command.MissedProbe when _owed is DaemonEffect.Watch:
                // A failed probe repeats at once, or three of them would take six seconds to become a verdict; not in a tight loop, though.
                timers.Timers.StartSingleTimer("again", LookAgain.Instance, TimeSpan.FromMilliseconds(100));
                break;
        }

        if (_askAgain && !_asking)
        {
            _askAgain = false;
            self.Tell(LookAgain.Instance);
        }

        return command;
    }

    private void AskAgainSoon() => timers.Timers.StartSingleTimer(nameof(AwakenAgain), DaemonHands.AwakenAgain.Instance, _spec!.Start.ProbeEvery);

    public void AwakenNow()
    {
        if (_talk is { } talk && _owed is DaemonEffect.Awaken && !_asking)
        {
            _asking = true;
            Await(talk.AwakenAsync(_life.Token), Read, why => new Command.NotReadyYet(why), talk.Endpoint.Incarnation, asked: true, outcome => (outcome as AwakenOutcome.Ready)?.Probe.Mark);
        }

        static Command Read(AwakenOutcome outcome) => outcome switch
        {
            AwakenOutcome.Ready ready => new Command.AnsweredProbe(ready.Probe.Report),
            AwakenOutcome.NotYet notYet => new Command.NotReadyYet(notYet.Why),
            AwakenOutcome.Hopeless hopeless => new Command.CannotBecomeReady(hopeless.Why),
            _ => throw new InvalidOperationException($"unknown {outcome}"),
        };
    }

    /// <summary>Looks at what has happened by now: a probe that is under way began before it, so another follows.</summary>
    public void LookNow(string? incarnation = null)
    {
        if (incarnation is null || incarnation == _talk?.Endpoint.Incarnation)
        {
            _askAgain = _asking;
            Look();
        }
    }

    /// <summary>Asks it how it is, unless it is being asked already.</summary>
    public void Look()
    {
        if (_talk is { } talk && _owed is DaemonEffect.Watch && !_asking)
        {
            _asking = true;
            Await(talk.ProbeAsync(_life.Token), Read, why => new Command.MissedProbe(why, 1), talk.Endpoint.Incarnation, asked: true, outcome => (outcome as ProbeOutcome.Answered)?.Mark);
        }

        static Command? Read(ProbeOutcome outcome) => outcome switch
        {
            ProbeOutcome.Answered answered => new Command.AnsweredProbe(answered.Report),
            ProbeOutcome.Missed missed => new Command.MissedProbe(missed.Why, missed.Weight),
            _ => null,
        };
    }

    /// <summary>This incarnation is over for us, whether it died or is left running for the next node.</summary>
    public void LetGo()
    {
        Hush();
        _talk?.Slot.Close();
        _talk = null;
        _asking = false;
        _askAgain = false;
    }

    /// <summary>Whatever we are asking it is given up.</summary>
    private void Hush()
    {
        _life.Cancel();
        _life.Dispose();
        _life = new CancellationTokenSource();
    }

    public void Dispose()
    {
        LetGo();
        _life.Dispose();
    }

    public DaemonStatus Status(DaemonLife life, long version)
    {
        var identity = _talk?.Running.Identity;
        return new DaemonStatus
        {
            Id = id,
            Wallet = life.Spec?.Wallet ?? "",
            Node = world.Node,
            Role = life.Spec switch
            {
                { Part: DaemonPart.Signer } => DaemonRole.Signer,
                { Ordinal: 0 } => DaemonRole.Builder,
                _ => DaemonRole.Twin,
            },
            State = DaemonStory.State(life),
            Why = life.Why,
            Pid = identity?.Pid,
            Port = _talk?.Endpoint.Url.Port,
            Restarts = life.Restarts,
            Since = life.Since,
            Health = life.Health,
            LastLines = _lastWords,
            Version = version,
        };
    }

    private void End(EndStage stage)
    {
        if (_talk is not { } talk)
        {
            return;
        }

        switch (stage)
        {
            case EndStage.Rpc:
                talk.Slot.Suspect(); // nothing new goes there; what runs may end, only we do not keep it busy ourselves
                Hush();
                talk.StopAsync(_life.Token).ContinueWith(
                    asked =>
                    {
                        if (!asked.IsCompletedSuccessfully || !asked.Result)
                        {
                            talk.Running.Signal(DaemonSignal.Terminate, wholeGroup: false);
                        }
                    },
                    CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
                break;
            case EndStage.Term:
                talk.Running.Signal(DaemonSignal.Terminate, wholeGroup: false);
                break;
            case EndStage.Kill:
                talk.Slot.Close();
                talk.Running.Signal(DaemonSignal.Kill, wholeGroup: true);
                break;
        }
    }

    private Command Launched(LaunchResult result) => result switch
    {
        LaunchResult.Launched launched => new Command.HasLaunched(Took(launched).Process),
        LaunchResult.Failed failed => new Command.CouldNotLaunch(failed.Why, failed.Hopeless),
        LaunchResult.NotYet notYet => new Command.CannotLaunchYet(notYet.Why),
        _ => throw new InvalidOperationException($"unknown {result}"),
    };

    private Command.FoundRunning Took(LaunchResult.Launched launched)
    {
        LetGo();
        var spec = _spec!;
        var dialect = world.Dialects(spec.Dialect);
        var slot = new DaemonSlot(id, launched.Endpoint.Incarnation, spec.Call.Concurrency);
        _talk = new DaemonConversation(world, spec, dialect, launched, slot, world.Gates.For(spec.Wallet));
        Await(launched.Daemon.Exited, exit => new Command.HasEnded(exit, dialect.Explain(spec, exit), dialect.Hopeless(spec, exit)), why => throw new InvalidOperationException(why), launched.Endpoint.Incarnation);
        Await(launched.Daemon.Frozen, state => new Command.IsFrozen(state), why => throw new InvalidOperationException(why), launched.Endpoint.Incarnation);
        foreach (var note in launched.Notes)
        {
            world.Events.Append(new Kernel.EventEntry(0, world.Clock.GetUtcNow(), "daemon-note", world.Node, spec.Wallet, id, note, "paywarden"));
        }

        return new Command.FoundRunning(new RunningProcess(launched.Daemon.Identity, launched.Endpoint.Url.Port));
    }

    /// <summary>Reading is put off to the actor's own thread: it touches our fields.</summary>
    /// <param name="fault">What an exception means, which is a bug of ours: it must not end supervision, least of all silently.</param>
    private void Await<T>(Task<T> task, Func<T, Command?> read, Func<string, Command?> fault, string? incarnation, bool asked = false, Func<T, long?>? mark = null) =>
        task.PipeTo(
            self,
            success: value => new Seen(incarnation, () => read(value), asked, mark?.Invoke(value)),
            failure: e => new Seen(incarnation, () => e is OperationCanceledException ? null : fault(Said(e)), asked, null));

    /// <summary>What a file system refuses while a folder is set aside is the world's doing, not ours.</summary>
    private static string Said(Exception e) => e is IOException or UnauthorizedAccessException ? e.Message : $"a fault of Paywarden itself: {e.Message}";

    /// <summary>A task of ours has ended.</summary>
    /// <param name="Incarnation">Whose it was; null: it belongs to no running process yet.</param>
    /// <param name="Asked">It was a talk with the daemon, of which there is one at a time.</param>
    internal sealed record Seen(string? Incarnation, Func<Command?> Read, bool Asked, long? Mark) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    internal sealed class AwakenAgain : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly AwakenAgain Instance = new();
    }

    internal sealed class LookAgain : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly LookAgain Instance = new();
    }

    internal sealed class Due : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Due Instance = new();
    }
}

using System.Collections.Immutable;
using Paywarden.Kernel;
using Command = Paywarden.Daemons.DaemonCommand;
using Event = Paywarden.Daemons.DaemonEvent;
using Phase = Paywarden.Daemons.DaemonPhase;

namespace Paywarden.Daemons;

/// <summary>Decides the life of one daemon. A dead process is a fact of the domain, not a failure of ours: it comes in as a command like any other.
/// Every command in every phase gives events (none: it is so already) or a refusal, never an exception.</summary>
public static partial class DaemonMachine
{
    public static Decision<Event> Decide(DaemonLife life, Command command, DateTimeOffset now, double roll) => command switch
    {
        Command.Ensure c => Ensure(life, c, now),
        Command.Leave when life.Spec is null && life.Phase is not Phase.Left => Do(new Event.Left(Kept: false, now)),
        _ when life.Spec is null || life.Phase is Phase.Left => Nothing,
        Command.Start c => Start(life, c.By, now),
        Command.Stop c => Stop(life, c.By, now),
        Command.Restart c => Restart(life, c.By, now),
        Command.Unpark c => Unpark(life, c.By, now),
        Command.Recreate c => Recreate(life, c.By, now),
        Command.Leave c => Leave(life, c.Keep, now),
        Command.Tick => Tick(life, now, roll),
        Command.HasEnded c => HasEnded(life, c, now, roll),
        _ => Saw(life, command, now, roll),
    };

    /// <summary>When <see cref="Command.Tick"/> is due; null: nothing waits for time.</summary>
    public static DateTimeOffset? Wake(DaemonLife life) => life.Phase switch
    {
        Phase.Awakening p => p.Deadline,
        Phase.Ending { Stage: not EndStage.Kill } p => p.StageDeadline,
        Phase.Waiting p => p.Due,
        _ => null,
    };

    /// <summary>What this state still owes the world: after any change the actor performs it unless it did already.</summary>
    public static DaemonEffect? Owes(DaemonLife life) => life.Phase switch
    {
        Phase.Unseen when life.Spec is not null => new DaemonEffect.Adopt(),
        Phase.Launching => new DaemonEffect.Launch(life.Attempt),
        Phase.Pending => new DaemonEffect.AwaitKey(),
        Phase.Awakening p => new DaemonEffect.Awaken(p.Process),
        Phase.Up p => new DaemonEffect.Watch(p.Process),
        Phase.Ending p => new DaemonEffect.End(p.Process, p.Stage),
        Phase.SettingAside => new DaemonEffect.SetAside(life.Attempt),
        _ => null,
    };

    private static Decision<Event> Nothing { get; } = new Decision<Event>.Accept([]);

    private static Decision<Event> Do(params ImmutableArray<Event> events) => new Decision<Event>.Accept(events);

    private static Decision<Event> No(string code, string why) => new Decision<Event>.Reject(new Refusal(code, why));

    private static Decision<Event> Ensure(DaemonLife life, Command.Ensure c, DateTimeOffset now) => life.Spec switch
    {
        null => Do(new Event.Specified(c.Spec, now), new Event.Remembered(c.Record, now)),
        var spec when spec != c.Spec => Do(new Event.Specified(c.Spec, now)),
        _ => Nothing,
    };

    /// <summary>Facts of the world, where only the phase that asked for them listens: a late one changes nothing.</summary>
    private static Decision<Event> Saw(DaemonLife life, Command command, DateTimeOffset now, double roll) => (life.Phase, command) switch
    {
        (Phase.Unseen, Command.FoundNothing) => Begin(life, now),
        (Phase.Unseen, Command.FoundRunning c) => Found(life, c.Process, now),
        (Phase.Launching, Command.HasLaunched c) => Launched(life, c.Process, now),
        (Phase.Launching, Command.CouldNotLaunch c) => CouldNotLaunch(life, c, now, roll),
        (Phase.Launching, Command.CannotLaunchYet c) => Resting(life, now) is { } rest ? Do(new Event.LaunchPutOff(c.Why, now), rest) : Do(new Event.LaunchPutOff(c.Why, now)),
        (Phase.Pending, Command.MayLaunch) => Do(new Event.LaunchBegan(now)),
        (Phase.Awakening p, Command.NotReadyYet c) => p.Seen == c.Why && life.Verdict == Verdict.Bad ? Nothing : Do(new Event.StillAwakening(c.Why, Verdict.Bad, now)),
        (Phase.Awakening p, Command.CannotBecomeReady c) => EndWith(life, p.Process, c.Why, new Afterwards.Park(c.Why), now),
        (Phase.Awakening, Command.AnsweredProbe c) => Answered(life, c.Report, now),
        (Phase.Up, Command.AnsweredProbe c) => Do(new Event.HealthSeen(c.Report, HealthPolicy.Judge(life.Spec!.Probe, life.Verdict, good: true), now)),
        (Phase.Up p, Command.MissedProbe c) => Missed(life, p.Process, c, now),
        (Phase.Awakening { Process: { Identity: not null } process }, Command.IsFrozen c) => Frozen(process, c.State, now, life),
        (Phase.Up { Process: { Identity: not null } process }, Command.IsFrozen c) => Frozen(process, c.State, now, life),
        (Phase.SettingAside, Command.HasSetAside c) => Do(new Event.WasSetAside(c.Where, now), Resting(life, now) ?? new Event.LaunchBegan(now)),
        (Phase.SettingAside, Command.CouldNotLaunch c) => Do(Resting(life, now) ?? new Event.Parked($"its folder could not be set aside: {c.Why}. Mend that, then: paywarden recreate {life.Spec!.Id}", now)),
        _ => Nothing,
    };

    /// <summary>Nothing runs: park, stay stopped, or launch, as an earlier node left it.</summary>
    private static Decision<Event> Begin(DaemonLife life, DateTimeOffset now) => Do(
        life is { Parked: { } why, Leaving: null } ? new Event.Parked(why, now) : Resting(life, now) ?? new Event.LaunchBegan(now));

    /// <summary>Where a wish that came meanwhile leaves a daemon that has no process; null: it should run.</summary>
    private static Event? Resting(DaemonLife life, DateTimeOffset now) =>
        life.Leaving is not null ? new Event.Left(Kept: false, now)
        : life.StoppedBy is { } by ? new Event.Stopped($"stopped by {by}", now)
        : null;

    private static Decision<Event> Found(DaemonLife life, RunningProcess process, DateTimeOffset now) =>
        Do([new Event.Adopted(process, now + life.Spec!.Start.ReadyWithin, now), .. Unwanted(life, process, now)]);

    private static Decision<Event> Launched(DaemonLife life, RunningProcess process, DateTimeOffset now) =>
        Do([new Event.Launched(process, now + life.Spec!.Start.ReadyWithin, now), .. Unwanted(life, process, now)]);

    /// <summary>A process has come that nobody wants any more: the node stops, or an operator stopped the daemon.</summary>
    private static ImmutableArray<Event> Unwanted(DaemonLife life, RunningProcess process, DateTimeOffset now) => life switch
    {
        { Leaving: { } keep } when keep || process.Identity is null => [new Event.Left(Kept: true, now)],
        { Leaving: not null } => [End("the node stops", EndStage.Rpc, life, new Afterwards.Leave(), now)],
        { StoppedBy: { } by } when process.Identity is not null => [End($"being stopped for {by}, who wanted that before it ran", EndStage.Rpc, life, new Afterwards.Stay(by), now)],
        _ => [],
    };

    private static Decision<Event> CouldNotLaunch(DaemonLife life, Command.CouldNotLaunch c, DateTimeOffset now, double roll)
    {
        if (c.Hopeless)
        {
            return Do(new Event.LaunchFailed(c.Why, life.Exits, now), Resting(life, now) ?? new Event.Parked(c.Why, now));
        }

        var exits = RestartPolicy.Remember(life.Spec!.Restart, life.Exits, life.ReadySince, new PastExit(now, "a launch that failed"));
        return Do(new Event.LaunchFailed(c.Why, exits, now), Resting(life, now) ?? Again(life, exits, c.Why, now, roll));
    }

    /// <summary>A daemon that has just come, or come back, is trusted after as many good probes in a row as the limits say.</summary>
    private static Decision<Event> Answered(DaemonLife life, HealthReport report, DateTimeOffset now)
    {
        var verdict = HealthPolicy.Judge(life.Spec!.Probe, life.Verdict, good: true);
        return verdict.Healthy
            ? Do(new Event.BecameReady(report, now))
            : Do(new Event.StillAwakening($"{verdict.Streak} of {life.Spec.Probe.HealthyAfter} good probes in a row", verdict, now));
    }

    private static Decision<Event> Missed(DaemonLife life, RunningProcess process, Command.MissedProbe c, DateTimeOffset now)
    {
        var verdict = HealthPolicy.Judge(life.Spec!.Probe, life.Verdict, good: false, c.Weight);
        var missed = new Event.ProbeMissed(c.Why, verdict, now);
        return verdict.Healthy ? Do(missed)
            : process.Identity is null ? Do(missed, Away(life, c.Why, now))
            : Do(missed, End($"does not answer: {c.Why}", EndStage.Kill, life, new Afterwards.Replace(Afterwards.Replace.NoAnswer), now));
    }

    private static Decision<Event> Frozen(RunningProcess process, char state, DateTimeOffset now, DaemonLife life)
    {
        var what = state == 'Z' ? "is a zombie" : "is frozen (stopped by a signal or a debugger)";
        return Do(End($"process {process.Identity!.Pid} {what}: replacing it", EndStage.Kill, life, new Afterwards.Replace(Afterwards.Replace.Frozen), now));
    }

    private static Decision<Event> Tick(DaemonLife life, DateTimeOffset now, double roll) => life.Phase switch
    {
        Phase.Waiting p when now >= p.Due => Do(new Event.LaunchBegan(now)),
        Phase.Ending p when now >= p.StageDeadline && p.Stage != EndStage.Kill => Do(Press(life, p.Stage + 1, now)),
        Phase.Awakening { Process.Identity: null } p when now >= p.Deadline => Do(Away(life, p.Seen, now)),
        Phase.Awakening p when now >= p.Deadline => EndWith(
            life,
            p.Process,
            $"not ready within {Spoken.Duration(life.Spec!.Start.ReadyWithin)}: {p.Seen}",
            new Afterwards.Replace("no readiness in time"),
            now,
            EndStage.Kill),
        _ => Nothing,
    };
}

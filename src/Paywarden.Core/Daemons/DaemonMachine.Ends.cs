using System.Collections.Immutable;
using Paywarden.Kernel;
using Command = Paywarden.Daemons.DaemonCommand;
using Event = Paywarden.Daemons.DaemonEvent;
using Phase = Paywarden.Daemons.DaemonPhase;

namespace Paywarden.Daemons;

/// <summary>How daemons end, asked or not, and what an operator may ask.</summary>
public static partial class DaemonMachine
{
    private static Decision<Event> HasEnded(DaemonLife life, Command.HasEnded c, DateTimeOffset now, double roll) => life.Phase switch
    {
        Phase.Ending p => After(life, p.Then, c, now, roll),
        Phase.Awakening or Phase.Up => Unasked(life, c, now, roll),
        _ => Nothing,
    };

    private static Decision<Event> Unasked(DaemonLife life, Command.HasEnded c, DateTimeOffset now, double roll)
    {
        var exits = RestartPolicy.Remember(life.Spec!.Restart, life.Exits, life.ReadySince, new PastExit(now, Signature(c.Exit)));
        var ended = new Event.Ended(c.Why, Asked: false, exits, now);
        return Do(ended, Resting(life, now) ?? (c.Hopeless is { } why ? new Event.Parked(why, now) : Again(life, exits, c.Why, now, roll)));
    }

    private static Decision<Event> After(DaemonLife life, Afterwards then, Command.HasEnded c, DateTimeOffset now, double roll)
    {
        var asked = new Event.Ended($"ended as asked ({How(c.Exit)})", Asked: true, life.Exits, now);
        switch (then)
        {
            case Afterwards.Replace replace:
                var exits = RestartPolicy.Remember(life.Spec!.Restart, life.Exits, life.ReadySince, new PastExit(now, replace.Signature));
                return Do(new Event.Ended(life.Why, Asked: false, exits, now), Resting(life, now) ?? Again(life, exits, life.Why, now, roll));
            case Afterwards.StartAgain:
                return Do(asked, new Event.LaunchBegan(now));
            case Afterwards.Stay stay:
                return Do(asked, new Event.Stopped($"stopped by {stay.By}", now));
            case Afterwards.Recreate recreate:
                return Do(asked, new Event.SetAsideBegan(recreate.By, now));
            case Afterwards.Park park:
                return Do(asked, new Event.Parked(park.Why, now));
            case Afterwards.Leave:
                return Do(asked, new Event.Left(Kept: false, now));
            default:
                throw new InvalidOperationException($"unknown {then}");
        }
    }

    /// <summary>At once where the policy says so, without a detour over a timer: an end to a new process should cost milliseconds.</summary>
    private static Event Again(DaemonLife life, ImmutableArray<PastExit> exits, string why, DateTimeOffset now, double roll)
    {
        var verdict = RestartPolicy.Next(life.Spec!.Restart, exits, roll);
        return verdict.Delay <= TimeSpan.Zero && !verdict.Looping
            ? new Event.LaunchBegan(now)
            : new Event.RestartScheduled(now + verdict.Delay, verdict.Looping, Sentence(verdict, why), now);
    }

    private static string Sentence(RestartVerdict verdict, string why) =>
        verdict.Looping ? $"{verdict.Why}; tried again in {Spoken.Duration(verdict.Delay)}. Last: {why}"
            : $"{why}; starts again in {Spoken.Duration(verdict.Delay)}";

    /// <summary>By which ends are told to be the same: how the kernel saw it, and the last line that was printed.</summary>
    private static string Signature(DaemonExit exit)
    {
        var how = How(exit);
        // A killed process did not get to say why: its last line is whatever it happened to be doing.
        var last = exit.Signal is null ? exit.LastLines.LastOrDefault(line => line.Trim().Length > 0) : null;
        return last is null ? how : $"{how} \"{last.Trim()[..Math.Min(last.Trim().Length, 120)]}\"";
    }

    private static string How(DaemonExit exit) => exit switch
    {
        { Signal: { } signal } => $"signal {signal}",
        { Code: { } code } => $"exit code {code}",
        _ => "an end nobody saw the code of",
    };

    private static Event.EndBegan End(string why, EndStage stage, DaemonLife life, Afterwards then, DateTimeOffset now) =>
        new(why, stage, Deadline(life, stage, now), then, now);

    /// <summary>The end goes on as it is under way; only what follows it is another.</summary>
    private static Event.EndBegan Instead(Phase.Ending p, string why, Afterwards then, DateTimeOffset now) => new(why, p.Stage, p.StageDeadline, then, now);

    private static Event.EndPressed Press(DaemonLife life, EndStage stage, DateTimeOffset now) => new(stage, Deadline(life, stage, now), now);

    private static DateTimeOffset Deadline(DaemonLife life, EndStage stage, DateTimeOffset now) => now + stage switch
    {
        EndStage.Rpc => life.Spec!.Stop.Rpc,
        EndStage.Term => life.Spec!.Stop.Term,
        _ => TimeSpan.FromDays(1),
    };

    /// <summary>Ends the process; one that someone else runs is only let go of.</summary>
    private static Decision<Event> EndWith(DaemonLife life, RunningProcess process, string why, Afterwards then, DateTimeOffset now, EndStage stage = EndStage.Rpc) =>
        process.Identity is not null ? Do(End(why, stage, life, then, now)) : then switch
        {
            Afterwards.Leave => Do(new Event.Left(Kept: true, now)),
            _ => Do(Away(life, why, now)),
        };

    private static Event.WentAway Away(DaemonLife life, string why, DateTimeOffset now) => new(why, now + life.Spec!.Start.ReadyWithin, now);

    private static Decision<Event> Start(DaemonLife life, string by, DateTimeOffset now) => life.Phase switch
    {
        Phase.Stopped or Phase.Waiting or Phase.Pending => Do(new Event.StartWanted(by, now), new Event.LaunchBegan(now)),
        Phase.Parked p => No("parked", $"{life.Spec!.Id} is parked: {p.Why}"),
        Phase.Ending { Then: Afterwards.Stay } p => Do(new Event.StartWanted(by, now), Instead(p, $"being restarted by {by}", new Afterwards.StartAgain(by), now)),
        _ => life.StoppedBy is null ? Nothing : Do(new Event.StartWanted(by, now)),
    };

    private static Decision<Event> Stop(DaemonLife life, string by, DateTimeOffset now)
    {
        if (IsForeign(life))
        {
            return Foreign(life);
        }

        var wanted = new Event.StopWanted(by, now);
        return life.Phase switch
        {
            Phase.Stopped => Nothing,
            Phase.Awakening p => Do(wanted, End($"being stopped by {by}", EndStage.Rpc, life, new Afterwards.Stay(by), now)),
            Phase.Up p => Do(wanted, End($"being stopped by {by}", EndStage.Rpc, life, new Afterwards.Stay(by), now)),
            Phase.Ending { Then: not Afterwards.Leave } p => Do(wanted, Instead(p, $"being stopped by {by}", new Afterwards.Stay(by), now)),
            Phase.Waiting or Phase.Pending or Phase.Parked => Do(wanted, new Event.Stopped($"stopped by {by}", now)),
            _ => Do(wanted), // being looked for, launched or set aside: it is ended as soon as it has a process
        };
    }

    private static Decision<Event> Restart(DaemonLife life, string by, DateTimeOffset now) => life switch
    {
        _ when IsForeign(life) => Foreign(life),
        { Phase: Phase.Awakening or Phase.Up } => Do(new Event.StartWanted(by, now), End($"being restarted by {by}", EndStage.Rpc, life, new Afterwards.StartAgain(by), now)),
        _ => Start(life, by, now),
    };

    private static Decision<Event> Unpark(DaemonLife life, string by, DateTimeOffset now) => life.Phase switch
    {
        Phase.Parked or Phase.Waiting => Do(new Event.Unparked(by, now), new Event.LaunchBegan(now)),
        _ => No("not-parked", $"{life.Spec!.Id} is not parked ({life.Why}); nothing to do"),
    };

    private static Decision<Event> Recreate(DaemonLife life, string by, DateTimeOffset now) => life switch
    {
        _ when IsForeign(life) => Foreign(life),
        { Phase: Phase.Awakening or Phase.Up } => Do(new Event.StartWanted(by, now), End($"being recreated by {by}", EndStage.Rpc, life, new Afterwards.Recreate(by), now)),
        { Phase: Phase.Stopped or Phase.Waiting or Phase.Pending or Phase.Parked } => Do(new Event.Unparked(by, now), new Event.SetAsideBegan(by, now)),
        _ => No("busy", $"{life.Spec!.Id} is being started or stopped ({life.Why}); try again in a moment"),
    };

    private static Decision<Event> Leave(DaemonLife life, bool keep, DateTimeOffset now) => life.Phase switch
    {
        Phase.Awakening or Phase.Up or Phase.Ending when keep => Do(new Event.Left(Kept: true, now)),
        Phase.Awakening p => EndWith(life, p.Process, "the node stops", new Afterwards.Leave(), now),
        Phase.Up p => EndWith(life, p.Process, "the node stops", new Afterwards.Leave(), now),
        Phase.Ending p => Do(Instead(p, "the node stops", new Afterwards.Leave(), now)),
        // A process may come yet: to leave now would leave it behind with nobody to end it.
        Phase.Unseen or Phase.Launching or Phase.SettingAside => Do(new Event.LeaveWanted(keep, now)),
        _ => Do(new Event.Left(Kept: false, now)),
    };

    /// <summary>By its process where it has one: the configuration may have changed since that was started.</summary>
    private static bool IsForeign(DaemonLife life) => Process(life) is { } process ? process.Identity is null : life.Spec!.External is not null;

    private static Decision<Event> Foreign(DaemonLife life) =>
        No("external", $"{life.Spec!.Id} is run by someone else{Where(life.Spec.External)}: it can only be asked, not started or stopped, here");

    private static string Where(ExternalDaemon? external) => external is null ? "" : $" ({external.Url.Host}:{external.Url.Port})";
}

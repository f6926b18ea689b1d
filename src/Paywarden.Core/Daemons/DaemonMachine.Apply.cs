using Event = Paywarden.Daemons.DaemonEvent;
using Phase = Paywarden.Daemons.DaemonPhase;

namespace Paywarden.Daemons;

public static partial class DaemonMachine
{
    /// <summary>Total: any event fits any state, and all time comes from the event.</summary>
    public static DaemonLife Apply(DaemonLife life, Event e) => e switch
    {
        Event.Specified s => life with { Spec = s.Spec },
        Event.Remembered r => life with
        {
            Exits = r.Record.Exits,
            Restarts = r.Record.Restarts,
            ReadySince = r.Record.ReadySince,
            StoppedBy = r.Record.StoppedBy,
            Parked = r.Record.Parked,
        },
        Event.Adopted a => Enter(life, new Phase.Awakening(a.Process, a.Deadline, "nothing asked yet"), $"found running (pid {a.Process.Identity?.Pid}), asking whether it is well", a.At) with { Parked = null, Verdict = Verdict.Bad },
        // An earlier process may have died while no node looked: its good record is not the next one's.
        Event.LaunchBegan => Enter(life, new Phase.Launching(), "being launched", e.At) with { Attempt = life.Attempt + 1, Parked = null, ReadySince = null },
        Event.Launched l => Enter(life, new Phase.Awakening(l.Process, l.Deadline, "nothing answered yet"), "started, not ready yet", e.At) with { Verdict = Verdict.Bad },
        Event.LaunchFailed f => life with { Exits = f.Exits, Restarts = life.Restarts + 1, Why = f.Why },
        Event.LaunchPutOff p => Enter(life, new Phase.Pending(), p.Why, e.At),
        Event.StillAwakening s => life.Phase is Phase.Awakening p ? life with { Phase = p with { Seen = s.Seen }, Verdict = s.Verdict, Why = $"not ready yet: {s.Seen}" } : life,
        Event.BecameReady r => life.Phase is Phase.Awakening p ? Ready(life, p.Process, r) : life,
        Event.HealthSeen h => Healthy(life, h),
        Event.ProbeMissed m => life with { Verdict = m.Verdict },
        Event.WentAway w => Away(life, w),
        Event.EndBegan b => Process(life) is { } process ? Enter(life, new Phase.Ending(process, b.Stage, b.StageDeadline, b.Then), b.Why, e.At) : life,
        Event.EndPressed p => life.Phase is Phase.Ending ending ? life with { Phase = ending with { Stage = p.Stage, StageDeadline = p.StageDeadline } } : life,
        Event.Ended d => life with { Exits = d.Exits, Restarts = life.Restarts + (d.Asked ? 0 : 1), ReadySince = null, Health = null, Verdict = Verdict.Good, Why = d.Why },
        Event.RestartScheduled s => Enter(life, new Phase.Waiting(s.Due, s.Looping), s.Why, e.At),
        Event.Parked p => Enter(life, new Phase.Parked(p.Why), $"parked: {p.Why}", e.At) with { Parked = p.Why },
        Event.Unparked => life with { Exits = [], Parked = null, StoppedBy = null },
        Event.StopWanted s => life with { StoppedBy = s.By },
        Event.Stopped s => Enter(life, new Phase.Stopped(), s.Why, e.At) with { Parked = null },
        Event.StartWanted => life with { StoppedBy = null },
        Event.SetAsideBegan s => Enter(life, new Phase.SettingAside(s.By), $"its folder is being set aside for {s.By}", e.At) with { Attempt = life.Attempt + 1 },
        Event.WasSetAside => life with { Exits = [] },
        Event.LeaveWanted w => life with { Leaving = w.Keep },
        Event.Left l => Enter(life, new Phase.Left(), l.Kept ? "left running for the next node" : "the node has stopped", e.At),
        _ => throw new InvalidOperationException($"unknown event {e}"),
    };

    private static DaemonLife Enter(DaemonLife life, Phase phase, string why, DateTimeOffset at) =>
        life with { Phase = phase, Since = life.Phase.GetType() == phase.GetType() ? life.Since : at, Why = why };

    private static DaemonLife Ready(DaemonLife life, RunningProcess process, Event.BecameReady r) =>
        Enter(life, new Phase.Up(process), Wellbeing(r.Report), r.At) with
        {
            // An adopted daemon has been ready all along: a restart of the node must not shorten its good record.
            ReadySince = life.ReadySince ?? r.At,
            Health = r.Report,
            Verdict = Verdict.Good,
        };

    private static DaemonLife Healthy(DaemonLife life, Event.HealthSeen h)
    {
        if (life.Phase is not Phase.Up)
        {
            return life;
        }

        var turned = (life.Health?.Degradations.IsEmpty ?? true) != h.Report.Degradations.IsEmpty;
        return life with { Health = h.Report, Verdict = h.Verdict, Why = Wellbeing(h.Report), Since = turned ? h.At : life.Since };
    }

    private static DaemonLife Away(DaemonLife life, Event.WentAway w) => Process(life) is not { } process ? life :
        Enter(life, new Phase.Awakening(process, w.Deadline, w.Why), $"does not answer: {w.Why}", w.At) with
        {
            ReadySince = null,
            Health = null,
            Verdict = Verdict.Bad,
        };

    private static RunningProcess? Process(DaemonLife life) => life.Phase switch
    {
        Phase.Awakening p => p.Process,
        Phase.Up p => p.Process,
        Phase.Ending p => p.Process,
        _ => null,
    };

    private static string Wellbeing(HealthReport report) => report.Degradations.IsEmpty ? "ready" : $"serves, but {string.Join("; ", report.Degradations)}";
}

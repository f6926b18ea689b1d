using Event = Paywarden.Daemons.DaemonEvent;
using Phase = Paywarden.Daemons.DaemonPhase;

namespace Paywarden.Daemons;

/// <summary>What operators are told: the state by its outside name, and each event worth a line as (kind, sentence).</summary>
public static class DaemonStory
{
    public static DaemonState State(DaemonLife life) => life.Phase switch
    {
        Phase.Stopped or Phase.Left => DaemonState.Stopped,
        Phase.Launching or Phase.Awakening or Phase.SettingAside => DaemonState.Starting,
        Phase.Up => life.Health?.Degradations.IsEmpty ?? true ? DaemonState.Ready : DaemonState.Degraded,
        Phase.Ending => DaemonState.Stopping,
        Phase.Waiting p => p.Looping ? DaemonState.CrashLooping : DaemonState.BackingOff,
        Phase.Parked => DaemonState.Parked,
        Phase.Unseen or Phase.Pending => DaemonState.Pending,
        _ => throw new InvalidOperationException($"unknown phase {life.Phase}"),
    };

    /// <param name="before">The state that the event was applied to.</param>
    /// <returns>Null where there is nothing to tell: good probes, repeated waits.</returns>
    public static (string Kind, string Why)? Tell(DaemonLife before, Event e) => e switch
    {
        Event.Adopted a => ("daemon-adopted", $"found running with pid {a.Process.Identity?.Pid} and taken over unharmed"),
        Event.Launched l => ("daemon-launched", l.Process.Identity is { } id ? $"launched as pid {id.Pid}" : "asked at its address; someone else runs it"),
        Event.LaunchFailed f => ("daemon-launch-failed", f.Why),
        Event.LaunchPutOff p => ("daemon-pending", p.Why),
        Event.BecameReady r => ("daemon-ready", r.Report.Degradations.IsEmpty ? "ready" : $"ready, but {string.Join("; ", r.Report.Degradations)}"),
        Event.HealthSeen h => Changed(before.Health, h.Report),
        Event.ProbeMissed m => ("daemon-probe-missed", $"a probe failed: {m.Why}"),
        Event.WentAway w => ("daemon-away", $"does not answer: {w.Why}"),
        Event.EndBegan b => ("daemon-stopping", b.Why),
        Event.EndPressed p => ("daemon-stopping", p.Stage == EndStage.Term ? "did not stop when asked: sending SIGTERM" : "did not stop on SIGTERM: killing its process group"),
        Event.Ended d => (d.Asked ? "daemon-stopped" : "daemon-ended", d.Why),
        Event.RestartScheduled s => (s.Looping ? "daemon-crash-looping" : "daemon-backing-off", s.Why),
        Event.Parked p => ("daemon-parked", p.Why),
        Event.Unparked u => ("daemon-unparked", $"unparked by {u.By}"),
        Event.StopWanted s => ("daemon-stop-wanted", $"{s.By} wants it stopped"),
        Event.StartWanted s => ("daemon-start-wanted", $"{s.By} wants it running"),
        Event.WasSetAside s => ("daemon-recreated", s.Where is null ? "there was no folder to set aside" : $"its old folder lies in {s.Where}; the wallet is imported anew"),
        Event.Left { Kept: true } => ("daemon-left", "left running for the next node"),
        _ => null,
    };

    private static (string, string)? Changed(HealthReport? before, HealthReport now)
    {
        var was = string.Join("; ", before?.Degradations ?? []);
        var isNow = string.Join("; ", now.Degradations);
        return was == isNow ? null : isNow.Length > 0 ? ("daemon-degraded", $"serves, but {isNow}") : ("daemon-recovered", $"well again (was: {was})");
    }
}

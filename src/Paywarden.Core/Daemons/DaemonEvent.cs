using System.Collections.Immutable;

namespace Paywarden.Daemons;

/// <summary>What happened to a daemon. All time comes from the event. Its sentence for operators: <see cref="DaemonStory"/>.</summary>
public abstract record DaemonEvent(DateTimeOffset At)
{
    public sealed record Specified(DaemonSpec Spec, DateTimeOffset At) : DaemonEvent(At);

    public sealed record Remembered(DaemonRecord Record, DateTimeOffset At) : DaemonEvent(At);

    public sealed record Adopted(RunningProcess Process, DateTimeOffset Deadline, DateTimeOffset At) : DaemonEvent(At);

    public sealed record LaunchBegan(DateTimeOffset At) : DaemonEvent(At);

    public sealed record Launched(RunningProcess Process, DateTimeOffset Deadline, DateTimeOffset At) : DaemonEvent(At);

    public sealed record LaunchFailed(string Why, ImmutableArray<PastExit> Exits, DateTimeOffset At) : DaemonEvent(At);

    public sealed record LaunchPutOff(string Why, DateTimeOffset At) : DaemonEvent(At);

    public sealed record StillAwakening(string Seen, Verdict Verdict, DateTimeOffset At) : DaemonEvent(At);

    public sealed record BecameReady(HealthReport Report, DateTimeOffset At) : DaemonEvent(At);

    public sealed record HealthSeen(HealthReport Report, Verdict Verdict, DateTimeOffset At) : DaemonEvent(At);

    public sealed record ProbeMissed(string Why, Verdict Verdict, DateTimeOffset At) : DaemonEvent(At);

    /// <summary>An external daemon stopped answering: it is asked on.</summary>
    public sealed record WentAway(string Why, DateTimeOffset Deadline, DateTimeOffset At) : DaemonEvent(At);

    public sealed record EndBegan(string Why, EndStage Stage, DateTimeOffset StageDeadline, Afterwards Then, DateTimeOffset At) : DaemonEvent(At);

    public sealed record EndPressed(EndStage Stage, DateTimeOffset StageDeadline, DateTimeOffset At) : DaemonEvent(At);

    /// <param name="Asked">An operator or the node's stop wanted it; else it counts towards a crash loop.</param>
    public sealed record Ended(string Why, bool Asked, ImmutableArray<PastExit> Exits, DateTimeOffset At) : DaemonEvent(At);

    public sealed record RestartScheduled(DateTimeOffset Due, bool Looping, string Why, DateTimeOffset At) : DaemonEvent(At);

    public sealed record Parked(string Why, DateTimeOffset At) : DaemonEvent(At);

    public sealed record Unparked(string By, DateTimeOffset At) : DaemonEvent(At);

    public sealed record StopWanted(string By, DateTimeOffset At) : DaemonEvent(At);

    public sealed record Stopped(string Why, DateTimeOffset At) : DaemonEvent(At);

    public sealed record StartWanted(string By, DateTimeOffset At) : DaemonEvent(At);

    public sealed record SetAsideBegan(string By, DateTimeOffset At) : DaemonEvent(At);

    public sealed record WasSetAside(string? Where, DateTimeOffset At) : DaemonEvent(At);

    /// <summary>The node stops while a process may be on its way: what comes of it is ended, or left running, once it is known.</summary>
    public sealed record LeaveWanted(bool Keep, DateTimeOffset At) : DaemonEvent(At);

    public sealed record Left(bool Kept, DateTimeOffset At) : DaemonEvent(At);
}

/// <summary>What a daemon's state still owes the world.</summary>
public abstract record DaemonEffect
{
    private DaemonEffect()
    {
    }

    public sealed record Adopt : DaemonEffect;

    public sealed record Launch(int Attempt) : DaemonEffect;

    public sealed record AwaitKey : DaemonEffect;

    public sealed record Awaken(RunningProcess Process) : DaemonEffect;

    public sealed record Watch(RunningProcess Process) : DaemonEffect;

    public sealed record End(RunningProcess Process, EndStage Stage) : DaemonEffect;

    public sealed record SetAside(int Attempt) : DaemonEffect;
}

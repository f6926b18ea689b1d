namespace Paywarden.Daemons;

/// <summary>What may be asked of a daemon, and what the world reports of it: the input of <see cref="DaemonMachine"/>.</summary>
public abstract record DaemonCommand
{
    private DaemonCommand()
    {
    }

    // Wishes

    /// <param name="Record">What an earlier node knew; only looked at the first time.</param>
    public sealed record Ensure(DaemonSpec Spec, DaemonRecord Record) : DaemonCommand;

    public sealed record Start(string By) : DaemonCommand;

    public sealed record Stop(string By) : DaemonCommand;

    public sealed record Restart(string By) : DaemonCommand;

    public sealed record Unpark(string By) : DaemonCommand;

    public sealed record Recreate(string By) : DaemonCommand;

    public sealed record Leave(bool Keep) : DaemonCommand;

    // Facts

    /// <summary>Time has passed; sent at <see cref="DaemonMachine.Wake"/>.</summary>
    public sealed record Tick : DaemonCommand;

    public sealed record FoundNothing : DaemonCommand;

    public sealed record FoundRunning(RunningProcess Process) : DaemonCommand;

    public sealed record HasLaunched(RunningProcess Process) : DaemonCommand;

    /// <param name="Hopeless">No restart mends it.</param>
    public sealed record CouldNotLaunch(string Why, bool Hopeless) : DaemonCommand;

    /// <summary>Its turn has not come: no failure.</summary>
    public sealed record CannotLaunchYet(string Why) : DaemonCommand;

    /// <summary>What <see cref="CannotLaunchYet"/> waited for is there.</summary>
    public sealed record MayLaunch : DaemonCommand;

    /// <param name="Why">What the dialect reads from the end, one sentence.</param>
    /// <param name="Hopeless">The sentence to park with; null: restart it.</param>
    public sealed record HasEnded(DaemonExit Exit, string Why, string? Hopeless) : DaemonCommand;

    public sealed record NotReadyYet(string Why) : DaemonCommand;

    public sealed record CannotBecomeReady(string Why) : DaemonCommand;

    public sealed record AnsweredProbe(HealthReport Report) : DaemonCommand;

    /// <param name="Weight">For how many failed probes it stands.</param>
    public sealed record MissedProbe(string Why, int Weight) : DaemonCommand;

    /// <param name="State">As in /proc/PID/stat: T (stopped), t (traced) or Z (zombie).</param>
    public sealed record IsFrozen(char State) : DaemonCommand;

    /// <param name="Where">Null: there was nothing to set aside.</param>
    public sealed record HasSetAside(string? Where) : DaemonCommand;
}

using System.Collections.Immutable;

namespace Paywarden.Daemons;

/// <summary>Everything known of one daemon: the state of <see cref="DaemonMachine"/>.</summary>
public sealed record DaemonLife
{
    public static readonly DaemonLife Unknown = new();

    /// <summary>Null until the fleet has said what it should be.</summary>
    public DaemonSpec? Spec { get; init; }

    public DaemonPhase Phase { get; init; } = new DaemonPhase.Unseen();

    /// <summary>When the phase was entered.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>The sentence of the phase.</summary>
    public string Why { get; init; } = "not looked at yet";

    public ImmutableArray<PastExit> Exits { get; init; } = [];

    public int Restarts { get; init; }

    public DateTimeOffset? ReadySince { get; init; }

    /// <summary>The operator who wants it stopped; null: it should run.</summary>
    public string? StoppedBy { get; init; }

    /// <summary>The sentence it is parked with; null: not parked.</summary>
    public string? Parked { get; init; }

    /// <summary>The node stops as soon as what is under way (a launch, a look for an old process) has come to its end; true: the process is left
    /// running for the next node. Null: it does not stop.</summary>
    public bool? Leaving { get; init; }

    public HealthReport? Health { get; init; }

    public Verdict Verdict { get; init; } = Verdict.Good;

    /// <summary>Counts launches in this node's life; names each launch, so that no effect is performed twice.</summary>
    public int Attempt { get; init; }

    public DaemonRecord Record => new(Parked, StoppedBy, Exits, Restarts, ReadySince);
}

/// <summary>
/// The life of a daemon:
/// <code>
///   Unseen ──adopt──► Awakening ──ready──► Up ──ended──► Waiting ──due──► Launching ──► Awakening …
///      └─nothing──► Launching ─┘            │               ▲ (first end: at once)
///                                           ├─deaf/frozen─► Ending ──exit──┘
///                 Launching ──no key yet──► Pending ──told──► Launching
///   Stopped ◄──stop── any        Parked ◄── what no restart mends        SettingAside ──► Launching (recreate)
/// </code>
/// There is never a Launch while a process may live: Launching is entered only from phases that have none.
/// </summary>
public abstract record DaemonPhase
{
    private DaemonPhase()
    {
    }

    /// <summary>A process of an earlier node may be running: look before launching.</summary>
    public sealed record Unseen : DaemonPhase;

    public sealed record Stopped : DaemonPhase;

    public sealed record Launching : DaemonPhase;

    /// <summary>Has a process (an external daemon: an address) that is not ready yet.</summary>
    /// <param name="Seen">What the last call said, for the sentence when <paramref name="Deadline"/> passes.</param>
    public sealed record Awakening(RunningProcess Process, DateTimeOffset Deadline, string Seen) : DaemonPhase;

    public sealed record Up(RunningProcess Process) : DaemonPhase;

    public sealed record Ending(RunningProcess Process, EndStage Stage, DateTimeOffset StageDeadline, Afterwards Then) : DaemonPhase;

    public sealed record SettingAside(string By) : DaemonPhase;

    public sealed record Waiting(DateTimeOffset Due, bool Looping) : DaemonPhase;

    /// <summary>Cannot be launched before another daemon has told the wallet's public key.</summary>
    public sealed record Pending : DaemonPhase;

    public sealed record Parked(string Why) : DaemonPhase;

    /// <summary>The node stops: nothing more happens here.</summary>
    public sealed record Left : DaemonPhase;
}

/// <param name="Identity">Null for an external daemon.</param>
public sealed record RunningProcess(DaemonIdentity? Identity, int? Port);

/// <summary>How a process is being ended: by its own RPC, by SIGTERM, by SIGKILL of its group.</summary>
public enum EndStage
{
    Rpc,
    Term,
    Kill,
}

/// <summary>What follows once the process that is being ended is gone.</summary>
public abstract record Afterwards
{
    private Afterwards()
    {
    }

    /// <summary>It was ended for being sick: counts as an unasked end with this signature.</summary>
    public sealed record Replace(string Signature) : Afterwards
    {
        public const string NoAnswer = "no answer to probes";

        public const string Frozen = "frozen process";
    }

    public sealed record StartAgain(string By) : Afterwards;

    public sealed record Stay(string By) : Afterwards;

    public sealed record Recreate(string By) : Afterwards;

    public sealed record Park(string Why) : Afterwards;

    public sealed record Leave : Afterwards;
}

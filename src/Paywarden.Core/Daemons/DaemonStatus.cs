using System.Collections.Immutable;

namespace Paywarden.Daemons;

/// <summary>States as CONTRACT.md names them outside (snake_case on the wire: backing_off).</summary>
public enum DaemonState
{
    Stopped,
    Starting,
    Ready,
    Degraded,
    Stopping,
    BackingOff,
    CrashLooping,
    Parked,
    Pending,
}

public enum DaemonRole
{
    Builder,
    Twin,
    Signer,
}

/// <summary>What a probe of a living daemon saw. Null: this dialect does not tell.</summary>
/// <param name="Height">Of the daemon's own chain, in blocks.</param>
/// <param name="ServerHeight">As its server claims.</param>
/// <param name="Synchronized">The wallet has the history of all its addresses (is_synchronized and the wallet's own flag).</param>
/// <param name="Addresses">How many addresses its copy of the wallet knows (listaddresses).</param>
/// <param name="Degradations">Sentences: why it serves, but not well.</param>
public sealed record HealthReport(int? Height, int? ServerHeight, bool Connected, bool Synchronized, int? Addresses, ImmutableArray<string> Degradations)
{
    /// <summary>By content: two probes that saw the same are the same, so that nobody is told again.</summary>
    public bool Equals(HealthReport? other) =>
        other is not null && Height == other.Height && ServerHeight == other.ServerHeight && Connected == other.Connected
        && Synchronized == other.Synchronized && Addresses == other.Addresses && Degradations.SequenceEqual(other.Degradations);

    public override int GetHashCode() => HashCode.Combine(Height, ServerHeight, Connected, Synchronized, Addresses, Degradations.Length);
}

/// <summary>One daemon as it is seen now: an immutable snapshot. The newer <see cref="Version"/> wins in any order of arrival.</summary>
public sealed record DaemonStatus
{
    public required string Id { get; init; }

    public required string Wallet { get; init; }

    public required string Node { get; init; }

    public required DaemonRole Role { get; init; }

    public required DaemonState State { get; init; }

    /// <summary>One sentence; where a person must act it ends with the command.</summary>
    public required string Why { get; init; }

    public int? Pid { get; init; }

    public int? Port { get; init; }

    /// <summary>Restarts that were not asked for by an operator, over the daemon's whole life.</summary>
    public int Restarts { get; init; }

    /// <summary>When the state was entered.</summary>
    public required DateTimeOffset Since { get; init; }

    public HealthReport? Health { get; init; }

    /// <summary>The last lines the daemon printed, newest last; secrets never get there (daemons get theirs by file).</summary>
    public ImmutableArray<string> LastLines { get; init; } = [];

    /// <summary>Grows with every change of this daemon on this node.</summary>
    public required long Version { get; init; }
}

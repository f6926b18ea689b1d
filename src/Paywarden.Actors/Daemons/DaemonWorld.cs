using Akka.Actor;
using Paywarden.Kernel;
using Paywarden.Routing;

namespace Paywarden.Daemons;

/// <summary>What every daemon actor of a node shares: the ports to the world, the clock, chance, and whom it tells.</summary>
public sealed record DaemonWorld
{
    public required string Node { get; init; }

    public required IDaemonLauncher Launcher { get; init; }

    public required IDaemonRpc Rpc { get; init; }

    public required IDaemonStore Store { get; init; }

    public required IPublicKeys PublicKeys { get; init; }

    public required IEventLog Events { get; init; }

    /// <summary>By name; configuration has checked that it exists.</summary>
    public required Func<string, Dialect> Dialects { get; init; }

    public required CallGates Gates { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Chance in [0, 1).</summary>
    public required Func<double> Roll { get; init; }

    /// <summary>Null: nobody counts.</summary>
    public DaemonMetrics? Metrics { get; init; }

    /// <summary>Gets every <see cref="DaemonProtocol.DaemonChanged"/>.</summary>
    public required IActorRef Router { get; init; }
}

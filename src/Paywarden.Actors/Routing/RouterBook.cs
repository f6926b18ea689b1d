using System.Collections.Immutable;
using Paywarden.Daemons;

namespace Paywarden.Routing;

/// <summary>What the router actor knows. It outlives a restart of that actor: daemons tell each of their news once.</summary>
public sealed class RouterBook
{
    public Dictionary<string, DaemonProtocol.DaemonChanged> Daemons { get; } = new(StringComparer.Ordinal);

    /// <summary>By wallet.</summary>
    public Dictionary<string, PoolFreshness.Known> Builders { get; } = new(StringComparer.Ordinal);

    public ImmutableArray<PoolSpec> Pools { get; set; } = [];

    /// <summary>Wallet → why an operator paused it.</summary>
    public ImmutableDictionary<string, string> Paused { get; set; } = ImmutableDictionary<string, string>.Empty;

    public long Version { get; set; }
}

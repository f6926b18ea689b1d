using System.Collections.Immutable;
using Paywarden.Daemons;

namespace Paywarden.Routing;

/// <summary>Messages to the router actor, besides <see cref="DaemonProtocol.DaemonChanged"/>.</summary>
public static class RouterProtocol
{
    /// <summary>The wallets as configured now.</summary>
    public sealed record PoolsChanged(ImmutableArray<PoolSpec> Pools);

    /// <summary>Wallet → why it is paused; the whole picture, newest version wins.</summary>
    public sealed record PausesChanged(ImmutableDictionary<string, string> Paused);
}

/// <summary>How calls of one wallet are routed, as configured.</summary>
public sealed record PoolSpec(string Wallet, string Dialect, MethodTable Methods, CallLimits Call)
{
    public bool HasSigners { get; init; }
}

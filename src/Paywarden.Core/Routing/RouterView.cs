using System.Collections.Frozen;
using System.Collections.Immutable;
using Paywarden.Daemons;

namespace Paywarden.Routing;

/// <summary>What HTTP threads route by: an immutable picture, swapped whole by the router actor. A stale one may cost time, never money.</summary>
public sealed record RouterView(long Version, FrozenDictionary<string, PoolView> Pools)
{
    public static readonly RouterView Empty = new(0, FrozenDictionary<string, PoolView>.Empty);
}

/// <summary>The daemons of one wallet.</summary>
/// <param name="Gate">Lives as long as the wallet: the waiting calls survive every new view.</param>
/// <param name="PausedWhy">Null: not paused. Money is refused with this sentence, reads go on.</param>
public sealed record PoolView(
    string Wallet,
    string Dialect,
    MethodTable Methods,
    CallLimits Call,
    ImmutableArray<DaemonView> Daemons,
    CallGate Gate,
    string? PausedWhy)
{
    /// <summary>Its keys are at daemons of their own: the others cannot sign.</summary>
    public bool HasSigners { get; init; }

    /// <summary>Daemons without a process now that are on their way back by themselves: worth waiting for.</summary>
    public ImmutableArray<(string Id, DaemonRole Role)> Returning { get; init; } = [];
}

/// <summary>One daemon that has a process now.</summary>
/// <param name="Serves">Ready or degraded: reads of the chain may go here.</param>
/// <param name="FreshMark">The pool's <see cref="CallGate.WriteMark"/> up to which this daemon's wallet was seen to be complete (synchronised, at the pool's newest
/// height, all addresses); -1: it is not. The builder's is <see cref="long.MaxValue"/> while it serves.</param>
public sealed record DaemonView(string Id, DaemonRole Role, bool Serves, long FreshMark, DaemonEndpoint Endpoint, DaemonSlot Slot, string Why);

/// <summary>The one place where the newest view is read and swapped.</summary>
public sealed class RouterViewSource
{
    private RouterView _current = RouterView.Empty;

    /// <summary>After each new view, on the thread of its publisher: to be quick.</summary>
    public event Action<RouterView>? Published;

    public RouterView Current => Volatile.Read(ref _current);

    /// <summary>Swaps the view and wakes the calls that can go on with it. One publisher at a time.</summary>
    public void Publish(RouterView view)
    {
        Volatile.Write(ref _current, view);
        foreach (var pool in view.Pools.Values)
        {
            pool.Gate.Renew(pool);
        }

        Published?.Invoke(view);
    }
}

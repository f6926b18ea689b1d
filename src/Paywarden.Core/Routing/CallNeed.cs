using Paywarden.Daemons;

namespace Paywarden.Routing;

/// <summary>Which daemons may run a call.</summary>
public enum CallTarget
{
    /// <summary>Any that serves.</summary>
    Chain,

    /// <summary>One whose copy of the wallet is as new as the builder's last write, and that knows every address handed out.</summary>
    Wallet,

    /// <summary>The builder alone: whatever moves the wallet, or is known to it only.</summary>
    Builder,

    /// <summary>Whoever holds the keys, and nobody else.</summary>
    Signer,

    /// <summary>Another than the builder where one serves: a transaction is then seen by a second pair of eyes, and a slow server does not hold up the builder.</summary>
    Broadcast,

    /// <summary>The one that the caller named.</summary>
    Named,
}

/// <summary>What a call asks of a daemon, so that a place can be handed to it when one comes free.</summary>
/// <param name="Name">With <see cref="CallTarget.Named"/>: the daemon's id.</param>
/// <param name="Avoid">The slot at which a first try failed; used again only where the pool has no other daemon.</param>
public readonly record struct CallNeed(CallTarget Target, string? Name = null, DaemonSlot? Avoid = null)
{
    /// <summary>This daemon may run the call now (whether it has a free place is the slot's matter).</summary>
    public bool Accepts(PoolView pool, DaemonView daemon) =>
        daemon.Serves && MayCome(pool, daemon) && Target switch
        {
            CallTarget.Wallet => daemon.FreshMark >= pool.Gate.WriteMark && daemon.Slot.Addresses >= pool.Gate.Issued,
            CallTarget.Broadcast => daemon.Role != DaemonRole.Builder || !AnotherServes(pool),
            _ => true,
        };

    /// <summary>Some daemon of the pool serves this need now, though it may be busy.</summary>
    public bool IsServed(PoolView pool)
    {
        foreach (var daemon in pool.Daemons)
        {
            if (Accepts(pool, daemon))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Some daemon of the pool may come to serve this need, once it is ready, clear or fresh: worth waiting for.</summary>
    public bool HasHope(PoolView pool)
    {
        foreach (var daemon in pool.Daemons)
        {
            if (MayCome(pool, daemon))
            {
                return true;
            }
        }

        foreach (var (id, role) in pool.Returning)
        {
            if (IsMeant(id, role))
            {
                return true;
            }
        }

        return false;
    }

    private bool MayCome(PoolView pool, DaemonView daemon) => (daemon.Slot != Avoid || IsAlone(pool, daemon)) && IsMeant(daemon.Id, daemon.Role);

    /// <summary>Signers are no others: they serve nothing.</summary>
    private static bool IsAlone(PoolView pool, DaemonView daemon)
    {
        foreach (var other in pool.Daemons)
        {
            if (other != daemon && other.Role != DaemonRole.Signer)
            {
                return false;
            }
        }

        return true;
    }

    private bool IsMeant(string id, DaemonRole role) => Target switch
    {
        CallTarget.Builder => role == DaemonRole.Builder,
        CallTarget.Signer => role == DaemonRole.Signer,
        CallTarget.Named => id == Name,
        _ => role != DaemonRole.Signer,
    };

    private static bool AnotherServes(PoolView pool)
    {
        foreach (var daemon in pool.Daemons)
        {
            if (daemon.Serves && daemon.Role == DaemonRole.Twin)
            {
                return true;
            }
        }

        return false;
    }
}

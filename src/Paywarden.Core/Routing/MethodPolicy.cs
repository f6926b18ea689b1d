using Paywarden.Daemons;
using Paywarden.JsonRpc;

namespace Paywarden.Routing;

/// <summary>Whether a user may call a method now, and which daemons may run it. Total: what no table knows is refused.</summary>
public static class MethodPolicy
{
    /// <param name="named">The daemon that the caller named; null: none.</param>
    /// <param name="entry">The method, where the table has it, even when refused.</param>
    public static RpcFault? Route(PoolView pool, ReadOnlySpan<char> method, CallRights rights, string? named, out MethodEntry? entry, out CallNeed need)
    {
        need = default;
        if (!pool.Methods.TryGet(method, out entry))
        {
            return RpcFault.NotDone(RpcCode.MethodNotFound, method.IsEmpty ? "no method has such a name" : $"{pool.Dialect} has no method \"{method}\"");
        }

        if (entry.Place == MethodPlace.None)
        {
            return RpcFault.NotDone(RpcCode.Forbidden, $"{entry.Name} is off for everybody");
        }

        if (!rights.Allow(entry.Class))
        {
            return RpcFault.NotDone(RpcCode.Forbidden, $"this user may not call methods of the class {Name(entry.Class)}, which {entry.Name} is of");
        }

        if (pool.PausedWhy is { } why && entry.Class != MethodClass.Read)
        {
            return RpcFault.NotDone(RpcCode.WalletPaused, $"{pool.Wallet} is paused: {why}");
        }

        need = new CallNeed(Target(pool, entry));
        return named is null ? Unnamed(entry, need) : Named(pool, entry, named, ref need);
    }

    public static string Name(MethodClass what) => what switch
    {
        MethodClass.Read => "read",
        MethodClass.Write => "write",
        MethodClass.Allocate => "allocate",
        MethodClass.Sign => "sign",
        MethodClass.Broadcast => "broadcast",
        MethodClass.Secret => "secret",
        _ => "admin",
    };

    // By class first: a wallet's own method list gives classes, and no place there may let a write run on a copy.
    private static CallTarget Target(PoolView pool, MethodEntry entry) => entry switch
    {
        { Class: MethodClass.Sign } or { Place: MethodPlace.Signer } when pool.HasSigners => CallTarget.Signer,
        { Class: MethodClass.Broadcast } => CallTarget.Broadcast,
        { Class: MethodClass.Write or MethodClass.Allocate or MethodClass.Sign } => CallTarget.Builder,
        { Place: MethodPlace.NamedDaemon } => CallTarget.Named,
        { Place: MethodPlace.Any, Fresh: Freshness.Wallet } => CallTarget.Wallet,
        { Place: MethodPlace.Any, Fresh: not Freshness.Ledger } => CallTarget.Chain,
        _ => CallTarget.Builder,
    };

    private static RpcFault? Unnamed(MethodEntry entry, CallNeed need) => need.Target == CallTarget.Named
        ? RpcFault.NotDone(RpcCode.InvalidParams, $"{entry.Name} acts on one daemon: name it in the header X-Paywarden-Daemon")
        : null;

    private static RpcFault? Named(PoolView pool, MethodEntry entry, string named, ref CallNeed need)
    {
        foreach (var daemon in pool.Daemons)
        {
            if (daemon.Id != named)
            {
                continue;
            }

            if (daemon.Role == DaemonRole.Signer && need.Target is not (CallTarget.Signer or CallTarget.Named))
            {
                return RpcFault.NotDone(RpcCode.InvalidParams, $"{daemon.Id} holds the keys of {pool.Wallet} and only signs: it does not know the chain");
            }

            if (daemon.Role != DaemonRole.Signer && need.Target == CallTarget.Signer)
            {
                return RpcFault.NotDone(RpcCode.InvalidParams, $"{entry.Name} runs where the keys of {pool.Wallet} are, and {daemon.Id} has none");
            }

            if (need.Target == CallTarget.Builder && entry.Class != MethodClass.Read && daemon.Role != DaemonRole.Builder)
            {
                return RpcFault.NotDone(RpcCode.InvalidParams, $"{entry.Name} runs at the builder of {pool.Wallet} only, and {daemon.Id} is not it");
            }

            need = new CallNeed(CallTarget.Named, daemon.Id);
            return null;
        }

        return RpcFault.NotDone(RpcCode.InvalidParams, $"X-Paywarden-Daemon names no running daemon of {pool.Wallet}");
    }
}

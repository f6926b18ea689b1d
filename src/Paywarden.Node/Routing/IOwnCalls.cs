using Paywarden.JsonRpc;

namespace Paywarden.Routing;

/// <summary>Calls that are answered by what stands above the routing: those that no daemon has, and those of daemons that move money.</summary>
internal interface IOwnCalls
{
    /// <summary>Null: not one of these, so the dialect's table is asked.</summary>
    IOwnCall? Find(PoolView pool, ReadOnlySpan<char> method);
}

/// <summary>Several of them: the first that knows a method answers it.</summary>
internal sealed class OwnCalls(IEnumerable<IOwnCalls> all) : IOwnCalls
{
    private readonly IOwnCalls[] _all = [.. all];

    public IOwnCall? Find(PoolView pool, ReadOnlySpan<char> method)
    {
        foreach (var calls in _all)
        {
            if (calls.Find(pool, method) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}

internal interface IOwnCall
{
    string Name { get; }

    /// <summary>Changes nothing, so that it need not keep its place in a batch.</summary>
    bool IsRead { get; }

    IReadOnlyList<string> Parameters { get; }

    /// <summary>Null: this user may call it now.</summary>
    RpcFault? Refuses(PoolView pool, CallRights rights);

    /// <param name="rawParams">Valid JSON with these parameters, or empty.</param>
    /// <param name="key">The header Idempotency-Key, which belongs to a single call only.</param>
    ValueTask<CallOutcome> RunAsync(string wallet, string user, ReadOnlyMemory<byte> rawParams, string? key, Deadline deadline);

    /// <summary>It changes something and has no key of its caller's, so that a client which sends it again by itself must be known by its bytes.</summary>
    bool MayBeResent => false;

    /// <summary>Instead of the other, where <see cref="MayBeResent"/>.</summary>
    ValueTask<CallOutcome> RunAsync(string wallet, string user, ReadOnlyMemory<byte> rawParams, string? key, Deadline deadline, CallTicket ticket) =>
        RunAsync(wallet, user, rawParams, key, deadline);
}

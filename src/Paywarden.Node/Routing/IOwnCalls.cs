using Paywarden.JsonRpc;

namespace Paywarden.Routing;

/// <summary>Calls that no daemon has, answered by what stands above the routing.</summary>
internal interface IOwnCalls
{
    /// <summary>Null: not one of these, so the dialect's table is asked.</summary>
    IOwnCall? Find(PoolView pool, ReadOnlySpan<char> method);
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
}

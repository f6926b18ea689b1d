namespace Paywarden.Routing;

/// <summary>Calls that change something and whose answer is not written yet, kept where the death of this node does not reach. Clients send the same POST
/// again by themselves when a connection dies after the request (jsonrpclib-pelix and PHP's curl do): such a call goes on as the one that was cut off.</summary>
internal interface ICallBook
{
    /// <summary>Stored before the call does anything. An orphan of the same user with the same bytes is adopted: its id is the call's, and nobody else's any more.</summary>
    /// <param name="hash">Of the call (<see cref="JsonRpc.CallHash"/>).</param>
    /// <returns>Null and a sentence: it cannot be stored.</returns>
    Task<(CallTicket? Ticket, string Why)> BeginAsync(string wallet, string user, string hash);

    /// <summary>Its answer goes out now: it is never replayed, since shops send equal bytes for different customers.</summary>
    Task AnsweredAsync(IReadOnlyCollection<string> ids);

    /// <summary>Its caller has left without an answer: it is an orphan for ten minutes.</summary>
    Task CutOffAsync(IReadOnlyCollection<string> ids);
}

/// <summary>One call, from its beginning to its answer.</summary>
/// <param name="Id">The same for a call that goes on where another was cut off: what was allocated under it is found again.</param>
internal sealed record CallTicket(string Id, bool IsAdopted);

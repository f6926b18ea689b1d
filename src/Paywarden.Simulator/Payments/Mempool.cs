using Paywarden.Daemons;
using Paywarden.JsonRpc;

namespace Paywarden.Payments;

/// <summary>What was sent to the server, as this daemon sees it. Nothing else sees it: the chain of a rehearsal stands still.</summary>
internal sealed class Mempool(NetworkView network)
{
    private readonly Dictionary<string, Transaction> _known = [];
    private readonly Dictionary<string, Transaction> _waiting = [];

    /// <returns>Null: accepted. Else what the original says, which is no proof that it will not go out.</returns>
    public string? Send(Transaction? transaction)
    {
        if (transaction is not { Complete: true })
        {
            return "An error occurred broadcasting the transaction";
        }

        var id = transaction.Id();
        try
        {
            network.Ask();
        }
        catch (RpcFault)
        {
            // The original keeps it and sends it by itself when the server is back.
            _waiting[id] = transaction;
            return "Server did not answer";
        }

        TakeWaiting();
        if (_known.ContainsKey(id))
        {
            return "The transaction already exists in the server's mempool.";
        }

        if (Spent(transaction).Any(_known.Values.SelectMany(Spent).ToHashSet().Contains))
        {
            return "The transaction conflicts with a transaction already in the server's mempool.";
        }

        _known.Add(id, transaction);
        return null;
    }

    /// <summary>Asks the server only for what was not sent from here.</summary>
    public Transaction? Find(string id)
    {
        if (_waiting.Count > 0 && !network.Away)
        {
            TakeWaiting();
        }

        if (_known.TryGetValue(id, out var known))
        {
            return known;
        }

        network.Ask();
        return null;
    }

    private void TakeWaiting()
    {
        foreach (var (id, transaction) in _waiting)
        {
            _known.TryAdd(id, transaction);
        }

        _waiting.Clear();
    }

    private static IEnumerable<(string, uint)> Spent(Transaction transaction) =>
        transaction.Inputs.Select(i => (Convert.ToHexString(i.Source), i.Position));
}

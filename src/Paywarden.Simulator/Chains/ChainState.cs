using Paywarden.Payments;

namespace Paywarden.Chains;

/// <summary>A transaction that a node has taken.</summary>
/// <param name="Arrival">Its place among all that ever came: the order within a block, and among those that wait.</param>
internal sealed record ChainTransaction(string Id, Transaction Transaction, long At, int Arrival)
{
    /// <summary>Of its block; 0: it waits for one.</summary>
    public int Height { get; set; }
}

/// <summary>What follows from the records: blocks, what waits for one, and who spent what.</summary>
internal sealed class ChainState(int height)
{
    private readonly Dictionary<string, ChainTransaction> _transactions = [];
    private readonly Dictionary<string, ChainTransaction> _spenders = [];
    private readonly Dictionary<string, List<ChainTransaction>> _histories = [];
    private readonly HashSet<string> _granted = [];

    public int Height { get; private set; } = height;

    /// <summary>Grows with each record.</summary>
    public int Version { get; private set; }

    public long LastBlockAt { get; private set; }

    public List<ChainTransaction> Waiting { get; } = [];

    /// <summary>Of the newest block with a transaction in it.</summary>
    public int LastBusy { get; private set; }

    public bool IsGranted(string account) => _granted.Contains(account);

    public ChainTransaction? Find(string id) => _transactions.GetValueOrDefault(id);

    /// <param name="outpoint">txid:n.</param>
    public ChainTransaction? Spender(string outpoint) => _spenders.GetValueOrDefault(outpoint);

    /// <summary>All that paid to this script or spent from it, the oldest first, those without a block last.</summary>
    /// <param name="script">In hex, upper case.</param>
    public IEnumerable<ChainTransaction> History(string script) =>
        _histories.GetValueOrDefault(script, []).OrderBy(t => t.Height == 0 ? int.MaxValue : t.Height).ThenBy(t => t.Arrival);

    public TransactionOutput? Output(TransactionInput input) =>
        Find(Transaction.IdOf(input.Source)) is { } source && input.Position < source.Transaction.Outputs.Count ? source.Transaction.Outputs[(int)input.Position] : null;

    public void Apply(ChainRecord record)
    {
        Version++;
        switch (record)
        {
            case ChainRecord.Granted granted when _granted.Add(granted.Account):
                foreach (var (transaction, height) in granted.Money)
                {
                    Add(transaction, granted.At).Height = height;
                }

                break;
            case ChainRecord.Sent sent:
                Waiting.Add(Add(sent.Transaction, sent.At));
                break;
            case ChainRecord.Mined mined:
                Mine(mined);
                break;
        }
    }

    private void Mine(ChainRecord.Mined mined)
    {
        (Height, LastBlockAt) = (mined.Height, mined.At);
        LastBusy = Waiting.Count > 0 ? Height : LastBusy;
        Waiting.ForEach(t => t.Height = Height);
        Waiting.Clear();
    }

    private ChainTransaction Add(Transaction transaction, long at)
    {
        var added = new ChainTransaction(transaction.Id(), transaction, at, _transactions.Count);
        if (!_transactions.TryAdd(added.Id, added))
        {
            return _transactions[added.Id];
        }

        var scripts = transaction.Inputs.Select(Output).Concat(transaction.Outputs).Where(o => o is not null).Select(o => Convert.ToHexString(o!.Script)).Distinct();
        foreach (var script in scripts)
        {
            if (!_histories.TryGetValue(script, out var history))
            {
                _histories[script] = history = [];
            }

            history.Add(added);
        }

        foreach (var input in transaction.Inputs)
        {
            _spenders[Transaction.Spells(input)] = added;
        }

        return added;
    }
}

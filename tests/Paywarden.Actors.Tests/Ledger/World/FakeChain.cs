using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger.World;

/// <param name="Height">Null: it waits for a block.</param>
internal sealed record Standing(Txid Id, Transaction Transaction, int? Height);

/// <summary>What all honest nodes agree on: blocks, a mempool, and the rules that decide about money. The judge of every run: whether somebody
/// was paid is asked here and nowhere else.</summary>
internal sealed class FakeChain
{
    private readonly List<List<Transaction>> _blocks = [];
    private readonly List<Transaction> _mempool = [];
    private readonly Dictionary<Txid, Standing> _known = [];
    private readonly HashSet<Txid> _coinbases = [];
    private readonly Dictionary<Outpoint, Txid> _spenders = [];
    private int _funded;

    public int Height => _blocks.Count;

    /// <summary>Every transaction that ever reached any server, dropped ones included.</summary>
    public Dictionary<Txid, Transaction> EverSent { get; } = [];

    public IReadOnlyCollection<Standing> All => _known.Values;

    public IReadOnlyList<Transaction> Mempool => _mempool;

    public Standing? Find(Txid txid) => _known.GetValueOrDefault(txid);

    public Txid? SpenderOf(Outpoint coin) => _spenders.TryGetValue(coin, out var txid) ? txid : null;

    public int Confirmations(Txid txid) => Find(txid)?.Height is { } height ? Height - height + 1 : 0;

    public Transaction Fund(Bytes script, Amount amount)
    {
        // A coin from nowhere: its input names a block that nobody asks for.
        var source = Txid.FromWire([.. BitConverter.GetBytes(++_funded), .. new byte[28]]);
        var coinbase = new Transaction(1, [new TransactionInput(new Outpoint(source, 0), Bytes.Copy(new byte[100]), 0, [])], [new TransactionOutput(amount, script)], 0);
        _coinbases.Add(coinbase.Id());
        _blocks.Add([coinbase]);
        Take(coinbase, Height);
        return coinbase;
    }

    /// <returns>What a node says: "" (taken), known, in-chain, conflict, missing or invalid.</returns>
    public string Submit(Transaction transaction)
    {
        var id = transaction.Id();
        EverSent[id] = transaction;
        if (_known.TryGetValue(id, out var known))
        {
            return known.Height is null ? "known" : "in-chain";
        }

        var spent = transaction.Inputs.Select(i => i.Spends).ToList();
        if (spent.Exists(_spenders.ContainsKey))
        {
            return spent.Exists(s => _spenders.TryGetValue(s, out var by) && _known[by].Height is null) ? "conflict" : "missing";
        }

        if (!spent.TrueForAll(s => _known.TryGetValue(s.Txid, out var parent) && s.Index < parent.Transaction.Outputs.Length))
        {
            return "missing";
        }

        var paidIn = spent.Sum(s => _known[s.Txid].Transaction.Outputs[(int)s.Index].Value.Satoshis);
        if (transaction.Inputs.Any(i => !FakeSigner.IsSigned(i)) || transaction.Outputs.Sum(o => o.Value.Satoshis) > paidIn)
        {
            return "invalid";
        }

        Take(transaction, null);
        _mempool.Add(transaction);
        return "";
    }

    public void Mine(Func<Transaction, bool> isChosen)
    {
        var block = new List<Transaction>();
        foreach (var transaction in _mempool.ToList())
        {
            var hasParents = transaction.Inputs.All(i => _known[i.Spends.Txid].Height is not null);
            if (hasParents && isChosen(transaction))
            {
                block.Add(transaction);
                _mempool.Remove(transaction);
                Take(transaction, Height + 1);
            }
        }

        _blocks.Add(block);
    }

    /// <summary>The last blocks are no longer the chain's; the new ones are empty but for money from nowhere, without which no test would go on. What was
    /// undone waits again, or is forgotten, as the new chain's miners like.</summary>
    /// <param name="rivals">Go in before anything that waits: they may take its coins.</param>
    public void Reorganise(int depth, Func<Transaction, bool> isForgotten, IReadOnlyList<Transaction> rivals)
    {
        var undone = _blocks.TakeLast(depth).SelectMany(b => b).ToList();
        _blocks.RemoveRange(_blocks.Count - depth, depth);
        var waiting = undone.Concat(_mempool).ToList();
        _mempool.Clear();
        foreach (var transaction in waiting)
        {
            Forget(transaction);
        }

        var coinbases = waiting.Where(t => _coinbases.Contains(t.Id())).ToList();
        _blocks.Add(coinbases);
        foreach (var coinbase in coinbases)
        {
            Take(coinbase, Height);
        }

        foreach (var transaction in rivals.Concat(waiting.Except(coinbases).Where(t => !isForgotten(t))))
        {
            Submit(transaction);
        }

        for (var i = 0; i < depth; i++)
        {
            _blocks.Add([]);
        }
    }

    /// <summary>Nodes forgot it, as they do with what pays little, and whatever spent it.</summary>
    public void Evict(Transaction transaction)
    {
        if (_mempool.Remove(transaction))
        {
            Forget(transaction);
            foreach (var child in _mempool.Where(t => t.Inputs.Any(i => i.Spends.Txid == transaction.Id())).ToList())
            {
                Evict(child);
            }
        }
    }

    private void Take(Transaction transaction, int? height)
    {
        var id = transaction.Id();
        _known[id] = new Standing(id, transaction, height);
        foreach (var input in transaction.Inputs)
        {
            _spenders[input.Spends] = id;
        }
    }

    private void Forget(Transaction transaction)
    {
        _known.Remove(transaction.Id());
        foreach (var input in transaction.Inputs)
        {
            _spenders.Remove(input.Spends);
        }
    }
}

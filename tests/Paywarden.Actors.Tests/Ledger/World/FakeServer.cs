using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger.World;

/// <summary>How a server treats what is sent through it.</summary>
internal enum Honesty
{
    Honest,

    /// <summary>Refuses with a text, and has sent it.</summary>
    RefusesAndSends,

    /// <summary>Says that it took it, and did not.</summary>
    Swallows,

    /// <summary>Sends it and names another transaction.</summary>
    NamesAnother,

    /// <summary>Says nothing; it goes out later by itself, or never.</summary>
    Silent,

    /// <summary>Takes it and sends it much later.</summary>
    Late,
}

/// <summary>One server of a network: its own view of the chain, behind by the time that news takes, or by blocks when it is stuck.</summary>
/// <param name="onSent">Told of everything that reaches it.</param>
internal sealed class FakeServer(string name, FakeChain chain, SimulatedTime time, Random random, Action<Transaction> onSent)
{
    private static readonly TimeSpan News = TimeSpan.FromMilliseconds(800);
    private readonly Dictionary<Txid, DateTimeOffset> _heard = [];

    public string Name => name;

    public Honesty Honesty { get; set; }

    /// <summary>Knows no block above this, nor anything that waits.</summary>
    public int? StuckAt { get; set; }

    public int Height => Math.Min(StuckAt ?? int.MaxValue, chain.Height);

    /// <summary>Everything this server knows, waiting or in a block.</summary>
    public IEnumerable<Standing> View() => chain.All.Where(s => s.Height is { } block ? block <= Height : StuckAt is null && HasHeard(s.Id));

    public Told<BroadcastReply> Broadcast(Bytes raw)
    {
        if (!Transaction.TryRead(raw.Span, out var transaction, out var why))
        {
            return new BroadcastReply(BroadcastVerdict.Person, why);
        }

        onSent(transaction);
        switch (Honesty)
        {
            case Honesty.RefusesAndSends:
                Submit(transaction);
                return new BroadcastReply(BroadcastVerdict.Later, "rejected due to paying insufficient fees");
            case Honesty.Swallows:
                return new BroadcastReply(BroadcastVerdict.Taken, "");
            case Honesty.NamesAnother:
                Submit(transaction);
                return new BroadcastReply(BroadcastVerdict.WrongId, "Server response does not match signed transaction ID.");
            case Honesty.Silent:
                if (random.Next(2) == 0)
                {
                    time.After(TimeSpan.FromSeconds(random.Next(1, 90)), () => Submit(transaction));
                }

                return new BroadcastReply(BroadcastVerdict.Unknown, "Server did not answer");
            case Honesty.Late:
                time.After(TimeSpan.FromSeconds(random.Next(5, 60)), () => Submit(transaction));
                return new BroadcastReply(BroadcastVerdict.Taken, "");
            default:
                return Submit(transaction) switch
                {
                    "" => new BroadcastReply(BroadcastVerdict.Taken, ""),
                    "known" or "in-chain" => new BroadcastReply(BroadcastVerdict.Known, ""),
                    "conflict" or "missing" => new BroadcastReply(BroadcastVerdict.Ambiguous, ""),
                    var said => new BroadcastReply(BroadcastVerdict.Person, said),
                };
        }
    }

    private string Submit(Transaction transaction)
    {
        _heard.TryAdd(transaction.Id(), time.Now);
        return chain.Submit(transaction);
    }

    /// <summary>What went in elsewhere arrives a moment after this server could have heard of it first.</summary>
    private bool HasHeard(Txid txid)
    {
        if (!_heard.TryGetValue(txid, out var at))
        {
            _heard[txid] = at = time.Now + News;
        }

        return at <= time.Now;
    }
}

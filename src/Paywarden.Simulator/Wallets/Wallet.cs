using Paywarden.Kernel;
using Paywarden.Keys;
using Paywarden.Payments;

namespace Paywarden.Wallets;

/// <summary>A loaded wallet. What changes only in memory (labels, freezes) reaches the disk with the next write, whoever asks for it.</summary>
internal sealed class Wallet(KeyTree keys)
{
    /// <summary>How many unused addresses follow the last used one, and the least there are.</summary>
    public const int Gap = 20;

    /// <summary>What a wallet made without asking for more gets.</summary>
    public const int UsuallyFunded = 5;

    private readonly Dictionary<string, (int Chain, int Index)> _places = [];
    private readonly Dictionary<string, (int Chain, int Index)> _scripts = [];
    private readonly HashSet<string> _used = [];
    private List<Coin>? _coins;

    public required string Path { get; init; }

    /// <summary>Null: the file is not sealed.</summary>
    public required string? Password { get; init; }

    /// <summary>Null: watch-only, or made from a private key.</summary>
    public required string? Seed { get; init; }

    /// <summary>So many of the first receiving addresses get a coin each when the account is first seen on a chain.</summary>
    public required int Funded { get; init; }

    public Network Network => Keys.Network;

    public KeyTree Keys { get; } = keys;

    public List<string> Receiving { get; } = [];

    public List<string> Change { get; } = [];

    public List<PaymentRequest> Requests { get; } = [];

    public Dictionary<string, string> Labels { get; } = [];

    public HashSet<string> FrozenAddresses { get; } = [];

    public HashSet<string> FrozenCoins { get; } = [];

    public WalletBook Book { get; } = new();

    /// <summary>When it was loaded: the histories arrive a moment later.</summary>
    public long LoadedAt { get; set; }

    /// <summary>What of the chain the book holds; null: what was in the file.</summary>
    public object? Seen { get; set; }

    /// <summary>When the server had news; 0: it has none.</summary>
    public long NewsAt { get; set; }

    /// <summary>When an address was made that is not on disk yet; 0: none.</summary>
    public long UnsavedSince { get; set; }

    /// <summary>What locks its money, in hex.</summary>
    public IEnumerable<string> Scripts => _scripts.Keys;

    /// <summary>False until its first contact with a server.</summary>
    public bool HasAddresses => Change.Count > 0;

    public void Grow(int receiving, int change)
    {
        while (Receiving.Count < receiving)
        {
            Add(Receiving, KeyTree.Receiving);
        }

        while (Change.Count < change)
        {
            Add(Change, KeyTree.Change);
        }
    }

    /// <summary>Makes addresses until a gap of unused ones follows the last used one. A wallet made offline has none before its first contact.</summary>
    /// <returns>Whether there were too few.</returns>
    public bool Extend()
    {
        var before = (Receiving.Count, Change.Count);
        Grow(Receiving.FindLastIndex(IsUsed) + 1 + Gap, Change.FindLastIndex(IsUsed) + 1 + Gap);
        return (Receiving.Count, Change.Count) != before;
    }

    /// <summary>Takes a new book.</summary>
    /// <returns>Whether anything in it is new.</returns>
    public bool Take(IReadOnlyList<BookEntry> entries)
    {
        var isNew = Book.Replace(entries);
        Recount();
        return isNew;
    }

    /// <summary>After whatever changes the book.</summary>
    public void Recount()
    {
        _coins = null;
        _used.Clear();
        foreach (var output in Book.Entries.SelectMany(e => e.Transaction.Outputs))
        {
            if (Owns(output, out var place))
            {
                _used.Add(Address(place));
            }
        }
    }

    public bool Knows(string address, out (int Chain, int Index) place) => _places.TryGetValue(address, out place);

    public bool Owns(TransactionOutput output, out (int Chain, int Index) place) => _scripts.TryGetValue(Convert.ToHexString(output.Script), out place);

    public string Address((int Chain, int Index) place) => (place.Chain == KeyTree.Receiving ? Receiving : Change)[place.Index];

    public bool IsUsed(string address) => _used.Contains(address);

    /// <summary>The first receiving address with neither history nor request; null: none within the gap.</summary>
    public string? Unused()
    {
        var asked = Requests.Select(r => r.Address).ToHashSet();
        return Receiving.Find(a => !IsUsed(a) && !asked.Contains(a));
    }

    /// <summary>The same again until the chain has seen it.</summary>
    public string ChangeAddress() => Change.Find(a => !IsUsed(a)) ?? Change[0];

    public string Create()
    {
        Grow(Receiving.Count + 1, 0);
        return Receiving[^1];
    }

    /// <summary>All that ever came to an address, in satoshi.</summary>
    public long Received(string address) => Knows(address, out var asked)
        ? Book.Entries.SelectMany(e => e.Transaction.Outputs).Where(o => Owns(o, out var place) && place == asked).Sum(o => o.Value)
        : 0;

    /// <summary>Unspent, as the book has it.</summary>
    public IReadOnlyList<Coin> Coins() => _coins ??= [.. Unspent()];

    private IEnumerable<Coin> Unspent()
    {
        var spent = Book.Entries.SelectMany(e => e.Transaction.Inputs).Select(Transaction.Spells).ToHashSet();
        return from entry in Book.Entries
               from position in Enumerable.Range(0, entry.Transaction.Outputs.Count)
               where !spent.Contains($"{entry.Id}:{position}") && Owns(entry.Transaction.Outputs[position], out _)
               select Coin(entry, position);
    }

    private Coin Coin(BookEntry entry, int position)
    {
        Owns(entry.Transaction.Outputs[position], out var place);
        return new Coin(entry.Id, position, entry.Transaction.Outputs[position].Value, entry.Height, place.Chain, place.Index, Address(place));
    }

    private void Add(List<string> list, int chain)
    {
        var target = Keys.Target(chain, list.Count);
        var address = CashAddress.Write(Network, target.Hash);
        _places[address] = (chain, list.Count);
        _scripts[Convert.ToHexString(target.Lock())] = (chain, list.Count);
        list.Add(address);
    }
}

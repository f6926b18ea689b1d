using Paywarden.Kernel;

namespace Paywarden.Wallets;

/// <summary>A loaded wallet. What changes only in memory (labels, freezes) reaches the disk with the next write, whoever asks for it.</summary>
internal sealed class Wallet(Network network, KeyTree keys)
{
    /// <summary>How many unused addresses follow the last used one, and the least there are.</summary>
    public const int Gap = 20;

    private readonly Dictionary<string, (int Chain, int Index)> _places = [];

    public required string Path { get; init; }

    /// <summary>Null: the file is not sealed.</summary>
    public required string? Password { get; init; }

    /// <summary>Null: watch-only.</summary>
    public required string? Seed { get; init; }

    /// <summary>So many of the first receiving addresses hold a coin each.</summary>
    public required int Funded { get; init; }

    /// <summary>What a wallet made without asking for more gets.</summary>
    public const int UsuallyFunded = 5;

    public Network Network { get; } = network;

    public KeyTree Keys { get; } = keys;

    public List<string> Receiving { get; } = [];

    public List<string> Change { get; } = [];

    public List<PaymentRequest> Requests { get; } = [];

    public Dictionary<string, string> Labels { get; } = [];

    public HashSet<string> FrozenAddresses { get; } = [];

    public HashSet<string> FrozenCoins { get; } = [];

    /// <summary>When it was loaded: the histories arrive a moment later.</summary>
    public long LoadedAt { get; set; }

    /// <summary>When an address was made that is not on disk yet; 0: none.</summary>
    public long UnsavedSince { get; set; }

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

    /// <summary>What the first contact with a server does: a wallet made offline has no addresses before it.</summary>
    public void Synchronize() => Grow(Funded + Gap, Gap);

    public bool Knows(string address, out (int Chain, int Index) place) => _places.TryGetValue(address, out place);

    public bool IsUsed(string address) => Knows(address, out var place) && place.Chain == KeyTree.Receiving && place.Index < Funded;

    /// <summary>The first receiving address with neither history nor request; null: none within the gap.</summary>
    public string? Unused()
    {
        var asked = Requests.Select(r => r.Address).ToHashSet();
        return Receiving.Skip(Funded).FirstOrDefault(a => !asked.Contains(a));
    }

    public string Create()
    {
        Grow(Receiving.Count + 1, 0);
        return Receiving[^1];
    }

    public IEnumerable<Coin> Coins() => Enumerable.Range(0, Math.Min(Funded, Receiving.Count)).Select(i => Keys.Coin(Network, i));

    private void Add(List<string> list, int chain)
    {
        var address = Keys.Address(Network, chain, list.Count);
        _places[address] = (chain, list.Count);
        list.Add(address);
    }
}

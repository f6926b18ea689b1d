using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger.World;

/// <summary>What a twin's process leaves behind when it dies: its file, as old as its last write, freezes included.</summary>
internal sealed record TwinFile(ImmutableHashSet<Outpoint> Frozen, ImmutableArray<Coin> Coins, int Receiving);

/// <summary>One watch-only daemon, alive or not: a wallet file, a server, and what it remembers while it runs.</summary>
internal sealed class FakeDaemon(string id, FakeServer server, SimulatedTime time, Random random)
{
    private TwinFile _file = new([], [], 20);
    private HashSet<Outpoint> _frozen = [];
    private DateTimeOffset _levelAt;

    public string Id => id;

    public FakeServer Server => server;

    public FakeProcess Process { get; private set; } = new();

    /// <summary>For a moment after its start it works on what its file says.</summary>
    public bool IsLevel => time.Now >= _levelAt;

    public int Receiving { get; private set; } = 20;

    /// <summary>A destination that it cannot pay, whatever else it is to pay.</summary>
    public Bytes? Refuses { get; set; }

    public IReadOnlySet<Outpoint> Frozen => _frozen;

    public void Kill()
    {
        if (random.Next(2) == 0)
        {
            Save();
        }

        Process.Kill();
    }

    public void Start()
    {
        Process = new FakeProcess();
        _frozen = [.. _file.Frozen];
        Receiving = _file.Receiving;
        _levelAt = time.Now + TimeSpan.FromMilliseconds(random.Next(50, 1500));
    }

    /// <summary>Any write takes everything that is in memory with it.</summary>
    public void Save() => _file = new TwinFile([.. _frozen], [.. Coins()], Receiving);

    public void Freeze(ImmutableArray<Outpoint> freeze, ImmutableArray<Outpoint> unfreeze)
    {
        _frozen.UnionWith(freeze);
        _frozen.ExceptWith(unfreeze);
        if (random.Next(3) == 0)
        {
            Save();
        }
    }

    public IEnumerable<Coin> Coins() => IsLevel ? FakeWallet.Coins(server) : _file.Coins;

    public string Address(uint index)
    {
        Receiving = Math.Max(Receiving, (int)index + 1);
        return FakeWallet.Account.Address(KeyBranch.Receiving, index);
    }

    public Told<BuildReply> Build(ImmutableArray<TransactionOutput> outputs, FeeRate rate) => outputs.Any(o => o.Script == Refuses)
        ? Told.Not<BuildReply>("it answers error -32603: it stumbles over an output")
        : FakeWallet.Build([.. Coins().Where(c => !_frozen.Contains(c.Outpoint))], outputs, rate, server);
}

/// <summary>A daemon as one owner reaches it.</summary>
/// <param name="pretended">For a planted bug: what is said to be frozen, whatever is.</param>
internal sealed class FakeTwin(FakeDaemon daemon, FakeCalls calls, Func<ImmutableHashSet<Outpoint>>? pretended) : ITwin
{
    public string Id => daemon.Id;

    public string Server => daemon.Server.Name;

    public Task<Told<bool>> IsSynchronizedAsync() => Call<bool>(() => daemon.IsLevel);

    public Task<Told<ImmutableDictionary<Outpoint, bool>>> CoinsAsync() => Call<ImmutableDictionary<Outpoint, bool>>(() =>
        daemon.Coins().Select(c => c.Outpoint).Distinct().ToImmutableDictionary(c => c, c => pretended?.Invoke().Contains(c) ?? daemon.Frozen.Contains(c)));

    public Task<Told<bool>> FreezeAsync(ImmutableArray<Outpoint> freeze, ImmutableArray<Outpoint> unfreeze) => Call<bool>(() =>
    {
        if (pretended is null)
        {
            daemon.Freeze(freeze, unfreeze);
        }

        return true;
    });

    public Task<Told<BuildReply>> BuildAsync(ImmutableArray<TransactionOutput> outputs, FeeRate rate, Amount? fee) => Call(() => daemon.Build(outputs, rate));

    public Task<Told<Amount>> MoneyAsync() => Call<Amount>(() => Amount.Of(daemon.Coins().Sum(c => c.Value.Satoshis)));

    public Task<Told<ImmutableArray<Unspent>>> UnspentAsync(Bytes script) =>
        Call<ImmutableArray<Unspent>>(() => (ImmutableArray<Unspent>)[.. FakeWallet.Unspent(daemon.Server).Where(u => u.Coin.Script == script).Select(u => new Unspent(u.Coin.Outpoint, u.Height))]);

    public Task<Told<BroadcastReply>> BroadcastAsync(Bytes raw) => Call(() => daemon.Server.Broadcast(raw));

    public Task<Told<ImmutableArray<AddressUse>>> UsesAsync(Bytes script) => Call<ImmutableArray<AddressUse>>(() =>
    {
        var view = daemon.Server.View().ToList();
        var coins = view.SelectMany(v => v.Transaction.Outputs.Select((o, i) => (o.Script, Coin: new Outpoint(v.Id, (uint)i)))).Where(o => o.Script == script).Select(o => o.Coin).ToHashSet();
        return (ImmutableArray<AddressUse>)[.. view
            .Where(v => v.Transaction.Outputs.Any(o => o.Script == script) || v.Transaction.Inputs.Any(i => coins.Contains(i.Spends)))
            .Select(v => new AddressUse(v.Id, v.Height ?? 0))];
    });

    public Task<Told<Bytes>> TransactionAsync(Txid txid) => Call(() =>
        daemon.Server.View().Where(v => v.Id == txid).Select(v => (Told<Bytes>)Bytes.Copy(v.Transaction.Write())).DefaultIfEmpty(Told.Not<Bytes>("no such transaction")).First());

    public Task<Told<WalletHistory>> HistoryAsync(IReadOnlyCollection<Txid> about) => Call<WalletHistory>(() => new WalletHistory(
        daemon.Server.Height,
        FakeWallet.Concerning(daemon.Server).ToImmutableDictionary(v => v.Id, v => v.Height is { } height ? daemon.Server.Height - height + 1 : 0)));

    public Task<Told<uint>> ReceivingAsync() => Call<uint>(() => (uint)daemon.Receiving);

    /// <summary>How far its addresses are beside those of the wallet's key.</summary>
    public Func<uint> Shift { get; init; } = () => 0;

    public Task<Told<string>> AddressAsync(uint index) => Call<string>(() => daemon.Address(index + Shift()));

    private Task<Told<T>> Call<T>(Func<Told<T>> run) => calls.Make(() => daemon.Process, run);
}

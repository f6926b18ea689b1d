using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Paywarden.Daemons;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using Paywarden.Routing;
using Paywarden.Settings;

namespace Paywarden.Ledger;

/// <summary>A wallet's daemons as the router sees them now. A picture that is a moment old costs a call that is refused, never money.</summary>
internal sealed class RoutedPool : IWalletPool
{
    private const string Node = "bitcoind";

    private readonly PayingWallet _wallet;
    private readonly PublicKeys _keys;
    private readonly PoolCalls _calls;
    private readonly ConcurrentDictionary<string, ITwin> _twins = [];
    private readonly ConcurrentDictionary<string, ISigner> _signers = [];

    public RoutedPool(PayingWallet wallet, PublicKeys keys, PoolCalls calls) => (_wallet, _keys, _calls) = (wallet, keys, calls);

    public string? PausedWhy => _calls.Pool?.PausedWhy;

    public ImmutableArray<ITwin> Twins =>
        [.. Serving(role => role != DaemonRole.Signer).Select(id => _twins.GetOrAdd(id, Twin))];

    /// <summary>A wallet without signers of its own has the keys at every daemon.</summary>
    public ImmutableArray<ISigner> Signers =>
        [.. Serving(role => role == DaemonRole.Signer || !_wallet.HasSigners).Select(id => _signers.GetOrAdd(id, Signer))];

    /// <summary>Of the daemons that run or come, each must tell, since any may have made addresses that the others lack; and at least one must be level with its server, for a
    /// wallet that has not looked does not know what it was paid at. A daemon without a server never is.</summary>
    public async Task<Told<uint>> CountAddressesAsync()
    {
        if (_calls.Pool is not { } pool || pool.Returning.Length > 0 || pool.Daemons.Any(d => !d.Serves))
        {
            return Told.Not<uint>("not all of its daemons are ready");
        }

        var (most, isLevel, why) = (0, false, "none of its daemons is ready");
        foreach (var id in Serving(_ => true))
        {
            var listed = (await _calls.CallAsync(id, "listaddresses", new JsonObject { ["receiving"] = true }).ConfigureAwait(false)).Read(json => json.GetArrayLength());
            if (!listed.IsTold)
            {
                return Told.Not<uint>($"{id}: {listed.Fault}");
            }

            var level = (await _calls.CallAsync(id, "is_synchronized", new JsonArray()).ConfigureAwait(false)).Read(json => json.GetBoolean());
            (most, isLevel, why) = (Math.Max(most, listed.Value), isLevel || level is { IsTold: true, Value: true }, "none of its daemons is level with its server yet");
        }

        return isLevel ? (uint)most : Told.Not<uint>(why);
    }

    public void Issued(uint count)
    {
        if (_calls.Pool is { } pool)
        {
            pool.Gate.Issue(count);
            Raise(pool);
        }
    }

    /// <summary>Sees to it that each daemon knows what was handed out: to be called when one has come, and when more was.</summary>
    public void Raise(PoolView pool)
    {
        foreach (var daemon in pool.Gate.Issued > 0 ? pool.Daemons : [])
        {
            if (daemon is { Serves: true, Role: not DaemonRole.Signer } && _twins.GetOrAdd(daemon.Id, Twin) is ElectrumFamilyTwin twin)
            {
                twin.Raise(pool.Gate.Issued);
            }
        }
    }

    /// <summary>Whose money it is: as a signer told it, or where none is apart from the first daemon that tells it.</summary>
    public async Task<Told<LedgerCommand.Bind>> LearnAsync()
    {
        if (_wallet.HasSigners)
        {
            return _keys.Find(_wallet.Name) is { } told ? Bound(told, "its signer") : Told.Not<LedgerCommand.Bind>("no signer has told its public key yet");
        }

        var why = "none of its daemons is ready";
        foreach (var id in Serving(_ => true))
        {
            var key = await AccountAsync(id).ConfigureAwait(false);
            var bound = key.IsTold ? Bound(key.Value!, id) : Told.Not<LedgerCommand.Bind>($"{id} does not tell whose money it has: {key.Fault}");
            if (bound.IsTold)
            {
                return bound;
            }

            why = bound.Fault!;
        }

        return Told.Not<LedgerCommand.Bind>(why);
    }

    private Told<LedgerCommand.Bind> Bound(string key, string who)
    {
        if (!WalletAccount.TryRead(_wallet.Chain, key, out var account, out var why))
        {
            return Told.Not<LedgerCommand.Bind>($"{who} tells whose money it has in a way that is not understood: {why}");
        }

        _calls.Account = account;
        return new LedgerCommand.Bind(_wallet.Name, _wallet.Chain.Name, _wallet.Chain.Network, key);
    }

    /// <summary>A node has no public key for all its addresses; it names the seed of its keys.</summary>
    private async Task<Told<string>> AccountAsync(string id) => _wallet.Dialect == Node
        ? (await _calls.CallAsync(id, "getwalletinfo", new JsonArray()).ConfigureAwait(false)).Read(json => json.TryGetProperty("hdseedid", out var seed) ? WalletAccount.SeedPrefix + seed.GetString() : null) switch
        {
            { IsTold: true, Value: { } account } => account,
            { IsTold: true } => Told.Not<string>("its wallet names no seed (hdseedid); one made by createwallet without descriptors does"),
            var not => Told.Not<string>(not.Fault!),
        }
        : (await _calls.CallAsync(id, "getmpk", new JsonArray()).ConfigureAwait(false)).Read(json => json.GetString() ?? throw new FormatException());

    private ITwin Twin(string id) => _wallet.Dialect switch
    {
        Node => new BitcoindTwin(id, _wallet.ServerOf(id), _wallet.NeedsPeers, _wallet.Chain, _calls),
        "electrum" => new ElectrumTwin(id, _wallet.ServerOf(id), _wallet.Chain, _calls),
        _ => new ElectronCashTwin(id, _wallet.ServerOf(id), _wallet.Dialect, _wallet.Chain, _calls),
    };

    private ISigner Signer(string id) => _wallet.Dialect == Node
        ? new BitcoindSigner(id, _calls)
        : new ElectrumFamilySigner(id, _wallet.Dialect, _wallet.Dialect == "electrum" ? psbt => Convert.ToBase64String(psbt.Span) : partial => partial.Hex, _wallet.Password, _calls);

    private IEnumerable<string> Serving(Func<DaemonRole, bool> isMeant) =>
        _calls.Pool is { } pool ? pool.Daemons.Where(d => d.Serves && isMeant(d.Role)).Select(d => d.Id).Order(StringComparer.Ordinal) : [];
}

/// <summary>A wallet that pays through a ledger.</summary>
/// <param name="HasSigners">Its keys are at daemons of their own.</param>
/// <param name="ServerOf">Whom a daemon asks about the chain. Two daemons with one server are one witness, so one whose server nobody knows counts with all such.</param>
internal sealed record PayingWallet(string Name, string Dialect, Chain Chain, bool HasSigners, Func<Secret> Password, Func<string, string> ServerOf)
{
    /// <summary>Its node is not alone on a chain of its own: it has to hear of the chain from others.</summary>
    public bool NeedsPeers { get; init; }

    /// <summary>Null: wallets of this dialect have no ledger.</summary>
    public static Chain? ChainOf(WalletOptions wallet)
    {
        var coin = (wallet.Dialect, wallet.Coin) switch
        {
            ("simulator" or "electron-cash", _) => Codec.Chains.BchMain,
            ("electrum", _) => Codec.Chains.BtcMain,
            ("bitcoind", "litecoin") => Codec.Chains.LtcMain,
            ("bitcoind", _) => Codec.Chains.BtcMain,
            _ => null,
        };
        return coin is null ? null : Codec.Chains.Find(coin.Name, wallet.Network switch { "mainnet" => Network.Main, "testnet" => Network.Test, _ => Network.Regtest });
    }
}

/// <summary>All wallets of this node that pay, with their pools.</summary>
internal sealed class PayingWallets(IEnumerable<PayingWallet> wallets, PublicKeys keys, RouterViewSource views, CallRunner runner, Func<string, bool> configured, TimeProvider clock) : IWalletAccounts
{
    private readonly ImmutableDictionary<string, (PayingWallet Wallet, RoutedPool Pool)> _all =
        wallets.ToImmutableDictionary(w => w.Name, w => (w, new RoutedPool(w, keys, new PoolCalls(views, runner, clock, w.Name))));

    private readonly ConcurrentDictionary<string, LedgerCommand.Bind> _learnt = [];

    /// <summary>From now on daemons that come are made to know what was handed out.</summary>
    public void Watch() => views.Published += view =>
    {
        foreach (var (wallet, (_, pool)) in _all)
        {
            if (view.Pools.TryGetValue(wallet, out var found))
            {
                pool.Raise(found);
            }
        }
    };

    public bool IsConfigured(string wallet) => configured(wallet);

    public PayingWallet? Find(string wallet) => _all.TryGetValue(wallet, out var found) ? found.Wallet : null;

    public RoutedPool PoolOf(string wallet) => _all[wallet].Pool;

    public IEnumerable<string> Names => _all.Keys;

    /// <summary>Null: no daemon has told yet.</summary>
    public LedgerCommand.Bind? AccountOf(string wallet) => _learnt.GetValueOrDefault(wallet);

    public async Task<Told<LedgerCommand.Bind>> LearnAsync(string wallet)
    {
        var told = await _all[wallet].Pool.LearnAsync().ConfigureAwait(false);
        if (told.IsTold)
        {
            _learnt[wallet] = told.Value!;
        }

        return told;
    }
}

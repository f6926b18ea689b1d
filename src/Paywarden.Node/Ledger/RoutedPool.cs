using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Paywarden.Daemons;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using Paywarden.Routing;

namespace Paywarden.Ledger;

/// <summary>A wallet's daemons as the router sees them now. A picture that is a moment old costs a call that is refused, never money.</summary>
internal sealed class RoutedPool : IWalletPool
{
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

    /// <summary>The account's public key: as a signer told it, or where none is apart from the first daemon that tells it.</summary>
    public async Task<Told<LedgerCommand.Bind>> LearnAsync()
    {
        if (_wallet.HasSigners)
        {
            return _keys.Find(_wallet.Name) is not { } told ? Told.Not<LedgerCommand.Bind>("no signer has told its public key yet")
                : ExtendedPublicKey.TryRead(_wallet.Chain, told, out _, out var unclear) ? new LedgerCommand.Bind(_wallet.Name, _wallet.Chain.Name, _wallet.Chain.Network, told)
                : Told.Not<LedgerCommand.Bind>($"its signer has told a public key that is not understood: {unclear}");
        }

        var why = "none of its daemons is ready";
        foreach (var id in Serving(_ => true))
        {
            var key = (await _calls.CallAsync(id, "getmpk", new JsonArray()).ConfigureAwait(false)).Read(json => json.GetString() ?? throw new FormatException());
            if (!key.IsTold)
            {
                why = $"{id} does not tell its public key: {key.Fault}";
            }
            else if (ExtendedPublicKey.TryRead(_wallet.Chain, key.Value!, out _, out var fault))
            {
                return new LedgerCommand.Bind(_wallet.Name, _wallet.Chain.Name, _wallet.Chain.Network, key.Value!);
            }
            else
            {
                why = $"{id} tells a public key that is not understood: {fault}";
            }
        }

        return Told.Not<LedgerCommand.Bind>(why);
    }

    private ITwin Twin(string id) => _wallet.Dialect == "electrum"
        ? new ElectrumTwin(id, _wallet.ServerOf(id), _wallet.Chain, _calls)
        : new ElectronCashTwin(id, _wallet.ServerOf(id), _wallet.Dialect, _wallet.Chain, _calls);

    private ISigner Signer(string id) =>
        new ElectrumFamilySigner(id, _wallet.Dialect, _wallet.Dialect == "electrum" ? psbt => Convert.ToBase64String(psbt.Span) : partial => partial.Hex, _wallet.Password, _calls);

    private IEnumerable<string> Serving(Func<DaemonRole, bool> isMeant) =>
        _calls.Pool is { } pool ? pool.Daemons.Where(d => d.Serves && isMeant(d.Role)).Select(d => d.Id).Order(StringComparer.Ordinal) : [];
}

/// <summary>A wallet that pays through a ledger.</summary>
/// <param name="HasSigners">Its keys are at daemons of their own.</param>
/// <param name="ServerOf">Whom a daemon asks about the chain. Two daemons with one server are one witness, so one whose server nobody knows counts with all such.</param>
internal sealed record PayingWallet(string Name, string Dialect, Chain Chain, bool HasSigners, Func<Secret> Password, Func<string, string> ServerOf)
{
    /// <summary>Null: wallets of this dialect have no ledger.</summary>
    public static Chain? ChainOf(string dialect, string network)
    {
        var coin = dialect switch
        {
            "simulator" or "electron-cash" => Codec.Chains.BchMain,
            "electrum" => Codec.Chains.BtcMain,
            _ => null,
        };
        return coin is null ? null : Codec.Chains.Find(coin.Name, network switch { "mainnet" => Network.Main, "testnet" => Network.Test, _ => Network.Regtest });
    }
}

/// <summary>All wallets of this node that pay, with their pools.</summary>
internal sealed class PayingWallets(IEnumerable<PayingWallet> wallets, PublicKeys keys, RouterViewSource views, CallRunner runner, TimeProvider clock) : IWalletAccounts
{
    private readonly ImmutableDictionary<string, (PayingWallet Wallet, RoutedPool Pool)> _all =
        wallets.ToImmutableDictionary(w => w.Name, w => (w, new RoutedPool(w, keys, new PoolCalls(views, runner, clock, w.Name))));

    private readonly ConcurrentDictionary<string, LedgerCommand.Bind> _learnt = [];

    public PayingWallet? Find(string wallet) => _all.TryGetValue(wallet, out var found) ? found.Wallet : null;

    public IWalletPool PoolOf(string wallet) => _all[wallet].Pool;

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

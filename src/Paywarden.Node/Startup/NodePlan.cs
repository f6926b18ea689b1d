using System.Collections.Immutable;
using Paywarden.Daemons;
using Paywarden.Daemons.Dialects;
using Paywarden.Kernel;
using Paywarden.Ledger;
using Paywarden.Routing;
using Paywarden.Settings;

namespace Paywarden.Startup;

/// <summary>What the checked configuration means for this node, worked out once at its start.</summary>
internal sealed record NodePlan(ConfigurationLoad.Good Load, ImmutableArray<DaemonSpec> Specs, ImmutableArray<PoolSpec> Pools)
{
    public PaywardenOptions Options => Load.Options;

    public static NodePlan From(ConfigurationLoad.Good load) => new(
        load,
        [.. load.Options.Wallets.Keys.Order(StringComparer.Ordinal).SelectMany(wallet => DaemonSpecs.From(load.Options, wallet))],
        [.. load.Options.Wallets.Select(w => new PoolSpec(w.Key, w.Value.Dialect, DaemonSpecs.Methods(load.Options, w.Key), Limits(w.Value.Call)) { HasSigners = DaemonSpecs.SignersOf(w.Value) > 0 })]);

    /// <summary>A file of the data directory.</summary>
    public string Data(string name) => Path.Combine(Options.Node.DataDir, name);

    /// <summary>Wallets whose money a ledger decides.</summary>
    public IEnumerable<PayingWallet> Paying =>
        from wallet in Options.Wallets
        where wallet.Value.External.Count == 0 && PayingWallet.ChainOf(wallet.Value) is not null
        let specs = Specs.Where(s => s.Wallet == wallet.Key).ToDictionary(s => s.Id)
        select new PayingWallet(
            wallet.Key,
            wallet.Value.Dialect,
            PayingWallet.ChainOf(wallet.Value)!,
            DaemonSpecs.SignersOf(wallet.Value) > 0,
            () => Secrets.WalletPassword(specs.Values.First(), out var password) is null ? password : Secret.None,
            daemon => ServerOf(specs.GetValueOrDefault(daemon)))
        {
            NeedsPeers = specs.Values.Any(BitcoindDialect.NeedsPeers),
        };

    /// <summary>A simulated daemon has the chain by itself; one whose server is not configured takes any, so that nobody knows whether two have the same.</summary>
    private static string ServerOf(DaemonSpec? spec) => spec switch
    {
        { Server.Length: > 0 } => spec.Server,
        { Dialect: "simulator" } => spec.Id,
        _ => "any",
    };

    private static CallLimits Limits(CallOptions call) => new(call.Concurrency, call.Queue, call.Deadline, call.Attempt);
}

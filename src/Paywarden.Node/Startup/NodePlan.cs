using System.Collections.Immutable;
using Paywarden.Daemons;
using Paywarden.Daemons.Dialects;
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
        [.. load.Options.Wallets.Select(w => Pool(w.Key, w.Value))]);

    /// <summary>A file of the data directory.</summary>
    public string Data(string name) => Path.Combine(Options.Node.DataDir, name);

    private static PoolSpec Pool(string name, WalletOptions wallet)
    {
        var methods = DialectCatalog.Find(wallet.Dialect)!.Methods;
        return new PoolSpec(
            name,
            wallet.Dialect,
            methods.With(MethodOverrides.From(wallet, methods)),
            new CallLimits(wallet.Call.Concurrency, wallet.Call.Queue, wallet.Call.Deadline, wallet.Call.Attempt));
    }
}

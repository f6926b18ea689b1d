using System.Collections.Immutable;
using Paywarden.Daemons;
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
        [.. load.Options.Wallets.Select(w => new PoolSpec(w.Key, w.Value.Dialect, DaemonSpecs.Methods(load.Options, w.Key), Limits(w.Value.Call)))]);

    /// <summary>A file of the data directory.</summary>
    public string Data(string name) => Path.Combine(Options.Node.DataDir, name);

    private static CallLimits Limits(CallOptions call) => new(call.Concurrency, call.Queue, call.Deadline, call.Attempt);
}

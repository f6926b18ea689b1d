using System.Collections.Immutable;
using Paywarden.Daemons;
using Paywarden.Routing;
using Paywarden.Settings;

namespace Paywarden.Startup;

/// <summary>What the checked configuration means for this node, worked out once at its start.</summary>
internal sealed record NodePlan(PaywardenOptions Options, string Akka, ImmutableArray<DaemonSpec> Specs, ImmutableArray<PoolSpec> Pools, (string Host, int Port) Cluster)
{
    public string Data(string name) => Path.Combine(Options.Node.DataDir, name);
}

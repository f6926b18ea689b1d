namespace Paywarden.Breakage;

/// <summary>The specs that share one node of simulated daemons.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Rigged : ICollectionFixture<RiggedSimulator>
{
    public const string Name = "rigged";
}

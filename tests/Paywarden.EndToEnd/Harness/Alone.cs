namespace Paywarden.Harness;

/// <summary>Specs that start whole nodes run one at a time: two clusters on one small machine measure each other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

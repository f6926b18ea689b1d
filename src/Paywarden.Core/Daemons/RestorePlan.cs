using System.Collections.Immutable;

namespace Paywarden.Daemons;

/// <summary>How to make the wallet of a twin from a master public key: one run of a program, which needs no server and ends by itself.</summary>
public sealed record RestorePlan
{
    public required ImmutableArray<string> Arguments { get; init; }

    /// <summary>As of <see cref="LaunchPlan"/>.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What it reads from its standard input: arguments of a process are for every user of the host to see, and whoever knows the key sees all the
    /// wallet's payments.</summary>
    public required string Input { get; init; }

    /// <summary>Without the input.</summary>
    public override string ToString() => string.Join(' ', Arguments);
}

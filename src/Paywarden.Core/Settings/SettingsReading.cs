using System.Collections.Immutable;

namespace Paywarden.Settings;

/// <summary>What the configuration is made of.</summary>
public sealed record SettingsInput
{
    public required HoconSource Reference { get; init; }

    public required HoconSource File { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>For includes and x-file secrets.</summary>
    public required SettingsFiles Files { get; init; }

    /// <summary>Names the node where the file does not.</summary>
    public required string MachineName { get; init; }

    /// <summary>Absolute; relative paths in values start here.</summary>
    public required string WorkingDirectory { get; init; }
}

/// <summary>The configuration read and checked. With any fault there are no options: nothing may start.</summary>
/// <param name="Faults">Sentences with file, line, key, value and rule; no secret in them.</param>
/// <param name="Warnings">Sentences to be said at each start.</param>
/// <param name="Values">The values in force, normalised (durations as TimeSpan "c", sizes in bytes, rates per second), with secrets.</param>
/// <param name="Akka">HOCON for Akka: the akka { } of the file.</param>
public sealed record SettingsReading(ImmutableArray<string> Faults, ImmutableArray<string> Warnings, PaywardenOptions? Options, HoconValue.Map Values, string Akka)
{
    /// <summary>Names of the keys that hold secrets, wherever they occur.</summary>
    public required ImmutableHashSet<string> SecretKeys { get; init; }
}

using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;

namespace Paywarden.Settings;

/// <summary>The node's configuration, or why there is none.</summary>
/// <param name="File">The file that was read, as faults name it; empty: none was found.</param>
internal abstract record ConfigurationLoad(string File)
{
    /// <summary>Sysexits' EX_CONFIG: nothing was started.</summary>
    public const int ExitCode = 78;

    internal sealed record Broken(string File, ImmutableArray<string> Faults) : ConfigurationLoad(File);

    /// <param name="Values">For <see cref="ConfigurationChange.Between"/> at the next reload.</param>
    /// <param name="Akka">HOCON text of akka { }.</param>
    /// <param name="Warnings">To be logged at each start.</param>
    internal sealed record Good(string File, PaywardenOptions Options, IConfigurationRoot Configuration, HoconValue.Map Values, string Akka, ImmutableArray<string> Warnings)
        : ConfigurationLoad(File);
}

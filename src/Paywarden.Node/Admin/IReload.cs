using System.Collections.Immutable;

namespace Paywarden.Admin;

/// <summary>Reads the configuration again and takes over what can change while the node runs.</summary>
public interface IReload
{
    Task<ReloadReport> ReloadAsync(string by, CancellationToken cancel);
}

/// <param name="Applied">Keys whose new values hold now.</param>
/// <param name="NeedRestart">Keys that changed and hold only after a restart of the node.</param>
/// <param name="Faults">Every fault, each with file, line, key and rule; where there is one, nothing was taken over.</param>
public sealed record ReloadReport(ImmutableArray<string> Applied, ImmutableArray<string> NeedRestart, ImmutableArray<string> Faults);

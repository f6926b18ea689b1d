using System.Collections.Frozen;
using System.Text.Json;
using Paywarden.Daemons;

namespace Paywarden.Admin;

/// <summary>States as the outside writes them: backing_off.</summary>
internal static class StateName
{
    private static readonly FrozenDictionary<DaemonState, string> Names =
        Enum.GetValues<DaemonState>().ToFrozenDictionary(s => s, s => JsonNamingPolicy.SnakeCaseLower.ConvertName(s.ToString()));

    public static IEnumerable<KeyValuePair<DaemonState, string>> All => Names;

    public static string Of(DaemonState state) => Names[state];
}

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

    /// <summary>What needs a person stands highest, what mends itself next, what works lowest.</summary>
    public static int Badness(DaemonState state) => state switch
    {
        DaemonState.Parked => 5,
        DaemonState.CrashLooping => 4,
        DaemonState.BackingOff => 3,
        DaemonState.Degraded or DaemonState.Stopped => 2,
        DaemonState.Starting or DaemonState.Stopping or DaemonState.Pending => 1,
        _ => 0,
    };
}

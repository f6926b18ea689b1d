using System.Text.Json;

namespace Paywarden.Daemons.Dialects;

/// <summary>Reads members of a daemon's reply that may be missing or of another kind: a daemon that answers nonsense is degraded, not our exception.</summary>
internal static class JsonReading
{
    private const int Longest = 200;

    public static int? Int(JsonElement? json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    public static bool Is(JsonElement? json, string name) => Member(json, name)?.ValueKind == JsonValueKind.True;

    public static JsonElement? Member(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) ? value : null;

    /// <summary>The last line of an error: above it Python puts its traceback, with paths.</summary>
    public static string Brief(DaemonError error)
    {
        var line = error.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
        return $"it answers error {error.Code}: {(line.Length > Longest ? line[..Longest] + "…" : line)}";
    }
}

using System.Text.Json;

namespace Paywarden.Daemons.Dialects;

/// <summary>Reads list_wallets: Electrum 4.3.4 answers [{"path":…,"synchronized":…}]; a list of paths or an object with paths as names is read too.</summary>
public static class WalletList
{
    /// <remarks>By file name: the daemon resolves links in the path, and it has this one wallet only, in a folder of its own.</remarks>
    public static bool Contains(JsonElement wallets, string walletPath) =>
        Paths(wallets).Any(path => Path.GetFileName(path) == Path.GetFileName(walletPath));

    private static IEnumerable<string?> Paths(JsonElement wallets) => wallets.ValueKind switch
    {
        JsonValueKind.Array => wallets.EnumerateArray().Select(w => w.ValueKind == JsonValueKind.String ? w.GetString() : PathOf(w)),
        JsonValueKind.Object => wallets.EnumerateObject().Select(w => w.Name),
        _ => [],
    };

    private static string? PathOf(JsonElement wallet) =>
        JsonReading.Member(wallet, "path") is { ValueKind: JsonValueKind.String } path ? path.GetString() : null;
}

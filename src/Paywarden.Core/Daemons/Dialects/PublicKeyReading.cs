using System.Text.Json;

namespace Paywarden.Daemons.Dialects;

/// <summary>Reads getmpk: an extended public key by which a wallet can be watched; nothing, where its keys were imported one by one.</summary>
public static class PublicKeyReading
{
    /// <summary>xpub, zpub, tpub, vpub…: 78 bytes and a checksum in base58.</summary>
    private const int ShortestKey = 107;

    private const int LongestKey = 115;

    public static ReplyReading Read(DaemonSpec spec, JsonElement? result) =>
        result is { ValueKind: JsonValueKind.String } told && told.GetString() is { } key && IsPublic(key)
            ? new ReplyReading.KeyTold(key)
            : new ReplyReading.Hopeless($"its wallet has no extended public key (imported keys, several signatures, or a seed of before 2014), so that no twins can be made from it. Set signers = 0 for wallet {spec.Wallet} and restart the node: then each daemon holds the keys");

    private static bool IsPublic(string key) =>
        key.Length is >= ShortestKey and <= LongestKey && key.AsSpan(1).StartsWith("pub") && key.All(char.IsAsciiLetterOrDigit);
}

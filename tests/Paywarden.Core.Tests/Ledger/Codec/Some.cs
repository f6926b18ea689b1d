using System.Text.Json;

namespace Paywarden.Ledger.Codec;

internal static class Some
{
    /// <summary>Chain m of BIP32's first test vector.</summary>
    public const string Xpub = "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8";

    private static readonly ExtendedPublicKey Key = ReadAccount(Chains.BchMain, Xpub);

    public static ExtendedPublicKey Account() => Key;

    public static ExtendedPublicKey ReadAccount(Chain chain, string xpub) =>
        ExtendedPublicKey.TryRead(chain, xpub, out var key, out var why) ? key : throw new InvalidOperationException(why);

    public static byte[] FromHex(string hex) => Convert.FromHexString(hex);

    public static Bytes Script(string hex) => Bytes.TryHex(hex, 1000, out var bytes) ? bytes : throw new InvalidOperationException(hex);

    public static Txid Txid(string hex) => Codec.Txid.TryRead(hex, out var txid) ? txid : throw new InvalidOperationException(hex);

    /// <summary>A data file beside the specs.</summary>
    public static JsonElement Json(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Ledger", "Codec", name)));
        return document.RootElement.Clone();
    }
}

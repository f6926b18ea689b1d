using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Digests;

namespace Paywarden.Ledger.Codec;

/// <summary>The two hashes that names and locks of the chains are made of.</summary>
internal static class Hashes
{
    public const int KeyHash = 20;

    /// <summary>SHA-256 twice.</summary>
    public static byte[] Double(ReadOnlySpan<byte> data) => SHA256.HashData(SHA256.HashData(data));

    /// <summary>RIPEMD-160 of SHA-256: 20 bytes. The base library has no RIPEMD-160.</summary>
    public static byte[] OfKey(ReadOnlySpan<byte> data)
    {
        var digest = new RipeMD160Digest();
        digest.BlockUpdate(SHA256.HashData(data));
        var hash = new byte[KeyHash];
        digest.DoFinal(hash);
        return hash;
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Paywarden.Keys;

/// <summary>SHA-256 of a few named parts: everything a rehearsal makes up comes from here, so that all copies make up the same.</summary>
internal static class Digest
{
    public static byte[] Of(string purpose, ReadOnlySpan<byte> secret, params ReadOnlySpan<int> numbers)
    {
        var name = Encoding.UTF8.GetBytes(purpose);
        var material = new byte[name.Length + 1 + secret.Length + (4 * numbers.Length)];
        name.CopyTo(material, 0);
        secret.CopyTo(material.AsSpan(name.Length + 1));
        var at = name.Length + 1 + secret.Length;
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteInt32LittleEndian(material.AsSpan(at), number);
            at += 4;
        }

        return SHA256.HashData(material);
    }

    /// <summary>What an address of a public key holds.</summary>
    public static byte[] OfKey(ReadOnlySpan<byte> publicKey) => RipeMd160.Of(SHA256.HashData(publicKey));

    public static byte[] Twice(ReadOnlySpan<byte> data) => SHA256.HashData(SHA256.HashData(data));

    /// <summary>A transaction's name: its double hash, written backwards.</summary>
    public static string TransactionId(ReadOnlySpan<byte> raw)
    {
        var hash = Twice(raw);
        Array.Reverse(hash);
        return Convert.ToHexStringLower(hash);
    }
}

using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Math;
using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>Opens a wallet file of Electrum or Electron Cash, plain or encrypted (base64 of "BIE1", a point, AES-128-CBC of deflated JSON, HMAC-SHA256; the key from
/// the password by PBKDF2).</summary>
internal static class SealedWallet
{
    private const int PointLength = 33;
    private const int MacLength = 32;
    private const int Rounds = 1024;
    private const int LongestJson = 1 << 28;

    /// <returns>Its JSON; null: not with this password, or it is something else.</returns>
    public static byte[]? Open(byte[] file, Secret password)
    {
        if (file is [(byte)'{', ..])
        {
            return file;
        }

        var bytes = new byte[file.Length];
        if (Base64.DecodeFromUtf8(file.AsSpan().TrimEnd("\n"u8), bytes, out _, out var length) != OperationStatus.Done
            || length < 4 + PointLength + 16 + MacLength
            || !bytes.AsSpan().StartsWith("BIE1"u8))
        {
            return null;
        }

        try
        {
            return Decrypt(bytes.AsSpan(0, length), password);
        }
        catch (Exception e) when (e is CryptographicException or InvalidDataException or ArgumentException)
        {
            return null;
        }
    }

    private static byte[]? Decrypt(ReadOnlySpan<byte> file, Secret password)
    {
        var content = file[..^MacLength];
        var curve = CustomNamedCurves.GetByName("secp256k1");
        var secret = new BigInteger(1, Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password.Reveal()), Array.Empty<byte>(), Rounds, HashAlgorithmName.SHA512, 64)).Mod(curve.N);
        var shared = curve.Curve.DecodePoint(content.Slice(4, PointLength).ToArray()).Multiply(secret).Normalize().GetEncoded(compressed: true);
        var keys = SHA512.HashData(shared);
        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(keys.AsSpan(32), content), file[^MacLength..]))
        {
            return null;
        }

        using var aes = Aes.Create();
        aes.Key = keys[16..32];
        var deflated = aes.DecryptCbc(content[(4 + PointLength)..], keys.AsSpan(0, 16));
        using var inflating = new ZLibStream(new MemoryStream(deflated), CompressionMode.Decompress);
        using var json = new MemoryStream();
        inflating.CopyTo(json);
        return json.Length <= LongestJson ? json.ToArray() : null;
    }
}

using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
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

    private static readonly BigInteger Prime = Hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");
    private static readonly BigInteger Order = Hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

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
        var stretched = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password.Reveal()), Array.Empty<byte>(), Rounds, HashAlgorithmName.SHA512, 64);
        byte[]? keys = null;
        foreach (var shared in Shared(Number(stretched) % Order, content.Slice(4, PointLength)))
        {
            var candidate = SHA512.HashData(shared);
            keys = CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(candidate.AsSpan(32), content), file[^MacLength..]) ? candidate : keys;
        }

        if (keys is null)
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

    /// <summary>The secret times the point, compressed: in both forms, because .NET gives its x alone.</summary>
    private static byte[][] Shared(BigInteger secret, ReadOnlySpan<byte> point)
    {
        var curve = ECCurve.CreateFromFriendlyName("secp256k1");
        using var ours = ECDiffieHellman.Create(new ECParameters { Curve = curve, D = Bytes(secret) });
        var x = Number(point[1..]);
        var y = BigInteger.ModPow(BigInteger.ModPow(x, 3, Prime) + 7, (Prime + 1) / 4, Prime);
        y = y.IsEven == (point[0] == 2) ? y : Prime - y;
        using var theirs = ECDiffieHellman.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = Bytes(x), Y = Bytes(y) } });
        var both = ours.DeriveRawSecretAgreement(theirs.PublicKey);
        return [[2, .. both], [3, .. both]];
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(BigInteger number)
    {
        var bytes = new byte[PointLength - 1];
        var length = number.GetByteCount(isUnsigned: true);
        number.TryWriteBytes(bytes.AsSpan(bytes.Length - length), out _, isUnsigned: true, isBigEndian: true);
        return bytes;
    }

    private static BigInteger Hex(string digits) => BigInteger.Parse("0" + digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

using System.Numerics;
using System.Security.Cryptography;

namespace Paywarden.Keys;

/// <summary>ECDSA over secp256k1: made here, the same bytes every time (RFC 6979), and checked by the base library, which is another implementation.</summary>
internal static class Signature
{
    /// <returns>DER, with the lower of the two possible s: a node takes no other.</returns>
    public static byte[] Make(byte[] secret, byte[] hash)
    {
        var d = Curve.Number(secret);
        foreach (var nonce in Nonces(secret, hash))
        {
            var r = Curve.Abscissa(nonce) % Curve.Order;
            var s = Curve.Inverse(nonce, Curve.Order) * (Curve.Number(hash) + (r * d)) % Curve.Order;
            if (!r.IsZero && !s.IsZero)
            {
                return Write(r, BigInteger.Min(s, Curve.Order - s));
            }
        }

        throw new CryptographicException("no nonce");
    }

    /// <summary>Whether a node would take it.</summary>
    public static bool Holds(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        if (Read(signature) is not var (r, s) || s > Curve.Order / 2 || publicKey.Length != 33)
        {
            return false;
        }

        try
        {
            var (x, y) = Curve.Coordinates(publicKey);
            using var checker = ECDsa.Create(new ECParameters { Curve = ECCurve.CreateFromFriendlyName("secP256k1"), Q = new ECPoint { X = x, Y = y } });
            return checker.VerifyHash(hash, (byte[])[.. Curve.Bytes(r), .. Curve.Bytes(s)]);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static IEnumerable<BigInteger> Nonces(byte[] secret, byte[] hash)
    {
        byte[] seed = [.. secret, .. Curve.Bytes(Curve.Number(hash) % Curve.Order)];
        var key = new byte[32];
        var value = Enumerable.Repeat((byte)1, 32).ToArray();
        foreach (var round in (byte[])[0, 1])
        {
            key = HMACSHA256.HashData(key, (byte[])[.. value, round, .. seed]);
            value = HMACSHA256.HashData(key, value);
        }

        for (var attempt = 0; attempt < 16; attempt++)
        {
            value = HMACSHA256.HashData(key, value);
            var nonce = Curve.Number(value);
            if (!nonce.IsZero && nonce < Curve.Order)
            {
                yield return nonce;
            }

            key = HMACSHA256.HashData(key, (byte[])[.. value, 0]);
            value = HMACSHA256.HashData(key, value);
        }
    }

    private static byte[] Write(BigInteger r, BigInteger s)
    {
        var (first, second) = (r.ToByteArray(isBigEndian: true), s.ToByteArray(isBigEndian: true));
        return [0x30, (byte)(first.Length + second.Length + 4), 2, (byte)first.Length, .. first, 2, (byte)second.Length, .. second];
    }

    /// <summary>Strictly: a second way to write the same would be a second id of the same payment.</summary>
    private static (BigInteger R, BigInteger S)? Read(ReadOnlySpan<byte> der)
    {
        if (der.Length is < 8 or > 72 || der[2] != 2 || der[3] is 0 or > 33 || der.Length < 7 + der[3])
        {
            return null;
        }

        var r = new BigInteger(der.Slice(4, der[3]), isBigEndian: true);
        var s = new BigInteger(der[(6 + der[3])..], isBigEndian: true);
        return r > 0 && s > 0 && r < Curve.Order && s < Curve.Order && der.SequenceEqual(Write(r, s)) ? (r, s) : null;
    }
}

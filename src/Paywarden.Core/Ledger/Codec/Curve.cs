using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;

namespace Paywarden.Ledger.Codec;

/// <summary>The two things that public derivation needs of secp256k1. No private key ever comes here.</summary>
internal static class Curve
{
    /// <summary>A compressed point: 02 or 03, then x.</summary>
    public const int PointLength = 33;

    private static readonly X9ECParameters Secp256k1 = CustomNamedCurves.GetByName("secp256k1");

    public static bool IsPoint(ReadOnlySpan<byte> compressed) => Point(compressed) is not null;

    /// <summary>The point plus <paramref name="factor"/> times the generator.</summary>
    /// <returns>Null: the factor is not below the curve's order, or the sum is infinity. Neither will ever happen by chance (1 in 2^127).</returns>
    public static byte[]? Add(ReadOnlySpan<byte> compressed, ReadOnlySpan<byte> factor)
    {
        var number = new BigInteger(1, factor);
        if (number.CompareTo(Secp256k1.N) >= 0 || Point(compressed) is not { } point)
        {
            return null;
        }

        var sum = Secp256k1.G.Multiply(number).Add(point).Normalize();
        return sum.IsInfinity ? null : sum.GetEncoded(compressed: true);
    }

    private static ECPoint? Point(ReadOnlySpan<byte> compressed)
    {
        if (compressed.Length != PointLength || compressed[0] is not (2 or 3))
        {
            return null;
        }

        try
        {
            return Secp256k1.Curve.DecodePoint(compressed.ToArray());
        }
        catch (ArgumentException)
        {
            // The library's word for an x that no point has, or that is not below the field's prime.
            return null;
        }
    }
}

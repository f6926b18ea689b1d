using System.Numerics;

namespace Paywarden.Keys;

/// <summary>secp256k1, plainly: what making addresses and signatures needs. Nothing here guards against whoever measures time: the keys are for
/// rehearsal. It is not the ledger's implementation, on purpose: what both agree on is likely to be right.</summary>
internal static class Curve
{
    public static readonly BigInteger Order = Number("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

    private static readonly BigInteger Prime = Number("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");

    private static readonly Point Generator = new(
        Number("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"),
        Number("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"),
        BigInteger.One);

    /// <summary>The generator doubled 0 to 255 times: half of all the work of a multiplication, done once.</summary>
    private static readonly Lazy<Point[]> Doubled = new(() =>
    {
        var points = new Point[256];
        points[0] = Generator;
        for (var i = 1; i < points.Length; i++)
        {
            points[i] = Double(points[i - 1]);
        }

        return points;
    });

    /// <summary>Jacobian: x is X/Z², y is Y/Z³; at infinity Z is 0.</summary>
    private readonly record struct Point(BigInteger X, BigInteger Y, BigInteger Z);

    /// <summary>The public key of a secret, 33 bytes.</summary>
    public static byte[] PublicKey(BigInteger secret) => Compress(Multiply(secret));

    /// <summary>A public key plus the one of this secret.</summary>
    public static byte[] Add(ReadOnlySpan<byte> publicKey, BigInteger secret) => Compress(Add(Multiply(secret), Decompress(publicKey)));

    /// <summary>The first coordinate of the secret's public key.</summary>
    public static BigInteger Abscissa(BigInteger secret) => new(Compress(Multiply(secret)).AsSpan(1), isUnsigned: true, isBigEndian: true);

    /// <summary>Both coordinates, as other implementations want them.</summary>
    public static (byte[] X, byte[] Y) Coordinates(ReadOnlySpan<byte> publicKey)
    {
        var point = Decompress(publicKey);
        return (Bytes(point.X), Bytes(point.Y));
    }

    public static byte[] Bytes(BigInteger number)
    {
        var bytes = new byte[32];
        var length = number.GetByteCount(isUnsigned: true);
        number.TryWriteBytes(bytes.AsSpan(32 - length), out _, isUnsigned: true, isBigEndian: true);
        return bytes;
    }

    public static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    public static BigInteger Inverse(BigInteger number, BigInteger modulus) => BigInteger.ModPow(number, modulus - 2, modulus);

    private static BigInteger Number(string hex) => Number(Convert.FromHexString(hex));

    private static Point Multiply(BigInteger factor)
    {
        var sum = default(Point);
        for (var i = 0; i < Doubled.Value.Length && !factor.IsZero; i++, factor >>= 1)
        {
            sum = factor.IsEven ? sum : Add(sum, Doubled.Value[i]);
        }

        return sum;
    }

    private static Point Double(Point p)
    {
        var ySquare = Reduce(p.Y * p.Y);
        var s = Reduce(4 * p.X * ySquare);
        var m = Reduce(3 * p.X * p.X);
        var x = Reduce((m * m) - (2 * s));
        return new Point(x, Reduce((m * (s - x)) - (8 * ySquare * ySquare)), Reduce(2 * p.Y * p.Z));
    }

    private static Point Add(Point p, Point q)
    {
        if (p.Z.IsZero || q.Z.IsZero)
        {
            return p.Z.IsZero ? q : p;
        }

        var pSquare = Reduce(p.Z * p.Z);
        var qSquare = Reduce(q.Z * q.Z);
        var u = Reduce(p.X * qSquare);
        var s = Reduce(p.Y * qSquare * q.Z);
        var h = Reduce((q.X * pSquare) - u);
        var r = Reduce((q.Y * pSquare * p.Z) - s);
        if (h.IsZero)
        {
            return r.IsZero ? Double(p) : default;
        }

        var hSquare = Reduce(h * h);
        var hCube = Reduce(hSquare * h);
        var v = Reduce(u * hSquare);
        var x = Reduce((r * r) - hCube - (2 * v));
        return new Point(x, Reduce((r * (v - x)) - (s * hCube)), Reduce(h * p.Z * q.Z));
    }

    private static byte[] Compress(Point point)
    {
        var inverse = Inverse(point.Z, Prime);
        var square = Reduce(inverse * inverse);
        var y = Reduce(point.Y * square * inverse);
        return [y.IsEven ? (byte)2 : (byte)3, .. Bytes(Reduce(point.X * square))];
    }

    private static Point Decompress(ReadOnlySpan<byte> publicKey)
    {
        var x = Number(publicKey[1..]);
        var square = Reduce((x * x * x) + 7);
        var y = BigInteger.ModPow(square, (Prime + 1) / 4, Prime);
        if (publicKey.Length != 33 || publicKey[0] is not (2 or 3) || Reduce(y * y) != square)
        {
            throw new FormatException("not a public key");
        }

        return new Point(x, y.IsEven == (publicKey[0] == 2) ? y : Prime - y, BigInteger.One);
    }

    private static BigInteger Reduce(BigInteger number)
    {
        var rest = BigInteger.Remainder(number, Prime);
        return rest.Sign < 0 ? rest + Prime : rest;
    }
}

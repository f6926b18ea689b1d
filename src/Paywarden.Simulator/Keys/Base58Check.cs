using System.Numerics;
using System.Text;

namespace Paywarden.Keys;

/// <summary>Base 58 with a checksum: old addresses and extended keys. Reading costs the square of the length, on purpose: so it does in the
/// original, where a megabyte of it holds the only thread for minutes.</summary>
internal static class Base58Check
{
    private const string Letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    public static string Write(ReadOnlySpan<byte> payload)
    {
        byte[] whole = [.. payload, .. Digest.Twice(payload).AsSpan(0, 4)];
        var number = new BigInteger(whole, isUnsigned: true, isBigEndian: true);
        var text = new StringBuilder();
        while (!number.IsZero)
        {
            (number, var rest) = BigInteger.DivRem(number, 58);
            text.Insert(0, Letters[(int)rest]);
        }

        return text.Insert(0, new string('1', whole.TakeWhile(b => b == 0).Count())).ToString();
    }

    public static bool TryRead(string text, out byte[] payload)
    {
        payload = [];
        var number = new List<byte>();
        foreach (var letter in text)
        {
            var carry = Letters.IndexOf(letter, StringComparison.Ordinal);
            if (carry < 0)
            {
                return false;
            }

            for (var i = 0; i < number.Count; i++)
            {
                carry += number[i] * 58;
                number[i] = (byte)carry;
                carry >>= 8;
            }

            if (carry > 0)
            {
                number.Add((byte)carry);
            }
        }

        number.AddRange(text.TakeWhile(letter => letter == '1').Select(_ => (byte)0));
        number.Reverse();
        var bytes = number.ToArray();
        if (bytes.Length < 4)
        {
            return false;
        }

        payload = bytes[..^4];
        return Digest.Twice(payload).AsSpan(0, 4).SequenceEqual(bytes.AsSpan(payload.Length));
    }
}

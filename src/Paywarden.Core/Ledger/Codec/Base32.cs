namespace Paywarden.Ledger.Codec;

/// <summary>The letters and the regrouping of bits that cash addresses and segwit addresses share (BIP173, cashaddr).</summary>
internal static class Base32
{
    private const string Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

    public static char Letter(byte value) => Letters[value];

    /// <summary>Values 0 to 31 of a text in one case; false: a character that is no letter of it.</summary>
    public static bool TryValues(ReadOnlySpan<char> text, Span<byte> values)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var value = Letters.IndexOf(char.ToLowerInvariant(text[i]), StringComparison.Ordinal);
            if (value < 0 || !char.IsAscii(text[i]))
            {
                return false;
            }

            values[i] = (byte)value;
        }

        return true;
    }

    /// <summary>Both cases in one text: refused by both formats, since half of a checksum is in the case of QR codes and eyes.</summary>
    public static bool IsMixed(ReadOnlySpan<char> text) => text.ContainsAnyInRange('a', 'z') && text.ContainsAnyInRange('A', 'Z');

    public static byte[] FromBytes(ReadOnlySpan<byte> bytes)
    {
        var values = new byte[((bytes.Length * 8) + 4) / 5];
        int held = 0, bits = 0, at = 0;
        foreach (var one in bytes)
        {
            held = ((held << 8) | one) & 0xfff;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                values[at++] = (byte)((held >> (bits - 5)) & 31);
            }
        }

        if (bits > 0)
        {
            values[at] = (byte)((held << (5 - bits)) & 31);
        }

        return values;
    }

    /// <summary>False: bits are left over that are more than padding, or not zero.</summary>
    public static bool TryToBytes(ReadOnlySpan<byte> values, out byte[] bytes)
    {
        bytes = new byte[values.Length * 5 / 8];
        int held = 0, bits = 0, at = 0;
        foreach (var value in values)
        {
            held = ((held << 5) | value) & 0xfff;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[at++] = (byte)(held >> bits);
            }
        }

        return bits < 5 && (held & ((1 << bits) - 1)) == 0;
    }
}

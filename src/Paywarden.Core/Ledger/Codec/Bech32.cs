namespace Paywarden.Ledger.Codec;

/// <summary>The text form of segwit addresses: prefix, 1, base 32 with a checksum of 30 bits that finds up to 4 wrong characters (BIP173, and
/// BIP350 for witness versions from 1).</summary>
internal static class Bech32
{
    /// <summary>The final constant of the older checksum.</summary>
    public const uint Old = 1;

    /// <summary>The final constant of Bech32m.</summary>
    public const uint Modified = 0x2bc830a3;

    private const int Sum = 6;
    private const int MaxLength = 90;

    private static readonly uint[] Generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    /// <param name="values">0 to 31 each.</param>
    public static string Write(string prefix, ReadOnlySpan<byte> values, uint constant)
    {
        var sum = PolyMod(prefix, [.. values, 0, 0, 0, 0, 0, 0]) ^ constant;
        Span<char> text = stackalloc char[values.Length + Sum];
        for (var i = 0; i < values.Length; i++)
        {
            text[i] = Base32.Letter(values[i]);
        }

        for (var i = 0; i < Sum; i++)
        {
            text[values.Length + i] = Base32.Letter((byte)((sum >> (5 * (Sum - 1 - i))) & 31));
        }

        return string.Concat(prefix, "1", text);
    }

    /// <summary>Reads any bech32 text, whatever its prefix.</summary>
    /// <param name="prefix">In lower case.</param>
    /// <param name="values">Without the checksum.</param>
    /// <param name="constant"><see cref="Old"/> or <see cref="Modified"/>.</param>
    public static bool TryRead(string text, out string prefix, out byte[] values, out uint constant, out string why)
    {
        var one = text.LastIndexOf('1');
        prefix = one > 0 ? text[..one].ToLowerInvariant() : "";
        var all = new byte[Math.Min(MaxLength, text.Length - one - 1)];
        (values, constant) = ([], 0);
        why = text.Length > MaxLength ? "the address is too long"
            : one < 1 ? "the address has no prefix"
            : text.AsSpan().ContainsAnyExceptInRange('!', '~') ? "the address has a character that no segwit address has"
            : Base32.IsMixed(text) ? "the address mixes upper and lower case"
            : all.Length < Sum ? "the address is too short"
            : !Base32.TryValues(text.AsSpan(one + 1), all) ? "the address has a character that no segwit address has"
            : "";
        if (why.Length > 0)
        {
            return false;
        }

        constant = PolyMod(prefix, all);
        values = all[..^Sum];
        why = constant is Old or Modified ? "" : "the address has a wrong checksum: a character is wrong or missing";
        return why.Length == 0;
    }

    private static uint PolyMod(string prefix, ReadOnlySpan<byte> values)
    {
        var sum = 1U;
        foreach (var letter in prefix)
        {
            sum = Step(sum, (byte)(letter >> 5));
        }

        sum = Step(sum, 0);
        foreach (var letter in prefix)
        {
            sum = Step(sum, (byte)(letter & 31));
        }

        foreach (var value in values)
        {
            sum = Step(sum, value);
        }

        return sum;
    }

    private static uint Step(uint sum, byte value)
    {
        var top = sum >> 25;
        sum = ((sum & 0x01ff_ffff) << 5) ^ value;
        for (var i = 0; i < Generators.Length; i++)
        {
            sum ^= ((top >> i) & 1) * Generators[i];
        }

        return sum;
    }
}

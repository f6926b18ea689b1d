namespace Paywarden.Ledger.Codec;

/// <summary>The text form of cash addresses: prefix, colon, base 32 with a checksum of 40 bits that finds up to 6 wrong characters (cashaddr
/// specification 1.1). What the version byte and the data mean is for <see cref="Addresses"/>.</summary>
internal static class CashAddr
{
    /// <summary>Characters of the checksum.</summary>
    private const int Sum = 8;

    private static readonly ulong[] Generators = [0x98f2bc8e61, 0x79b76d99e2, 0xf33e5fb3c4, 0xae2eabe2a8, 0x1e4f43e470];

    public static string Write(string prefix, byte version, ReadOnlySpan<byte> data)
    {
        var values = Base32.FromBytes([version, .. data]);
        var sum = PolyMod(prefix, [.. values, 0, 0, 0, 0, 0, 0, 0, 0]);
        Span<char> text = stackalloc char[values.Length + Sum];
        for (var i = 0; i < values.Length; i++)
        {
            text[i] = Base32.Letter(values[i]);
        }

        for (var i = 0; i < Sum; i++)
        {
            text[values.Length + i] = Base32.Letter((byte)((sum >> (5 * (Sum - 1 - i))) & 31));
        }

        return string.Concat(prefix, ":", text);
    }

    /// <param name="prefix">Lower case, without its colon.</param>
    /// <param name="text">What follows the colon; the caller has bounded it.</param>
    public static bool TryRead(string prefix, ReadOnlySpan<char> text, out byte version, out byte[] data, out string why)
    {
        (version, data) = (0, []);
        var values = new byte[text.Length];
        why = text.Length <= Sum ? "the address is too short"
            : Base32.IsMixed(text) ? "the address mixes upper and lower case"
            : !Base32.TryValues(text, values) ? "the address has a character that no cash address has"
            : PolyMod(prefix, values) != 0 ? "the address has a wrong checksum: a character is wrong or missing"
            : !Base32.TryToBytes(values.AsSpan(..^Sum), out data) || data.Length == 0 ? "the address has bits left over"
            : "";
        if (why.Length > 0)
        {
            return false;
        }

        (version, data) = (data[0], data[1..]);
        return true;
    }

    internal static ulong PolyMod(string prefix, ReadOnlySpan<byte> values)
    {
        var sum = 1UL;
        foreach (var letter in prefix)
        {
            sum = Step(sum, (byte)(letter & 31));
        }

        sum = Step(sum, 0);
        foreach (var value in values)
        {
            sum = Step(sum, value);
        }

        return sum ^ 1;
    }

    private static ulong Step(ulong sum, byte value)
    {
        var top = sum >> 35;
        sum = ((sum & 0x07_ffff_ffff) << 5) ^ value;
        for (var i = 0; i < Generators.Length; i++)
        {
            sum ^= ((top >> i) & 1) * Generators[i];
        }

        return sum;
    }
}

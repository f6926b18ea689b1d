using Paywarden.Kernel;

namespace Paywarden.Keys;

/// <summary>Cash addresses of 20-byte hashes (spec: bitcoincash.org, cashaddr), written and read.</summary>
internal static class CashAddress
{
    private const string Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

    private static readonly ulong[] Generators = [0x98f2bc8e61, 0x79b76d99e2, 0xf33e5fb3c4, 0xae2eabe2a8, 0x1e4f43e470];

    /// <returns>With its prefix: bchreg:q….</returns>
    public static string Write(Network network, ReadOnlySpan<byte> hash, bool script = false)
    {
        Span<byte> payload = stackalloc byte[21];
        payload[0] = script ? (byte)8 : (byte)0;
        hash.CopyTo(payload[1..]);
        Span<byte> values = stackalloc byte[34 + 8];
        Regroup(payload, 8, values[..34], 5);
        var sum = Checksum(network.Prefix, values);
        for (var i = 0; i < 8; i++)
        {
            values[34 + i] = (byte)((sum >> (5 * (7 - i))) & 31);
        }

        var text = new char[values.Length];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = Letters[values[i]];
        }

        return $"{network.Prefix}:{new string(text)}";
    }

    /// <summary>Reads an address with or without its prefix; another network's prefix is wrong.</summary>
    public static bool TryRead(Network network, string text, out AddressTarget target)
    {
        target = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 && !text.AsSpan(0, colon).Equals(network.Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var body = text.AsSpan(colon + 1);
        if (body.Length != 42)
        {
            return false;
        }

        Span<byte> values = stackalloc byte[42];
        var upper = false;
        var lower = false;
        for (var i = 0; i < body.Length; i++)
        {
            upper |= char.IsAsciiLetterUpper(body[i]);
            lower |= char.IsAsciiLetterLower(body[i]);
            var value = Letters.IndexOf(char.ToLowerInvariant(body[i]), StringComparison.Ordinal);
            if (value < 0)
            {
                return false;
            }

            values[i] = (byte)value;
        }

        if ((upper && lower) || Checksum(network.Prefix, values) != 0)
        {
            return false;
        }

        var payload = new byte[21];
        Regroup(values[..34], 5, payload, 8);
        target = new AddressTarget(payload[1..], payload[0] == 8);
        return payload[0] is 0 or 8;
    }

    private static void Regroup(ReadOnlySpan<byte> from, int fromBits, Span<byte> to, int toBits)
    {
        var held = 0;
        var bits = 0;
        var at = 0;
        foreach (var value in from)
        {
            held = ((held << fromBits) | value) & 0xffff;
            bits += fromBits;
            while (bits >= toBits)
            {
                bits -= toBits;
                to[at++] = (byte)((held >> bits) & ((1 << toBits) - 1));
            }
        }

        if (at < to.Length)
        {
            to[at] = (byte)((held << (toBits - bits)) & ((1 << toBits) - 1));
        }
    }

    /// <summary>Over prefix and values; while writing, the last eight values are zero.</summary>
    private static ulong Checksum(string prefix, ReadOnlySpan<byte> values)
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
        sum = ((sum & 0x07ffffffff) << 5) ^ value;
        for (var i = 0; i < Generators.Length; i++)
        {
            if (((top >> i) & 1) != 0)
            {
                sum ^= Generators[i];
            }
        }

        return sum;
    }
}

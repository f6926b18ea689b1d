using Paywarden.Kernel;

namespace Paywarden.Wallets;

/// <summary>Old addresses (base58check). Reading costs the square of the length, on purpose: so it does in the original, where a
/// megabyte of it holds the only thread for minutes.</summary>
internal static class Base58Address
{
    private const string Letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    public static bool TryRead(Network network, string text, out AddressTarget target)
    {
        target = default;
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

        foreach (var letter in text)
        {
            if (letter != '1')
            {
                break;
            }

            number.Add(0);
        }

        number.Reverse();
        var bytes = number.ToArray();
        if (bytes.Length != 25 || (bytes[0] != network.KeyHash && bytes[0] != network.ScriptHash))
        {
            return false;
        }

        target = new AddressTarget(bytes[1..21], bytes[0] == network.ScriptHash);
        return Digest.Twice(bytes.AsSpan(0, 21)).AsSpan(0, 4).SequenceEqual(bytes.AsSpan(21));
    }
}

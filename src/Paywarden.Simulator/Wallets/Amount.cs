using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Paywarden.JsonRpc;

namespace Paywarden.Wallets;

/// <summary>Satoshi from what a caller wrote. Numbers are cut, not rounded: 0.0029 becomes 289,999, as with the original.</summary>
internal static class Amount
{
    private const long Coin = 100_000_000;

    public static long Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => Coin,
        JsonValueKind.False => 0,
        JsonValueKind.String => FromText(value.GetString() ?? ""),
        JsonValueKind.Number when value.TryGetInt64(out var whole) => Checked(new BigInteger(whole) * Coin),
        JsonValueKind.Number => FromDouble(value.GetDouble()),
        _ => throw RpcFault.Python("TypeError", "conversion from NoneType to Decimal is not supported", "satoshis"),
    };

    /// <summary>As Python prints a decimal: no trailing zeros.</summary>
    public static string Write(long satoshi) => ((decimal)satoshi / Coin).ToString("0.########", CultureInfo.InvariantCulture);

    private static long FromText(string text)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount))
        {
            throw RpcFault.Python("decimal.InvalidOperation", "[<class 'decimal.ConversionSyntax'>]", "satoshis");
        }

        return Checked((BigInteger)decimal.Truncate(Math.Clamp(amount, -1e18m, 1e18m) * Coin));
    }

    /// <summary>By the exact binary value: that is where the last satoshi goes.</summary>
    private static long FromDouble(double amount)
    {
        var bits = BitConverter.DoubleToInt64Bits(amount);
        var exponent = (int)((bits >> 52) & 0x7ff);
        BigInteger mantissa = (bits & 0xfffffffffffff) | (exponent == 0 ? 0 : 1L << 52);
        var shift = Math.Max(exponent, 1) - 1075;
        var scaled = mantissa * Coin;
        var whole = shift >= 0 ? scaled << shift : scaled >> -shift;
        return Checked(bits < 0 ? -whole : whole);
    }

    private static long Checked(BigInteger satoshi) =>
        satoshi >= 0 && satoshi <= 2_100_000_000_000_000
            ? (long)satoshi
            : throw RpcFault.Python("OverflowError", "can't convert negative int to unsigned", "satoshis");
}

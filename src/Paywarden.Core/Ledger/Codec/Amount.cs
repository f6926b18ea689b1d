using System.Globalization;

namespace Paywarden.Ledger.Codec;

/// <summary>Money of one chain, in satoshis (10^-8 of a coin), between 0 and <see cref="MaxSatoshis"/>. Never a floating number and never a
/// JSON number: the daemons cut 0.0029 to 289,999 satoshis (measured on Electron Cash 4.4.5 and Electrum 4.3.4).</summary>
public readonly record struct Amount : IComparable<Amount>
{
    /// <summary>All coins that any of our chains will ever have (84 million LTC). A chain's own limit is <see cref="Chain.MaxMoney"/>.</summary>
    public const long MaxSatoshis = 84_000_000L * Coin;

    private const long Coin = 100_000_000;
    private const int Places = 8;

    private Amount(long satoshis) => Satoshis = satoshis;

    public static Amount Zero => default;

    public long Satoshis { get; }

    public static bool operator <(Amount left, Amount right) => left.Satoshis < right.Satoshis;

    public static bool operator >(Amount left, Amount right) => left.Satoshis > right.Satoshis;

    public static bool operator <=(Amount left, Amount right) => left.Satoshis <= right.Satoshis;

    public static bool operator >=(Amount left, Amount right) => left.Satoshis >= right.Satoshis;

    /// <summary>For numbers of our own. One out of range is a bug of the caller.</summary>
    public static Amount Of(long satoshis) =>
        TryOf(satoshis, out var amount) ? amount : throw new ArgumentOutOfRangeException(nameof(satoshis), satoshis, "not an amount of money");

    public static bool TryOf(long satoshis, out Amount amount)
    {
        var good = satoshis is >= 0 and <= MaxSatoshis;
        amount = good ? new Amount(satoshis) : default;
        return good;
    }

    /// <summary>Reads whole coins: "12", "0.005", "1.50000000". Digits with at most one point between them, at most 8 after it; no sign,
    /// exponent, space or leading zero; not above what any chain has. Zero is read: whether it may be paid is the caller's rule.</summary>
    public static bool TryRead(string text, out Amount amount, out string why)
    {
        amount = default;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text.AsSpan() : text.AsSpan(0, point);
        var part = point < 0 ? default : text.AsSpan(point + 1);
        why = text.Length switch
        {
            0 => "the amount is empty",
            > 32 => "the amount is longer than any amount",
            _ when whole.ContainsAnyExceptInRange('0', '9') || part.ContainsAnyExceptInRange('0', '9') => "the amount is no plain decimal number such as 0.005",
            _ when whole.IsEmpty || (point >= 0 && part.IsEmpty) => "the amount wants digits before and after its point",
            _ when whole.Length > 1 && whole[0] == '0' => "the amount begins with a needless zero",
            _ when part.Length > Places => "the amount has more than 8 decimal places",
            _ when whole.Length > 8 => "the amount is more than there will ever be",
            _ => "",
        };
        if (why.Length > 0)
        {
            return false;
        }

        var satoshis = (long.Parse(whole, NumberStyles.None, CultureInfo.InvariantCulture) * Coin) + Fraction(part);
        if (TryOf(satoshis, out amount))
        {
            return true;
        }

        why = "the amount is more than there will ever be";
        return false;
    }

    /// <summary>False: the sum is more than there is.</summary>
    public bool TryAdd(Amount other, out Amount sum) => TryOf(Satoshis + other.Satoshis, out sum);

    /// <summary>False: less than nothing would be left.</summary>
    public bool TrySubtract(Amount other, out Amount rest) => TryOf(Satoshis - other.Satoshis, out rest);

    /// <summary>False: the sum is more than there is.</summary>
    public static bool TrySum(IEnumerable<Amount> amounts, out Amount sum)
    {
        sum = default;
        foreach (var amount in amounts)
        {
            if (!sum.TryAdd(amount, out sum))
            {
                return false;
            }
        }

        return true;
    }

    public int CompareTo(Amount other) => Satoshis.CompareTo(other.Satoshis);

    /// <summary>Whole coins in the one canonical form: no needless zero, no exponent. <see cref="TryRead"/> gives the same amount again.</summary>
    public override string ToString() => ((decimal)Satoshis / Coin).ToString("0.########", CultureInfo.InvariantCulture);

    private static long Fraction(ReadOnlySpan<char> digits)
    {
        long value = 0;
        for (var i = 0; i < Places; i++)
        {
            value = (value * 10) + (i < digits.Length ? digits[i] - '0' : 0);
        }

        return value;
    }
}

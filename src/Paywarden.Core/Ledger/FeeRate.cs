using System.Globalization;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>What a payment's place in a block may cost: satoshis for 1,000 bytes (virtual bytes where there is segwit), 1 to 10,000,000.
/// A build without one is never asked for: Electrum without estimates paid 25,400 satoshis for 141 bytes (measured on 4.3.4).</summary>
public readonly record struct FeeRate
{
    private const int Most = 10_000_000;

    private FeeRate(int perKilobyte) => PerKilobyte = perKilobyte;

    /// <summary>1 satoshi a byte: what Electron Cash takes by itself, and what every node relays.</summary>
    public static FeeRate Least { get; } = new(1_000);

    public int PerKilobyte { get; }

    /// <summary>False: not between 1 and 10,000 satoshis a byte.</summary>
    public static bool TryOf(long perKilobyte, out FeeRate rate)
    {
        var isGood = perKilobyte is >= 1 and <= Most;
        rate = isGood ? new FeeRate((int)perKilobyte) : default;
        return isGood;
    }

    /// <summary>Satoshis a byte, from 1, with at most three decimal places.</summary>
    public static bool TryRead(string? text, out FeeRate rate)
    {
        rate = Least;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var perByte)
            && perByte is >= 1 and <= 10_000 && perByte * 1_000 == decimal.Truncate(perByte * 1_000)
            && TryOf((long)(perByte * 1_000), out rate);
    }

    /// <summary>For a transaction of this size, rounded up.</summary>
    public Amount For(int bytes) => Amount.Of((((long)PerKilobyte * bytes) + 999) / 1_000);

    /// <summary>Satoshis a byte, as the daemons' feerate has it.</summary>
    public override string ToString() => (PerKilobyte / 1_000m).ToString("0.###", CultureInfo.InvariantCulture);
}

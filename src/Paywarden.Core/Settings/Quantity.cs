using System.Buffers;
using System.Globalization;

namespace Paywarden.Settings;

/// <summary>Numbers with a unit, as the configuration writes them: "45s", "1 MiB", "2000/s".</summary>
public static class Quantity
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>A duration in ms, s, m, h or d; not negative. Zero needs no unit.</summary>
    public static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = default;
        var factor = Split(text, out var number) switch { "ms" => 1d, "s" => 1e3, "m" => 6e4, "h" => 3.6e6, "d" => 8.64e7, "" when number == 0 => 1, _ => double.NaN };
        var milliseconds = number * factor;
        if (!(milliseconds <= 1e12))
        {
            return false;
        }

        duration = TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }

    /// <summary>Bytes: B, KiB, MiB, GiB (1024), kB, MB, GB (1000). Zero needs no unit.</summary>
    public static bool TrySize(string text, out long bytes)
    {
        var factor = Split(text, out var number) switch
        {
            "B" => 1d, "KiB" => 1024, "MiB" => 1 << 20, "GiB" => 1 << 30, "kB" => 1e3, "MB" => 1e6, "GB" => 1e9, "" when number == 0 => 1, _ => double.NaN,
        };
        var size = number * factor;
        bytes = size <= 1e15 ? (long)size : 0;
        return size <= 1e15;
    }

    /// <summary>Calls per second, from "2000/s", "90/m" or "100/h". Zero (no limit) needs no unit.</summary>
    public static bool TryRate(string text, out double perSecond)
    {
        perSecond = Split(text, out var number) switch { "/s" => number, "/m" => number / 60, "/h" => number / 3600, "" when number == 0 => 0, _ => double.NaN };
        return perSecond <= 1e9;
    }

    private static string Split(string text, out double number)
    {
        var digits = text.AsSpan().IndexOfAnyExcept(Digits);
        digits = digits < 0 ? text.Length : digits;
        number = double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var read) ? read : double.NaN;
        return text[digits..].TrimStart(' ');
    }
}

using System.Globalization;

namespace Paywarden.Ledger;

/// <summary>A span of time in electrum's words (util.py of 4.3.4): callers show them.</summary>
public static class ElectrumAge
{
    public static string Of(TimeSpan span)
    {
        var seconds = (long)Math.Round(Math.Abs(span.TotalSeconds));
        var minutes = Math.Round(seconds / 60.0);
        return minutes switch
        {
            0 => Said(seconds, "seconds"),
            < 45 => Said(minutes, "minutes"),
            < 90 => "about 1 hour",
            < 1440 => "about " + Said(Math.Round(minutes / 60), "hours"),
            < 2880 => "1 day",
            < 43_220 => Said(Math.Round(minutes / 1440), "days"),
            < 86_400 => "about 1 month",
            < 525_600 => Said(Math.Round(minutes / 43_200), "months"),
            < 1_051_200 => "about 1 year",
            _ => "over " + Said(Math.Round(minutes / 525_600), "years"),
        };
    }

    private static string Said(double number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{number} {unit}");
}

using System.Globalization;

namespace Paywarden.Daemons;

/// <summary>How durations are said in sentences: "250 ms", "10 s", "10 min", "2 h 5 min".</summary>
public static class Spoken
{
    /// <summary>The bounds are those of the rounded number: nobody should read "1000 ms" or "120 min".</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        { TotalMilliseconds: < 999.5 } => Number(Math.Round(span.TotalMilliseconds), "ms"),
        { TotalSeconds: < 119.95 } => Number(Math.Round(span.TotalSeconds, 1), "s"),
        { TotalMinutes: < 119.5 } => Number(Math.Round(span.TotalMinutes), "min"),
        _ => Hours((int)Math.Round(span.TotalMinutes)),
    };

    private static string Hours(int minutes) => $"{Number(minutes / 60, "h")} {Number(minutes % 60, "min")}";

    private static string Number(double value, string unit) => value.ToString("0.#", CultureInfo.InvariantCulture) + " " + unit;
}

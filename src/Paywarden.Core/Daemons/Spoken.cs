using System.Globalization;

namespace Paywarden.Daemons;

/// <summary>How durations are said in sentences: "250 ms", "10 s", "10 min", "2 h 5 min".</summary>
public static class Spoken
{
    public static string Duration(TimeSpan span) => span switch
    {
        { TotalMilliseconds: < 1000 } => Number(Math.Round(span.TotalMilliseconds), "ms"),
        { TotalSeconds: < 120 } => Number(Math.Round(span.TotalSeconds, 1), "s"),
        { TotalMinutes: < 120 } => Number(Math.Round(span.TotalMinutes), "min"),
        _ => $"{Number(Math.Floor(span.TotalHours), "h")} {Number(span.Minutes, "min")}",
    };

    private static string Number(double value, string unit) => value.ToString("0.#", CultureInfo.InvariantCulture) + " " + unit;
}

namespace Paywarden.Verbs;

/// <summary>Spans as people say them: "12 s", "5 min", "3 h", "2 d".</summary>
internal static class Ago
{
    public static string Of(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "now",
        { TotalSeconds: < 100 } => $"{(int)span.TotalSeconds} s",
        { TotalMinutes: < 100 } => $"{(int)span.TotalMinutes} min",
        { TotalHours: < 48 } => $"{(int)span.TotalHours} h",
        _ => $"{(int)span.TotalDays} d",
    };
}

using System.Globalization;
using Paywarden.Daemons;
using Paywarden.Kernel;

namespace Paywarden.Admin;

/// <summary>What happened to a daemon and how it is now, in sentences, oldest first.</summary>
internal static class Story
{
    public static IEnumerable<string> Of(DaemonStatus daemon, IEnumerable<EventEntry> events)
    {
        foreach (var e in events)
        {
            yield return $"{Time(e.At)} {e.Why}{(e.By is "paywarden" or "" ? "" : $" (by {e.By})")}";
        }

        var state = StateName.Of(daemon.State);
        yield return $"Now, since {Time(daemon.Since)}: {(daemon.Why == state ? state : $"{state}: {daemon.Why}")}";
        foreach (var degradation in (daemon.Health?.Degradations ?? []).Where(d => !daemon.Why.Contains(d, StringComparison.Ordinal)))
        {
            yield return $"It serves, but not well: {degradation}";
        }
    }

    private static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

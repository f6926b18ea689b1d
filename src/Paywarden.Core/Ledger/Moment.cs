using System.Collections.Immutable;
using System.Globalization;

namespace Paywarden.Ledger;

/// <summary>One line of a payment's history.</summary>
/// <param name="What">A sentence without its full stop.</param>
public sealed record Moment(DateTimeOffset At, string What)
{
    /// <summary>A payment has about ten; a transaction that a server loses and finds again for days must not fill the memory.</summary>
    private const int Most = 50;

    /// <summary>As callers and receivers are told a time: RFC 3339, in UTC, to the millisecond.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static ImmutableArray<Moment> Add(ImmutableArray<Moment> story, Moment next) => story.Length < Most ? story.Add(next) : story.SetItem(Most - 1, next);
}

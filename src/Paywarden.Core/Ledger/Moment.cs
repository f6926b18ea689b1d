using System.Collections.Immutable;

namespace Paywarden.Ledger;

/// <summary>One line of a payment's history.</summary>
/// <param name="What">A sentence without its full stop.</param>
public sealed record Moment(DateTimeOffset At, string What)
{
    /// <summary>A payment has about ten; a transaction that a server loses and finds again for days must not fill the memory.</summary>
    private const int Most = 50;

    public static ImmutableArray<Moment> Add(ImmutableArray<Moment> story, Moment next) => story.Length < Most ? story.Add(next) : story.SetItem(Most - 1, next);
}

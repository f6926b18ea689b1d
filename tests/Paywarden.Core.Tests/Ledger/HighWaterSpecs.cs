using CsCheck;

namespace Paywarden.Ledger;

public sealed class HighWaterSpecs
{
    private static readonly Gen<HighWater> Marks = Gen.Select(Gen.Long[0, 50], Gen.Long[0, 5]).Select(t => new HighWater("ledger-store", t.Item1, t.Item2));

    [Fact]
    public void What_was_never_seen_is_not_behind() => Assert.Null(HighWater.Behind(null, new("ledger-store", 0, 0)));

    [Fact]
    public void A_journal_is_behind_exactly_when_it_lacks_something_that_was_seen() => Gen.Select(Marks, Marks).Sample((seen, found) =>
        Assert.Equal(found.Raised(seen) != found, HighWater.Behind(seen, found) is not null));

    [Fact]
    public void The_sentence_says_what_is_missing() => Assert.StartsWith(
        "the journal of ledger-store ends at 40, but this node saw it at 50: 10 of its events are gone",
        HighWater.Behind(new("ledger-store", 50, 3), new("ledger-store", 40, 3)),
        StringComparison.Ordinal);

    [Fact]
    public void A_longer_journal_of_older_owners_is_another_history() =>
        Assert.Contains("it is another history", HighWater.Behind(new("ledger-store", 50, 4), new("ledger-store", 60, 3)), StringComparison.Ordinal);

    [Fact]
    public void Marks_only_rise_in_whatever_order_they_come() => Marks.Array[1, 8].Sample(marks =>
        Assert.Equal(marks.Aggregate((a, b) => a.Raised(b)), marks.Reverse().Aggregate((a, b) => a.Raised(b))));
}

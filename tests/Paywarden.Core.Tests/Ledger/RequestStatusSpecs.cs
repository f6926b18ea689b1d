using CsCheck;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

public sealed class RequestStatusSpecs
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Expires = Noon.AddHours(1);
    private static readonly Amount Wanted = Amount.Of(100);

    [Fact]
    public void Nothing_is_pending_until_its_time_is_over()
    {
        Assert.Equal(RequestState.Pending, Of([], Noon).State);
        Assert.Equal(RequestState.Expired, Of([], Expires.AddSeconds(1)).State);
        Assert.Equal(RequestState.Pending, RequestStatus.Of(Wanted, null, [], Noon.AddYears(10)).State);
    }

    [Fact]
    public void Money_is_seen_then_paid_with_the_depth_of_the_least_that_is_needed()
    {
        Assert.Equal((RequestState.Seen, 0), Depth([In(100, 0)]));
        Assert.Equal((RequestState.Seen, 0), Depth([In(60, 9), In(40, 0)]));
        Assert.Equal((RequestState.Paid, 3), Depth([In(60, 9), In(40, 3)]));
        Assert.Equal((RequestState.Paid, 1), Depth([In(100, 1)]));
    }

    [Fact]
    public void Too_little_is_underpaid_before_and_after_its_time_and_too_much_is_overpaid()
    {
        Assert.Equal(RequestState.Underpaid, Of([In(99, 5)], Noon).State);
        Assert.Equal(RequestState.Underpaid, Of([In(99, 5)], Expires.AddDays(1)).State);
        Assert.Equal((RequestState.Overpaid, 5), Depth([In(150, 5)]));

        // Dust that somebody sends afterwards does not make it unsure again.
        Assert.Equal((RequestState.Overpaid, 5), Depth([In(100, 5), In(1, 0)]));
    }

    [Fact]
    public void What_was_covered_after_its_time_is_paid_late_and_what_came_in_time_is_not()
    {
        Assert.Equal(RequestState.PaidLate, Of([In(100, 2, Expires.AddMinutes(1))], Expires.AddDays(1)).State);
        Assert.Equal(RequestState.PaidLate, Of([In(50, 9), In(50, 2, Expires.AddMinutes(1))], Expires.AddDays(1)).State);
        Assert.Equal(RequestState.Paid, Of([In(100, 2, Expires)], Expires.AddDays(1)).State);
        Assert.Equal(RequestState.Seen, Of([In(100, 0, Expires.AddMinutes(1))], Expires.AddDays(1)).State);
    }

    [Fact]
    public void Any_amount_is_paid_by_whatever_comes()
    {
        Assert.Equal(RequestState.Pending, RequestStatus.Of(Amount.Zero, null, [], Noon).State);
        Assert.Equal(RequestState.Paid, RequestStatus.Of(Amount.Zero, null, [In(1, 1)], Noon).State);
    }

    /// <summary>Never called paid while the money in blocks does not suffice, and never less than paid when it does.</summary>
    [Fact]
    public void It_is_paid_exactly_when_the_money_in_blocks_suffices() =>
        Gen.Select(Gen.Int[0, 120], Gen.Int[0, 3], Gen.Int[-90, 90]).Array[0, 5].Sample(money =>
        {
            var receipts = money.Select(m => In(m.Item1, m.Item2, Expires.AddMinutes(m.Item3))).ToArray();
            var status = Of(receipts, Expires.AddDays(1));

            var sure = receipts.Where(r => r.Confirmations > 0).Sum(r => r.Value.Satoshis);
            Assert.Equal(sure >= 100, status.State is RequestState.Paid or RequestState.Overpaid or RequestState.PaidLate);
            Assert.Equal(receipts.Sum(r => r.Value.Satoshis), status.Received.Satoshis);
            Assert.Equal(sure >= 100, status.Confirmations > 0);
        });

    [Theory]
    [InlineData(0, "0 seconds")]
    [InlineData(29, "29 seconds")]
    [InlineData(31, "1 minutes")]
    [InlineData(3600, "about 1 hour")]
    [InlineData(7200, "about 2 hours")]
    [InlineData(86_400, "1 day")]
    [InlineData(604_800, "7 days")]
    public void Times_are_told_in_electrums_words(int seconds, string words) => Assert.Equal(words, ElectrumAge.Of(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_request_is_found_by_its_id_and_a_mistyped_one_is_not()
    {
        var script = SomeLedger.Account.Script(KeyBranch.Receiving, 1000);
        var id = RequestId.Of(script, 1000);

        Assert.Equal(10, id.Length);
        Assert.True(RequestId.TryRead(id, out var index));
        Assert.Equal(1000u, index);
        Assert.NotEqual(RequestId.Of(SomeLedger.Account.Script(KeyBranch.Receiving, 1001), 1001)[..2], id[..2]);
        Assert.False(RequestId.TryRead("nonsense", out _));
        Assert.False(RequestId.TryRead("zzzzzzzzzz", out _));
    }

    private static (RequestState, int) Depth(Receipt[] receipts) => (Of(receipts, Noon).State, Of(receipts, Noon).Confirmations);

    private static RequestStatus Of(Receipt[] receipts, DateTimeOffset now) => RequestStatus.Of(Wanted, Expires, receipts, now);

    private static Receipt In(long value, int confirmations, DateTimeOffset? since = null) => new(Amount.Of(value), confirmations, since ?? Noon);
}

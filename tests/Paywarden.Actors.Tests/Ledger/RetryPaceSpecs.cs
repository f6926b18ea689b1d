namespace Paywarden.Ledger;

/// <summary>How long what did not succeed waits for its next try.</summary>
public sealed class RetryPaceSpecs
{
    [Theory]
    [InlineData(1, 200)]
    [InlineData(2, 400)]
    [InlineData(3, 800)]
    [InlineData(4, 1_000)]
    [InlineData(50, 1_000)]
    public void A_build_that_finds_no_free_money_is_soon_tried_again_however_often(int tries, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), RetryPace.Pause(new LedgerEffect.Build(new PaymentId("1"), 1), tries, roll: 1));

    [Fact]
    public void What_waits_for_a_signer_waits_up_to_half_a_minute() =>
        Assert.Equal(TimeSpan.FromSeconds(30), RetryPace.Pause(new LedgerEffect.Sign(1), tries: 50, roll: 1));
}

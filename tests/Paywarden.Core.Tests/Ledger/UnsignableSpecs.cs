namespace Paywarden.Ledger;

public sealed class UnsignableSpecs
{
    private readonly SomeLedger _ledger = new();

    [Fact]
    public void What_no_signer_signs_frees_the_lane_is_tried_with_other_coins_and_is_rejected_in_the_end()
    {
        var hopeless = _ledger.Pay("a");
        var other = _ledger.Pay("b", to: 2);
        for (byte coin = 1; coin <= 3; coin++)
        {
            Assert.Equal(PaymentStage.Accepted, Stage(hopeless));
            _ledger.Tell(_ledger.Built(hopeless, SomeLedger.Coin(coin)));
            _ledger.Tell(new LedgerCommand.CannotSign(coin, "store-s0: no key"));
            Assert.Null(_ledger.State.Lane);
        }

        Assert.Equal("no signer could sign it: store-s0: no key", Assert.IsType<Proof.NeverSigned>(_ledger.State.Payments[hopeless].Rejected).Why);
        Assert.Empty(_ledger.State.Leases);
        _ledger.Send(other, SomeLedger.Coin(1));
    }

    [Fact]
    public void A_replacement_that_no_signer_signs_ends_and_its_payment_waits_on()
    {
        var payment = _ledger.Pay("a");
        _ledger.Send(payment, SomeLedger.Coin(1));
        for (var i = 0; i < 4; i++)
        {
            FeeRate.TryOf(5_000, out var rate);
            _ledger.Tell(new LedgerCommand.Replace(payment, rate, "ann"));
            _ledger.Tell(new LedgerCommand.CannotSign(_ledger.State.Lane!.Value, "no key"));
        }

        Assert.Equal(PaymentStage.Sent, Stage(payment));
        Assert.Equal(1, _ledger.State.Leases[SomeLedger.Coin(1).Outpoint]);
    }

    private PaymentStage Stage(PaymentId payment) => _ledger.State.StageOf(_ledger.State.Payments[payment]);
}

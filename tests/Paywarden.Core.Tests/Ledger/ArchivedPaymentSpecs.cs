using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

public sealed class ArchivedPaymentSpecs
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Txid Txid = Txid.FromWire(new byte[32]);

    [Fact]
    public void A_final_payment_is_archived_with_the_transaction_that_paid_it()
    {
        var state = With(Attempt(1, AttemptStage.Lost), Attempt(2, AttemptStage.Final) with { Txid = Txid });

        var archived = ArchivedPayment.Of(state, state.Payments.Values.Single(), Noon.AddHours(2));

        Assert.Equal((PaymentStage.Final, Txid, Amount.Of(226)), (archived.Stage, archived.Txid!.Value, archived.Fee!.Value));
        Assert.Equal((Noon, Noon.AddHours(2)), (archived.Accepted, archived.Settled));
        Assert.Null(archived.Rejected);
    }

    [Fact]
    public void A_rejected_one_is_archived_with_its_proof_and_no_transaction()
    {
        var state = With(Attempt(1, AttemptStage.Dropped));
        var payment = state.Payments.Values.Single() with { Rejected = new Proof.NeverSigned("it has expired") };

        var archived = ArchivedPayment.Of(state, payment, Noon);

        Assert.Equal((PaymentStage.Rejected, null, null, payment.Rejected), (archived.Stage, archived.Txid, archived.Fee, archived.Rejected));
    }

    [Fact]
    public void One_that_may_still_be_paid_is_not_archived()
    {
        var state = With(Attempt(1, AttemptStage.Confirmed));

        Assert.Throws<InvalidOperationException>(() => ArchivedPayment.Of(state, state.Payments.Values.Single(), Noon));
    }

    private static Attempt Attempt(int number, AttemptStage stage) => new(number, [new PaymentId("p")], new Draft(DraftForm.ElectronCash, Bytes.Empty, [], [], [], Amount.Of(226)), 1, null, stage);

    private static LedgerState With(params Attempt[] attempts)
    {
        var payment = new Payment(new(new PaymentId("p"), "shop", [], FeeRate.Least, Noon), Noon, 1, [.. attempts.Select(a => a.Number)], null);
        return LedgerState.Empty with
        {
            Payments = LedgerState.Empty.Payments.Add(payment.Id, payment),
            Attempts = attempts.ToImmutableSortedDictionary(a => a.Number, a => a),
        };
    }
}

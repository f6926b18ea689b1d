using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Several payments in one transaction: who goes together, and what becomes of the others when one of them does not go on.</summary>
public sealed class LedgerTogetherSpecs
{
    private readonly SomeLedger _ledger = new();

    [Fact]
    public void What_waits_behind_a_payment_goes_with_it_and_what_stands_before_it_does_not()
    {
        var ids = Enumerable.Range(1, 4).Select(i => _ledger.Pay($"{i}", to: (byte)i)).ToList();

        Assert.Equal(ids[1..], Together(ids[1]).Select(p => p.Id));
        Assert.Equal(ids[1..3], Together(ids[1], most: 2).Select(p => p.Id));
        Assert.Equal([ids[1]], Together(ids[1], most: 1).Select(p => p.Id));
    }

    [Fact]
    public void Another_fee_rate_wants_another_transaction()
    {
        var first = _ledger.Pay("a");
        var dear = _ledger.Order("b", to: 2);
        FeeRate.TryOf(2_000, out var rate);
        _ledger.Tell(dear with { Order = dear.Order with { Rate = rate } });
        var third = _ledger.Pay("c", to: 3);

        Assert.Equal([first, third], Together(first).Select(p => p.Id));
        Assert.Equal("not-together", _ledger.Refusal(Built(first, dear.Order.Id)));
    }

    [Fact]
    public void No_more_go_together_than_one_transaction_bears()
    {
        for (var i = 0; i < 120; i++)
        {
            _ledger.Pay($"{i}", satoshis: 1_000 + i);
        }

        Assert.Equal(LedgerMachine.MostTogether, Together(_ledger.State.Queue[1]).Length);
    }

    [Fact]
    public void One_transaction_pays_all_of_them_and_their_shares_are_its_fee()
    {
        var (a, b, c) = (_ledger.Pay("a"), _ledger.Pay("b", to: 2), _ledger.Pay("c", satoshis: 200_000, to: 3));
        var attempt = Send(a, b, c);

        Assert.Empty(_ledger.State.Queue);
        Assert.All(new[] { a, b, c }, id => Assert.Equal(PaymentStage.Sent, Stage(id)));
        Assert.Equal(attempt.Draft.Fee.Satoshis, attempt.Payments.Sum(id => attempt.FeeOf(id).Satoshis));
        _ledger.Look(200, (attempt.Txid!.Value, 10));
        foreach (var id in new[] { b, a, c })
        {
            Assert.Equal(attempt.FeeOf(id), ArchivedPayment.Of(_ledger.State, _ledger.State.Payments[id], _ledger.Now).Fee);
            _ledger.Tell(new LedgerCommand.HasArchived(id));
        }

        Assert.Empty(_ledger.State.Attempts);
        Assert.Empty(_ledger.State.Leases);
    }

    [Fact]
    public void What_does_not_pay_each_of_them_is_refused()
    {
        var (a, b) = (_ledger.Pay("a"), _ledger.Pay("b", to: 2));

        Assert.Equal("bad-draft", _ledger.Refusal(_ledger.Built(a, SomeLedger.Coin(1)) with { With = [b] }));
        Assert.Equal("bad-draft", _ledger.Refusal(Built(a, b) with { With = [] }));
        Assert.Equal("named-twice", _ledger.Refusal(Built(a, a)));
        Assert.Equal("not-queued", _ledger.Refusal(Built(a, b) with { With = [new PaymentId(new string('0', 32))] }));
    }

    [Fact]
    public void When_one_is_cancelled_before_it_is_signed_the_others_wait_for_the_lane_again()
    {
        var (a, b) = (_ledger.Pay("a"), _ledger.Pay("b", to: 2));
        _ledger.Tell(Built(a, b));
        var late = new LedgerCommand.HasSigned(1, SomeLedger.Signed(_ledger.State.Attempts[1].Draft));

        _ledger.Tell(new LedgerCommand.Cancel(a, "shop"));

        Assert.Equal([b], _ledger.State.Queue.Values);
        Assert.Equal((PaymentStage.Rejected, PaymentStage.Accepted), (Stage(a), Stage(b)));
        Assert.Equal("not-in-lane", _ledger.Refusal(late));
        var alone = _ledger.Send(b, SomeLedger.Coin(1));
        Assert.Equal([b], alone.Payments.ToArray());
    }

    [Fact]
    public void When_one_expires_before_it_is_signed_it_is_not_paid_with_the_others()
    {
        var brief = _ledger.Order("a");
        _ledger.Tell(brief with { Order = brief.Order with { Expires = _ledger.Now.AddMinutes(1) } });
        var (a, b) = (brief.Order.Id, _ledger.Pay("b", to: 2));
        _ledger.Tell(Built(a, b));

        _ledger.Now = LedgerMachine.Wake(_ledger.State)!.Value;
        _ledger.Tell(new LedgerCommand.Tick());

        Assert.Equal((PaymentStage.Rejected, PaymentStage.Accepted), (Stage(a), Stage(b)));
        Assert.Null(_ledger.State.Lane);
        Assert.Equal([b], _ledger.State.Queue.Values);
    }

    [Fact]
    public void When_their_transaction_is_lost_with_proof_all_of_them_are_rejected_with_it()
    {
        var (a, b) = (_ledger.Pay("a"), _ledger.Pay("b", to: 2));
        var attempt = Send(a, b);
        var winner = Bytes.Copy(SomeLedger.Rival(SomeLedger.Coin(1)).Write());

        _ledger.Tell(new LedgerCommand.HasFoundConflict(attempt.Number, winner, [new Witness("store-0", "one", 10), new Witness("store-1", "two", 10)]));

        Assert.All(new[] { a, b }, id => Assert.IsType<Proof.Conflict>(_ledger.State.Payments[id].Rejected));
    }

    [Fact]
    public void A_replacement_pays_all_of_them()
    {
        var (a, b) = (_ledger.Pay("a"), _ledger.Pay("b", to: 2));
        Send(a, b);
        FeeRate.TryOf(5_000, out var more);

        _ledger.Tell(new LedgerCommand.Replace(b, more, "treasurer"));

        Assert.Equal([a, b], _ledger.State.Attempts[_ledger.State.Lane!.Value].Payments.ToArray());
    }

    private ImmutableArray<Payment> Together(PaymentId first, int most = int.MaxValue) => LedgerMachine.Together(_ledger.State, _ledger.State.Payments[first], most);

    private PaymentStage Stage(PaymentId payment) => _ledger.State.StageOf(_ledger.State.Payments[payment]);

    /// <summary>A draft over one coin that pays each of them.</summary>
    private LedgerCommand.HasBuilt Built(params ImmutableArray<PaymentId> payments)
    {
        var coin = SomeLedger.Coin(1);
        ImmutableArray<TransactionOutput> outputs = [.. payments.SelectMany(id => _ledger.State.Payments[id].Order.Outputs)];
        var change = coin.Value.Satoshis - outputs.Sum(o => o.Value.Satoshis) - 400;
        var draft = SomeLedger.Draft(outputs.Add(new TransactionOutput(Amount.Of(change), SomeLedger.Account.Script(KeyBranch.Change, 0))), [coin]);
        return new(payments[0], _ledger.State.Epoch, draft, [new Unspent(coin.Outpoint, 100)]) { With = payments[1..] };
    }

    private Attempt Send(params ImmutableArray<PaymentId> payments)
    {
        _ledger.Tell(Built(payments));
        var number = _ledger.State.Lane!.Value;
        _ledger.Tell(new LedgerCommand.HasSigned(number, SomeLedger.Signed(_ledger.State.Attempts[number].Draft)));
        _ledger.Tell(new LedgerCommand.Expose(number));
        return _ledger.State.Attempts[number];
    }
}

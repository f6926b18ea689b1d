using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>What the chain does to payments that are out.</summary>
public sealed class LedgerChainSpecs
{
    private static readonly ImmutableArray<Witness> Two = [new("store-1", "server-1", 10), new("store-2", "server-2", 11)];

    private readonly SomeLedger _ledger = new();

    [Fact]
    public void Ten_confirmations_are_the_end_and_archived_is_forgotten()
    {
        var payment = _ledger.Pay("a");
        var attempt = _ledger.Send(payment, SomeLedger.Coin(1));
        _ledger.Look(100, (attempt.Txid!.Value, 1));
        Assert.Equal(PaymentStage.Confirmed, Stage(payment));

        _ledger.Look(109, (attempt.Txid.Value, 10));

        Assert.Equal(PaymentStage.Final, Stage(payment));
        Assert.Equal([new LedgerEffect.Archive(payment)], LedgerMachine.Owes(_ledger.State));
        _ledger.Tell(new LedgerCommand.HasArchived(payment));
        Assert.True(_ledger.State.Payments.IsEmpty && _ledger.State.Attempts.IsEmpty && _ledger.State.Leases.IsEmpty && _ledger.State.ByTxid.IsEmpty && _ledger.State.LastOrder.IsEmpty);
    }

    [Fact]
    public void A_daemon_that_is_behind_cannot_take_a_confirmation_back_and_one_that_is_not_can()
    {
        var payment = _ledger.Pay("a");
        var attempt = _ledger.Send(payment, SomeLedger.Coin(1));
        _ledger.Look(100, (attempt.Txid!.Value, 1));

        Assert.Empty(_ledger.Look(99));
        _ledger.Look(100);

        Assert.Equal(PaymentStage.Sent, Stage(payment));
        Assert.Contains(new LedgerEffect.Send(attempt.Number, IsSeen: false), LedgerMachine.Owes(_ledger.State));
    }

    [Fact]
    public void Only_who_saw_it_can_say_that_it_is_gone()
    {
        var payment = _ledger.Pay("a");
        var attempt = _ledger.Send(payment, SomeLedger.Coin(1));
        _ledger.Tell(new LedgerCommand.HasSeen(attempt.Number, "store-2"));

        Assert.Empty(_ledger.Look(100));
        _ledger.Tell(new LedgerCommand.HasLooked("store-2", 100, ImmutableDictionary<Txid, int>.Empty));

        Assert.Equal(PaymentStage.Sent, Stage(payment));
    }

    [Theory]
    [InlineData("store-1", "server-1", 10, "store-2", "server-1", 10)]
    [InlineData("store-1", "server-1", 10, "store-1", "server-2", 10)]
    [InlineData("store-1", "server-1", 10, "store-2", "server-2", 9)]
    public void One_witness_too_few_or_a_block_too_shallow_is_no_proof(string daemon1, string server1, int deep1, string daemon2, string server2, int deep2)
    {
        var payment = _ledger.Pay("a");
        var attempt = _ledger.Send(payment, SomeLedger.Coin(1));

        var code = _ledger.Refusal(new LedgerCommand.HasFoundConflict(
            attempt.Number, Winner(SomeLedger.Coin(1)), [new(daemon1, server1, deep1), new(daemon2, server2, deep2)]));

        Assert.Equal("no-proof", code);
        Assert.Equal(PaymentStage.Sent, Stage(payment));
    }

    [Fact]
    public void A_transaction_that_takes_none_of_its_coins_is_no_conflict()
    {
        var attempt = _ledger.Send(_ledger.Pay("a"), SomeLedger.Coin(1));

        Assert.Equal("no-proof", _ledger.Refusal(new LedgerCommand.HasFoundConflict(attempt.Number, Winner(SomeLedger.Coin(2)), Two)));
        Assert.Equal("no-proof", _ledger.Refusal(new LedgerCommand.HasFoundConflict(attempt.Number, attempt.Raw, Two)));
    }

    [Fact]
    public void A_proved_conflict_rejects_the_payment_and_whatever_spends_its_change_and_frees_the_other_coins()
    {
        var (parent, child) = (_ledger.Pay("a"), _ledger.Pay("b", 10_000, to: 2));
        var lost = _ledger.Send(parent, SomeLedger.Coin(1), SomeLedger.Coin(2));
        var change = new Coin(new Outpoint(lost.Txid!.Value, 1), lost.Draft.Outputs[1].Value, SomeLedger.Account.Script(KeyBranch.Change, 0));
        _ledger.Send(child, change);

        _ledger.Tell(new LedgerCommand.HasFoundConflict(lost.Number, Winner(SomeLedger.Coin(1)), Two));

        Assert.IsType<Proof.Conflict>(_ledger.State.Payments[parent].Rejected);
        Assert.Equal(lost.Txid, Assert.IsType<Proof.ParentLost>(_ledger.State.Payments[child].Rejected).Parent);
        Assert.Empty(_ledger.State.Leases);
        Assert.Empty(_ledger.State.Queue);
    }

    [Fact]
    public void A_replacement_takes_the_same_coins_and_a_higher_fee_from_the_change()
    {
        var payment = _ledger.Pay("a");
        var stuck = _ledger.Send(payment, SomeLedger.Coin(1));
        FeeRate.TryOf(5_000, out var more);

        _ledger.Tell(new LedgerCommand.Replace(payment, more, "treasurer"));

        var made = _ledger.State.Attempts[_ledger.State.Lane!.Value];
        Assert.True(made.Overlaps(stuck));
        Assert.True(made.Draft.Fee > stuck.Draft.Fee);
        Assert.Equal(stuck.Draft.Outputs[0], made.Draft.Outputs[0]);
        Assert.Equal(PaymentStage.Sent, Stage(payment));
        FeeRate.TryOf(1_000, out var same);
        _ledger.Tell(new LedgerCommand.HasSigned(made.Number, SomeLedger.Signed(made.Draft)));
        Assert.Equal("cannot-replace", _ledger.Refusal(new LedgerCommand.Replace(payment, same, "treasurer")));
    }

    [Fact]
    public void Of_two_that_share_coins_the_younger_is_sent_and_the_older_ends_when_it_is_final()
    {
        var payment = _ledger.Pay("a");
        var old = _ledger.Send(payment, SomeLedger.Coin(1));
        FeeRate.TryOf(5_000, out var more);
        _ledger.Tell(new LedgerCommand.Replace(payment, more, "treasurer"));
        var number = _ledger.State.Lane!.Value;
        _ledger.Tell(new LedgerCommand.HasSigned(number, SomeLedger.Signed(_ledger.State.Attempts[number].Draft)));
        _ledger.Tell(new LedgerCommand.Expose(number));

        Assert.False(LedgerMachine.MayBroadcast(_ledger.State, _ledger.State.Attempts[old.Number]));
        Assert.True(LedgerMachine.MayBroadcast(_ledger.State, _ledger.State.Attempts[number]));
        _ledger.Look(200, (_ledger.State.Attempts[number].Txid!.Value, 10));

        Assert.IsType<Proof.Replaced>(_ledger.State.Attempts[old.Number].Loss);
        Assert.Equal(PaymentStage.Final, Stage(payment));
    }

    [Fact]
    public void What_was_lost_with_proof_and_stands_in_the_chain_all_the_same_holds_the_wallet()
    {
        var lost = _ledger.Send(_ledger.Pay("a"), SomeLedger.Coin(1));
        _ledger.Tell(new LedgerCommand.HasFoundConflict(lost.Number, Winner(SomeLedger.Coin(1)), Two));

        _ledger.Look(300, (lost.Txid!.Value, 1));

        Assert.NotNull(_ledger.State.Held);
    }

    private PaymentStage Stage(PaymentId payment) => _ledger.State.StageOf(_ledger.State.Payments[payment]);

    private static Bytes Winner(Coin coin) => Bytes.Copy(SomeLedger.Rival(coin).Write());
}

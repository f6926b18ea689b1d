using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A journal that was restored from a copy, compared with a chain that went on.</summary>
public sealed class ReconcileSpecs
{
    private readonly SomeLedger _ledger = new();

    [Fact]
    public void A_payment_that_the_chain_has_is_taken_for_paid_and_not_paid_again()
    {
        var payment = _ledger.Pay("a");
        var spend = SomeLedger.Spend(_ledger.Draft(payment, SomeLedger.Coin(1)));
        _ledger.Tell(new LedgerCommand.Hold("restored"));

        _ledger.Reconcile(spend);

        Assert.Equal((PaymentStage.Sent, spend.Txid), (_ledger.State.StageOf(_ledger.State.Payments[payment]), _ledger.State.Leading(_ledger.State.Payments[payment])!.Txid!.Value));
        Assert.Empty(_ledger.State.Unexplained.Txids);
        Release();
        Assert.DoesNotContain(LedgerMachine.Owes(_ledger.State), e => e is LedgerEffect.Build);
        _ledger.Look(109, (spend.Txid, 10));
        Assert.Equal(PaymentStage.Final, _ledger.State.StageOf(_ledger.State.Payments[payment]));
    }

    [Fact]
    public void What_was_signed_and_sent_after_the_copy_is_that_attempt()
    {
        var payment = _ledger.Pay("a");
        _ledger.Tell(_ledger.Built(payment, SomeLedger.Coin(1)));
        var spend = SomeLedger.Spend(_ledger.State.Attempts[1].Draft);
        _ledger.Tell(new LedgerCommand.Hold("restored"));

        _ledger.Reconcile(spend);

        Assert.Equal((AttemptStage.Exposed, spend.Raw), (_ledger.State.Attempts[1].Stage, _ledger.State.Attempts[1].Raw));
        Assert.Null(_ledger.State.Lane);
        Assert.StartsWith("attempt 1, which the journal has as not signed, stands in the chain", Assert.Single(_ledger.State.LastReconciled!.Differences), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_built_otherwise_after_the_copy_ends_the_attempt_that_was_not_signed()
    {
        var payment = _ledger.Pay("a");
        _ledger.Tell(_ledger.Built(payment, SomeLedger.Coin(1)));
        var late = new LedgerCommand.HasSigned(1, SomeLedger.Signed(_ledger.State.Attempts[1].Draft));
        var spend = SomeLedger.Spend(_ledger.Draft(payment, SomeLedger.Coin(2)));
        _ledger.Tell(new LedgerCommand.Hold("restored"));

        _ledger.Reconcile(spend);
        Release();

        Assert.Equal(AttemptStage.Dropped, _ledger.State.Attempts[1].Stage);
        Assert.Equal(spend.Txid, _ledger.State.Leading(_ledger.State.Payments[payment])!.Txid);
        Assert.Equal("not-in-lane", _ledger.Refusal(late));
    }

    [Fact]
    public void A_replacement_that_was_forgotten_is_taken_for_one_and_nobody_is_told_rejected()
    {
        var payment = _ledger.Pay("a");
        var stuck = _ledger.Send(payment, SomeLedger.Coin(1));
        var dearer = stuck.Draft.Outputs.SetItem(stuck.Draft.OwnChange[0], stuck.Draft.Outputs[stuck.Draft.OwnChange[0]] with { Value = Amount.Of(500_000) });
        var spend = SomeLedger.Spend(SomeLedger.Draft(dearer, stuck.Draft.Coins));
        _ledger.Tell(new LedgerCommand.Hold("restored"));

        _ledger.Reconcile(spend);
        _ledger.Look(109, (spend.Txid, 10));

        Assert.Equal(AttemptStage.Lost, _ledger.State.Attempts[stuck.Number].Stage);
        Assert.Equal(PaymentStage.Final, _ledger.State.StageOf(_ledger.State.Payments[payment]));
    }

    [Fact]
    public void The_same_paid_twice_is_two_payments_and_the_first_ordered_is_the_first_paid()
    {
        var first = _ledger.Pay("a");
        var second = _ledger.Pay("b", to: 2);
        _ledger.Tell(_ledger.Order("c", twice: true));
        var third = _ledger.Order("c").Order.Id;
        var one = SomeLedger.Spend(_ledger.Draft(first, SomeLedger.Coin(1)), confirmations: 5);

        _ledger.Tell(new LedgerCommand.Hold("restored"));
        _ledger.Reconcile(one);

        Assert.Equal(PaymentStage.Sent, Stage(first));
        Assert.Equal(PaymentStage.Accepted, Stage(second));
        Assert.Equal(PaymentStage.Accepted, Stage(third));
    }

    [Fact]
    public void An_order_that_the_chain_may_have_paid_already_is_refused_unless_it_is_meant()
    {
        var spend = Forgotten();
        _ledger.Tell(new LedgerCommand.Hold("restored"));
        _ledger.Reconcile(spend);
        Release();

        Assert.Equal("duplicate", _ledger.Refusal(_ledger.Order("b")));
        Assert.NotEmpty(_ledger.Tell(_ledger.Order("b", satoshis: 100_001)));
        Assert.NotEmpty(_ledger.Tell(_ledger.Order("c", twice: true)));
        Assert.True(_ledger.State.IsTaken(SomeLedger.Coin(1).Outpoint));

        _ledger.Now += TimeSpan.FromDays(31);
        Assert.NotEmpty(_ledger.Tell(_ledger.Order("d")));
    }

    [Fact]
    public void What_the_archive_has_as_paid_is_that_and_guards_nothing()
    {
        var payment = _ledger.Pay("a");
        var spend = SomeLedger.Spend(_ledger.Draft(payment, SomeLedger.Coin(1)), isArchived: true);
        var settled = new ArchivedPayment(_ledger.State.Payments[payment].Order, PaymentStage.Final, spend.Txid, Amount.Of(300), _ledger.Now, _ledger.Now, null);
        _ledger.Tell(new LedgerCommand.Hold("restored"));

        _ledger.Reconcile([spend], [settled]);

        Assert.Equal(PaymentStage.Sent, Stage(payment));
        Assert.Empty(_ledger.State.Unexplained.Txids);
    }

    [Fact]
    public void What_the_archive_has_as_rejected_is_rejected()
    {
        var payment = _ledger.Pay("a");
        var settled = new ArchivedPayment(_ledger.State.Payments[payment].Order, PaymentStage.Rejected, null, null, _ledger.Now, _ledger.Now, new Proof.NeverSigned("cancelled by ann"));
        _ledger.Tell(new LedgerCommand.Hold("restored"));

        _ledger.Reconcile([], [settled]);

        Assert.Equal(PaymentStage.Rejected, Stage(payment));
        Release();
        Assert.DoesNotContain(LedgerMachine.Owes(_ledger.State), e => e is LedgerEffect.Build);
    }

    [Fact]
    public void Nothing_is_called_never_signed_while_the_journal_may_have_forgotten_it()
    {
        var payment = _ledger.Pay("a");
        _ledger.Tell(new LedgerCommand.Hold("restored"));
        _ledger.Now += TimeSpan.FromHours(1);

        Assert.Null(LedgerMachine.Wake(_ledger.State));
        Assert.Equal("held", _ledger.Refusal(new LedgerCommand.Tick()));
        Assert.Equal("held", _ledger.Refusal(new LedgerCommand.Cancel(payment, "shop")));
        Assert.Equal("held", _ledger.Refusal(new LedgerCommand.CannotAfford(payment, Amount.Zero)));
        _ledger.Reconcile();
        Release();
        _ledger.Tell(new LedgerCommand.Tick());
        Assert.Equal(PaymentStage.Rejected, Stage(payment));
    }

    [Fact]
    public void A_hold_is_ended_only_by_the_incarnation_that_compared_after_it_began()
    {
        _ledger.Reconcile();
        _ledger.Tell(new LedgerCommand.Hold("restored"));
        Assert.Equal("not-reconciled", _ledger.Refusal(new LedgerCommand.Release("ann", "matched")));

        _ledger.Reconcile();
        _ledger.Tell(new LedgerCommand.Claim(2, "node", "second"));
        Assert.Equal("not-reconciled", _ledger.Refusal(new LedgerCommand.Release("ann", "matched")));

        _ledger.Reconcile();
        Release();
        Assert.Null(_ledger.State.Held);
    }

    [Fact]
    public void A_spend_behind_our_back_holds_the_wallet_once()
    {
        var spend = Forgotten();

        Assert.Contains("spent by 1 transaction that", Assert.Single(_ledger.Reconcile(spend).OfType<LedgerEvent.Held>()).Why, StringComparison.Ordinal);
        Release();
        Assert.Empty(_ledger.Reconcile(spend).OfType<LedgerEvent.Held>());
    }

    [Fact]
    public void Addresses_that_may_have_been_given_away_are_not_given_away_again()
    {
        _ledger.Tell(new LedgerCommand.Reserve("a", _ledger.Now));
        _ledger.Reconcile([], [], receiving: 40);
        Assert.Equal(1u, _ledger.State.NextIndex);

        _ledger.Tell(new LedgerCommand.Hold("restored"));
        _ledger.Reconcile([], [], receiving: 40);
        Assert.Equal(40u, _ledger.State.NextIndex);
    }

    [Fact]
    public void Each_difference_is_a_sentence()
    {
        var sent = _ledger.Send(_ledger.Pay("a"), SomeLedger.Coin(2));
        _ledger.Tell(new LedgerCommand.Hold("restored"));

        var said = Assert.IsType<LedgerEvent.Reconciled>(_ledger.Reconcile(Forgotten(9))[^1]).Differences;

        Assert.Contains("spends 1 coin of the wallet and pays 0.001 to", said[0], StringComparison.Ordinal);
        Assert.Equal($"attempt {sent.Number} was sent as {sent.Txid}, and no daemon that was asked has it: the same bytes are sent again once the wallet is released", said[1]);
        Assert.Equal(2, said.Length);
    }

    [Fact]
    public void The_wallets_own_scripts_are_found_beyond_long_rows_of_unused_ones()
    {
        var used = new[] { SomeLedger.Account.Script(KeyBranch.Receiving, 3), SomeLedger.Account.Script(KeyBranch.Receiving, 150), SomeLedger.Account.Script(KeyBranch.Change, 20) };

        var own = OwnScripts.Among(SomeLedger.Account, used.Append(SomeLedger.Stranger(1)).ToHashSet(), 0);

        Assert.Equal(used.ToHashSet(), own.Scripts.ToHashSet());
        Assert.Equal(151u, own.Receiving);
    }

    /// <summary>What somebody once paid with the wallet's coin to the stranger that orders of these specs pay.</summary>
    private static ChainSpend Forgotten(byte to = 1) => SomeLedger.Spend(SomeLedger.Draft(
        [new TransactionOutput(Amount.Of(100_000), SomeLedger.Stranger(to)), new TransactionOutput(Amount.Of(800_000), SomeLedger.Account.Script(KeyBranch.Change, 0))],
        [SomeLedger.Coin(1)]));

    private PaymentStage Stage(PaymentId payment) => _ledger.State.StageOf(_ledger.State.Payments[payment]);

    private void Release() => _ledger.Tell(new LedgerCommand.Release("ann", "matched"));
}

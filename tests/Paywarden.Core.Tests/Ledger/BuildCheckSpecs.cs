using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A builder may be behind, wrong or restored from yesterday: what of its proposals must not be signed.</summary>
public sealed class BuildCheckSpecs
{
    private readonly SomeLedger _ledger = new();
    private readonly PaymentId _payment;

    public BuildCheckSpecs() => _payment = _ledger.Pay("a");

    [Fact]
    public void A_good_one_is_taken() => Assert.IsType<LedgerEvent.Built>(Assert.Single(_ledger.Tell(_ledger.Built(_payment, SomeLedger.Coin(1)))));

    [Fact]
    public void A_leased_or_a_frozen_coin_is_taken_already()
    {
        _ledger.Send(_ledger.Pay("b", to: 2), SomeLedger.Coin(1));
        _ledger.Tell(new LedgerCommand.Freeze(SomeLedger.Coin(2).Outpoint, "shop"));

        Assert.Equal(SomeLedger.Coin(1).Outpoint, Assert.Single(Fault(_ledger.Built(_payment, SomeLedger.Coin(1)))!.Taken));
        Assert.Equal(SomeLedger.Coin(2).Outpoint, Assert.Single(Fault(_ledger.Built(_payment, SomeLedger.Coin(2)))!.Taken));
    }

    [Fact]
    public void A_coin_that_no_second_daemon_knows_is_not_spent() =>
        Assert.Single(Fault(_ledger.Built(_payment, SomeLedger.Coin(1)) with { Witnessed = [] })!.Taken);

    [Fact]
    public void A_strangers_payment_is_spent_only_once_it_is_in_a_block()
    {
        var built = _ledger.Built(_payment, SomeLedger.Coin(1));

        Assert.NotNull(Fault(built with { Witnessed = [new(SomeLedger.Coin(1).Outpoint, 0)] }));
        Assert.NotNull(Fault(built with { Witnessed = [new(SomeLedger.Coin(1).Outpoint, -1)] }));
    }

    [Fact]
    public void A_coin_that_a_server_names_twice_is_as_young_as_it_says_at_least()
    {
        var built = _ledger.Built(_payment, SomeLedger.Coin(1));
        var coin = SomeLedger.Coin(1).Outpoint;

        Assert.NotNull(Fault(built with { Witnessed = [new(coin, 5), new(coin, 0)] }));
        Assert.Null(Fault(built with { Witnessed = [new(coin, 5), new(coin, 5)] }));
    }

    [Fact]
    public void Our_own_change_is_spent_before_it_is_in_a_block()
    {
        var sent = _ledger.Send(_ledger.Pay("b", to: 2), SomeLedger.Coin(1));
        var change = new Coin(new Outpoint(sent.Txid!.Value, 1), sent.Draft.Outputs[1].Value, SomeLedger.Account.Script(KeyBranch.Change, 0));

        Assert.Null(Fault(_ledger.Built(_payment, change) with { Witnessed = [new(change.Outpoint, 0)] }));
    }

    [Fact]
    public void It_pays_what_was_ordered_and_nobody_else()
    {
        var order = _ledger.State.Payments[_payment].Order.Outputs[0];
        var change = new TransactionOutput(Amount.Of(899_700), SomeLedger.Account.Script(KeyBranch.Change, 0));
        var thief = new TransactionOutput(Amount.Of(899_700), SomeLedger.Stranger(66));

        Assert.Null(Paying(order, change));
        Assert.Null(Paying(change, order));
        Assert.NotNull(Paying(order, thief));
        Assert.NotNull(Paying(order with { Value = Amount.Of(99_999) }, change));
        Assert.NotNull(Paying(order with { Script = SomeLedger.Stranger(66) }, change));
        Assert.NotNull(Paying(order, order, change with { Value = Amount.Of(799_700) }));
        Assert.NotNull(Paying(change));
    }

    [Fact]
    public void The_same_output_twice_is_paid_twice()
    {
        var order = _ledger.State.Payments[_payment].Order;
        var outputs = order.Outputs.Add(order.Outputs[0]);
        var change = new TransactionOutput(Amount.Of(799_700), SomeLedger.Account.Script(KeyBranch.Change, 0));

        Assert.Null(BuildCheck.Look(_ledger.State, outputs, order.Rate, SomeLedger.Draft([.. outputs, change], [SomeLedger.Coin(1)]), [new(SomeLedger.Coin(1).Outpoint, 1)]));
    }

    [Theory]
    [InlineData(226, true)]
    [InlineData(300, true)]
    [InlineData(1_226, true)]
    [InlineData(1_300, false)]
    [InlineData(100, false)]
    [InlineData(0, false)]
    public void Its_fee_is_near_what_was_asked(int fee, bool isGood)
    {
        var order = _ledger.State.Payments[_payment].Order.Outputs[0];
        var change = new TransactionOutput(Amount.Of(900_000 - fee), SomeLedger.Account.Script(KeyBranch.Change, 0));

        Assert.Equal(isGood, Paying(order, change) is null);
    }

    private BuildFault? Paying(params ImmutableArray<TransactionOutput> outputs) =>
        Fault(new LedgerCommand.HasBuilt(_payment, _ledger.State.Epoch, SomeLedger.Draft(outputs, [SomeLedger.Coin(1)]), [new(SomeLedger.Coin(1).Outpoint, 1)]));

    private BuildFault? Fault(LedgerCommand.HasBuilt built)
    {
        var order = _ledger.State.Payments[_payment].Order;
        return BuildCheck.Look(_ledger.State, order.Outputs, order.Rate, built.Draft, built.Witnessed);
    }
}

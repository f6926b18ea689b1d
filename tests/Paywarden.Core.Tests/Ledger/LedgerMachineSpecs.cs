using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>What each decision is, one by one. That they hold together, whatever happens in whatever order, is held by the stories over a faked chain.</summary>
public sealed class LedgerMachineSpecs
{
    private readonly SomeLedger _ledger = new();

    [Fact]
    public void The_same_key_with_the_same_content_is_one_payment()
    {
        _ledger.Pay("a");

        Assert.Empty(_ledger.Tell(_ledger.Order("a")));
        Assert.Single(_ledger.State.Payments);
    }

    [Fact]
    public void The_same_key_with_other_content_is_refused() => Assert.Equal("key-conflict", After(l => l.Pay("a")).Refusal(_ledger.Order("a", 200_000)));

    [Fact]
    public void Two_users_may_have_the_same_key()
    {
        _ledger.Pay("a");

        Assert.Single(_ledger.Tell(_ledger.Order("a", user: "other", twice: true)));
    }

    [Fact]
    public void The_same_order_under_another_key_a_moment_later_is_taken_for_a_mistake()
    {
        _ledger.Pay("a");

        Assert.Equal("duplicate", _ledger.Refusal(_ledger.Order("b")));
        Assert.Single(_ledger.Tell(_ledger.Order("b", twice: true)));
        _ledger.Now += TimeSpan.FromSeconds(61);
        Assert.Single(_ledger.Tell(_ledger.Order("c")));
    }

    [Fact]
    public void Caps_are_kept_by_payment_and_by_the_hour()
    {
        var caps = new Caps(Amount.Of(100_000), Amount.Of(150_000));

        Assert.Equal("over-cap", _ledger.Refusal(_ledger.Order("a", 100_001, caps: caps)));
        _ledger.Tell(_ledger.Order("a", caps: caps));
        Assert.Equal("over-cap", _ledger.Refusal(_ledger.Order("b", 50_001, caps: caps)));
        Assert.Single(_ledger.Tell(_ledger.Order("c", 50_000, caps: caps)));
        _ledger.Now += TimeSpan.FromMinutes(62);
        Assert.Single(_ledger.Tell(_ledger.Order("d", 60_000, caps: caps)));
    }

    [Theory]
    [InlineData(545)]
    [InlineData(0)]
    public void An_amount_that_nobody_carries_is_refused(long satoshis) => Assert.Equal("bad-order", _ledger.Refusal(_ledger.Order("a", satoshis)));

    [Fact]
    public void Whoever_looked_into_the_archive_too_long_ago_must_look_again()
    {
        var order = _ledger.Order("a");
        _ledger.Now += TimeSpan.FromSeconds(31);

        Assert.Equal("look-again", _ledger.Refusal(order));
    }

    [Fact]
    public void A_payment_that_was_archived_a_moment_ago_is_not_taken_for_a_new_one()
    {
        var looked = _ledger.Order("a");
        _ledger.Tell(looked);
        _ledger.Tell(new LedgerCommand.Cancel(looked.Order.Id, "shop"));
        _ledger.Tell(new LedgerCommand.HasArchived(looked.Order.Id));

        Assert.Equal("look-again", _ledger.Refusal(looked));
    }

    [Fact]
    public void Another_wallet_and_an_old_owner_are_refused()
    {
        const string other = "xpub6CUGRUonZSQ4TWtTMmzXdrXDtypWKiKrhko4egpiMZbpiaQL2jkwSB1icqYh2cfDfVxdx4df189oLKnC5fSwqPfgyP3hooxujYzAu3fDVmz";

        Assert.Equal("other-wallet", _ledger.Refusal(new LedgerCommand.Bind("store", Chains.BchMain.Name, Network.Main, other)));
        Assert.Equal("stale-token", _ledger.Refusal(new LedgerCommand.Claim(1, "node", "second")));
    }

    [Fact]
    public void One_attempt_at_a_time_is_made()
    {
        var (first, second) = (_ledger.Pay("a"), _ledger.Pay("b", to: 2));
        _ledger.Tell(_ledger.Built(first, SomeLedger.Coin(1)));

        Assert.Equal("lane-taken", _ledger.Refusal(_ledger.Built(second, SomeLedger.Coin(2))));
        Assert.DoesNotContain(LedgerMachine.Owes(_ledger.State), e => e is LedgerEffect.Build);
    }

    [Fact]
    public void What_an_earlier_builder_made_is_dropped()
    {
        var payment = _ledger.Pay("a");
        var built = _ledger.Built(payment, SomeLedger.Coin(1));
        _ledger.Tell(new LedgerCommand.ChooseBuilder("store-1"));

        Assert.Equal("old-epoch", _ledger.Refusal(built));
    }

    [Fact]
    public void Only_what_was_built_may_come_back_signed()
    {
        var payment = _ledger.Pay("a");
        _ledger.Tell(_ledger.Built(payment, SomeLedger.Coin(1)));
        var other = SomeLedger.Draft([new TransactionOutput(Amount.Of(1_000), SomeLedger.Stranger(9))], [SomeLedger.Coin(1)]);

        Assert.Equal("bad-signature", _ledger.Refusal(new LedgerCommand.HasSigned(1, SomeLedger.Signed(other))));
        Assert.Equal("bad-signature", _ledger.Refusal(new LedgerCommand.HasSigned(1, Bytes.Copy([1, 2, 3]))));
        Assert.Equal("not-in-lane", _ledger.Refusal(new LedgerCommand.HasSigned(2, SomeLedger.Signed(other))));
    }

    [Fact]
    public void A_payment_can_be_cancelled_until_it_is_signed()
    {
        var (queued, built, sent) = (_ledger.Pay("a"), _ledger.Pay("b", to: 2), _ledger.Pay("c", to: 3));
        _ledger.Send(sent, SomeLedger.Coin(1));
        _ledger.Tell(_ledger.Built(built, SomeLedger.Coin(2)));

        Assert.Equal("too-late", _ledger.Refusal(new LedgerCommand.Cancel(sent, "shop")));
        Assert.Collection(_ledger.Tell(new LedgerCommand.Cancel(built, "shop")), e => Assert.IsType<LedgerEvent.Dropped>(e), e => Assert.IsType<LedgerEvent.Rejected>(e));
        Assert.IsType<LedgerEvent.Rejected>(Assert.Single(_ledger.Tell(new LedgerCommand.Cancel(queued, "shop"))));
        Assert.False(_ledger.State.IsTaken(SomeLedger.Coin(2).Outpoint));
        Assert.Null(_ledger.State.Lane);
    }

    [Fact]
    public void What_was_not_signed_in_time_never_is()
    {
        var (queued, built) = (_ledger.Pay("a"), _ledger.Pay("b", to: 2));
        _ledger.Tell(_ledger.Built(built, SomeLedger.Coin(2)));
        var signed = new LedgerCommand.HasSigned(1, SomeLedger.Signed(_ledger.State.Attempts[1].Draft));
        _ledger.Now = LedgerMachine.Wake(_ledger.State)!.Value;

        _ledger.Tell(new LedgerCommand.Tick());

        Assert.All([queued, built], id => Assert.IsType<Proof.NeverSigned>(_ledger.State.Payments[id].Rejected));
        Assert.Equal("not-in-lane", _ledger.Refusal(signed));
        Assert.Null(LedgerMachine.Wake(_ledger.State));
    }

    [Fact]
    public void A_held_wallet_takes_no_order_and_moves_nothing_but_still_answers()
    {
        var payment = _ledger.Pay("a");
        var built = _ledger.Built(payment, SomeLedger.Coin(1));
        _ledger.Tell(new LedgerCommand.Hold("restored"));

        Assert.Equal("held", _ledger.Refusal(_ledger.Order("b", to: 2)));
        Assert.Equal("held", _ledger.Refusal(built));
        Assert.Empty(_ledger.Tell(_ledger.Order("a")));
        Assert.Empty(LedgerMachine.Owes(_ledger.State));
        Assert.Equal("not-reconciled", _ledger.Refusal(new LedgerCommand.Release("treasurer", "matched")));
        _ledger.Reconcile();
        _ledger.Tell(new LedgerCommand.Release("treasurer", "matched"));
        Assert.Contains(new LedgerEffect.Build(payment, 1), LedgerMachine.Owes(_ledger.State));

        // The journal may lack addresses that were handed out: they are counted again before the next one.
        Assert.Contains(new LedgerEffect.Import(), LedgerMachine.Owes(_ledger.State));
    }

    [Fact]
    public void Applying_all_events_again_gives_the_same_ledger()
    {
        var attempt = _ledger.Send(_ledger.Pay("a"), SomeLedger.Coin(1));
        _ledger.Tell(new LedgerCommand.HasSeen(attempt.Number, "store-2"));
        _ledger.Look(109, (attempt.Txid!.Value, 10));

        var again = _ledger.Events.Aggregate(LedgerState.Empty, LedgerMachine.Apply);

        Assert.Equal(LedgerMachine.Owes(_ledger.State), LedgerMachine.Owes(again));
        Assert.Equal(_ledger.State.Leases, again.Leases);
        Assert.Equal(_ledger.State.Attempts.Values.Select(a => (a.Number, a.Stage, a.Txid)), again.Attempts.Values.Select(a => (a.Number, a.Stage, a.Txid)));
    }

    private SomeLedger After(Action<SomeLedger> what)
    {
        what(_ledger);
        return _ledger;
    }
}

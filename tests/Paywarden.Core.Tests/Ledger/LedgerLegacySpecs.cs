using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Payments that one call builds and another one sends.</summary>
public sealed class LedgerLegacySpecs
{
    private readonly SomeLedger _ledger = new();

    [Fact]
    public void What_is_kept_back_is_leased_and_signed_and_not_sent()
    {
        var attempt = Kept("a", 1);

        Assert.Equal(PaymentStage.Sent, _ledger.State.StageOf(Payment("a")));
        Assert.True(_ledger.State.IsTaken(attempt.Draft.Coins[0].Outpoint));
        Assert.False(LedgerMachine.MayBroadcast(_ledger.State, attempt));
        Assert.DoesNotContain(LedgerMachine.Owes(_ledger.State), e => e is LedgerEffect.Send);
        Assert.Contains(new LedgerEffect.Watch(attempt.Number), LedgerMachine.Owes(_ledger.State));
    }

    [Fact]
    public void Asked_for_it_is_sent_as_every_other_and_remembers_who_asked_first()
    {
        var attempt = Kept("a", 1);

        Gives(new LedgerCommand.Send(attempt.Raw, "call-1"), new LedgerEvent.LetGo(Payment("a").Id, "call-1", _ledger.Now));

        Assert.True(LedgerMachine.MayBroadcast(_ledger.State, _ledger.State.Attempts[attempt.Number]));
        Assert.Contains(new LedgerEffect.Send(attempt.Number, false), LedgerMachine.Owes(_ledger.State));
        Assert.Empty(_ledger.Tell(new LedgerCommand.Send(attempt.Raw, "call-2")));
        Assert.Equal("call-1", Payment("a").LetGoBy);
    }

    [Fact]
    public void Seen_though_it_was_kept_back_it_is_sent_again_like_every_other()
    {
        var (a, b) = (Kept("a", 1), Kept("b", 2, 200_000));

        Gives(new LedgerCommand.HasSeen(a.Number, "store-1"), new LedgerEvent.Seen(a.Number, "store-1", _ledger.Now), new LedgerEvent.LetGo(Payment("a").Id, "", _ledger.Now));
        Assert.Equal(new LedgerEvent.LetGo(Payment("b").Id, "", _ledger.Now), _ledger.Look(100, (a.Txid!.Value, 1), (b.Txid!.Value, 1))[^1]);

        // A server that forgets it, or a block that goes, must not leave it to a caller who has long been answered.
        _ledger.Look(101);
        Assert.Equal([new LedgerEffect.Send(a.Number, false), new LedgerEffect.Send(b.Number, false)], LedgerMachine.Owes(_ledger.State).OfType<LedgerEffect.Send>());
    }

    [Fact]
    public void Who_spends_the_change_of_what_was_kept_back_has_it_sent()
    {
        var parent = Kept("a", 1);
        var change = parent.Draft.OwnChange[0];
        var output = parent.Draft.Outputs[change];
        _ledger.Now += TimeSpan.FromHours(1);
        var child = _ledger.Pay("child", 50_000, to: 9);

        var events = _ledger.Tell(_ledger.Built(child, new Coin(new Outpoint(parent.Txid!.Value, (uint)change), output.Value, output.Script)));

        Assert.Equal(new LedgerEvent.LetGo(Payment("a").Id, "", _ledger.Now), Assert.IsType<LedgerEvent.LetGo>(events[^1]));
    }

    [Fact]
    public void Bytes_that_left_nobody_yet_are_exposed_before_they_are_sent()
    {
        _ledger.Tell(Order("a"));
        _ledger.Tell(_ledger.Built(Payment("a").Id, SomeLedger.Coin(1)));
        var raw = SomeLedger.Signed(_ledger.State.Attempts[1].Draft);
        _ledger.Tell(new LedgerCommand.HasSigned(1, raw));

        Gives(new LedgerCommand.Send(raw, "call-1"), new LedgerEvent.Exposed(1, _ledger.Now), new LedgerEvent.LetGo(Payment("a").Id, "call-1", _ledger.Now));
    }

    [Fact]
    public void An_equal_call_is_the_same_payment_until_a_minute_after_it_was_seen()
    {
        var attempt = Kept("a", 1);
        _ledger.Now += TimeSpan.FromHours(2);
        Assert.Empty(_ledger.Tell(Order("b")));

        _ledger.Tell(new LedgerCommand.Send(attempt.Raw, "call-1"));
        _ledger.Tell(new LedgerCommand.HasSeen(attempt.Number, "store-1"));
        _ledger.Now += TimeSpan.FromSeconds(60);
        Assert.Empty(_ledger.Tell(Order("c")));
        _ledger.Now += TimeSpan.FromSeconds(1);
        Assert.Equal("duplicate", _ledger.Refusal(Order("d")));
        Assert.Single(_ledger.State.Payments);
    }

    [Fact]
    public void Another_user_or_another_amount_is_another_payment()
    {
        Kept("a", 1);

        Assert.Equal(2, _ledger.Tell(Order("b", 100_001)).Length);
        Assert.Equal("duplicate", _ledger.Refusal(Order("c", user: "other")));
    }

    [Fact]
    public void What_was_never_signed_is_made_anew_by_an_equal_call()
    {
        _ledger.Tell(Order("a"));
        _ledger.Tell(new LedgerCommand.Cancel(Payment("a").Id, "shop"));

        Assert.Equal(2, _ledger.Tell(Order("b")).Length);
    }

    [Fact]
    public void A_key_is_a_key_whichever_method_has_it_and_pay_sends()
    {
        _ledger.Tell(Order("a", content: ""));

        Assert.Empty(_ledger.Tell(Order("a", content: "")));
        Assert.Equal("key-conflict", _ledger.Refusal(Order("a", 200_000, content: "")));
        Gives(_ledger.Order("a"), new LedgerEvent.LetGo(Payment("a").Id, "", _ledger.Now));
    }

    [Fact]
    public void Five_that_were_not_sent_are_enough()
    {
        for (byte i = 1; i <= 5; i++)
        {
            Kept($"{i}", i, 100_000 + i);
        }

        Assert.Equal("too-many-open", _ledger.Refusal(Order("6", 200_000)));
        Assert.Equal(2, _ledger.Tell(Order("7", 300_000, user: "other")).Length);
        _ledger.Tell(new LedgerCommand.Send(_ledger.State.Attempts[1].Raw, "call"));
        Assert.Equal(2, _ledger.Tell(Order("6", 200_000)).Length);
    }

    [Fact]
    public void After_ten_minutes_another_payment_may_spend_its_coin_and_then_it_is_not_sent()
    {
        var attempt = Kept("a", 1);
        Assert.Equal(_ledger.Now + TimeSpan.FromMinutes(10), LedgerMachine.Wake(_ledger.State));
        _ledger.Now += TimeSpan.FromMinutes(10);

        Gives(new LedgerCommand.Tick(), new LedgerEvent.GivenUp(attempt.Number, _ledger.Now));
        Assert.Null(LedgerMachine.Wake(_ledger.State));
        Assert.False(_ledger.State.IsTaken(attempt.Draft.Coins[0].Outpoint));

        var next = _ledger.Send(_ledger.Pay("next", to: 7), SomeLedger.Coin(1));
        Assert.True(_ledger.State.IsTaken(attempt.Draft.Coins[0].Outpoint));
        Assert.Equal("overtaken", _ledger.Refusal(new LedgerCommand.Send(attempt.Raw, "call")));
        Assert.Equal("overtaken", _ledger.Refusal(Order("b")));
        Assert.True(LedgerMachine.MayBroadcast(_ledger.State, next));
    }

    [Fact]
    public void Sent_in_the_last_moment_it_keeps_its_coin()
    {
        var attempt = Kept("a", 1);
        _ledger.Now += TimeSpan.FromMinutes(10);
        _ledger.Tell(new LedgerCommand.Tick());
        var next = _ledger.Pay("next", to: 7);
        _ledger.Tell(_ledger.Built(next, SomeLedger.Coin(1)));

        var events = _ledger.Tell(new LedgerCommand.Send(attempt.Raw, "call"));

        Assert.IsType<LedgerEvent.Dropped>(events[0]);
        Assert.IsType<LedgerEvent.LetGo>(events[1]);
        Assert.Equal(attempt.Number, _ledger.State.Leases[attempt.Draft.Coins[0].Outpoint]);
        Assert.True(_ledger.State.IsTaken(attempt.Draft.Coins[0].Outpoint));
        Assert.Equal("bad-draft", _ledger.Refusal(_ledger.Built(next, SomeLedger.Coin(1))));
    }

    [Fact]
    public void What_settled_it_rejects_it_only_with_proof()
    {
        var attempt = Kept("a", 1);
        _ledger.Now += TimeSpan.FromMinutes(10);
        _ledger.Tell(new LedgerCommand.Tick());
        var next = _ledger.Send(_ledger.Pay("next", to: 7), SomeLedger.Coin(1));

        _ledger.Look(20, (next.Txid!.Value, 10));
        Assert.Equal(AttemptStage.Exposed, _ledger.State.Attempts[attempt.Number].Stage);
        ImmutableArray<Witness> two = [new("store-0", "a", 10), new("store-1", "b", 10)];
        _ledger.Tell(new LedgerCommand.HasFoundConflict(attempt.Number, next.Raw, two));

        Assert.IsType<Proof.Conflict>(_ledger.State.Payments[Id("a")].Rejected);
        Assert.Empty(_ledger.State.KeptBack);
        Assert.Empty(_ledger.State.Unkeyed);
    }

    [Fact]
    public void It_is_not_stuck_as_long_as_its_caller_has_it()
    {
        FeeRate.TryOf(5_000, out var more);
        Kept("a", 1);

        Assert.Equal("kept-back", _ledger.Refusal(new LedgerCommand.Replace(Id("a"), more, "treasurer")));
    }

    [Fact]
    public void A_transaction_of_others_is_stored_before_it_is_sent_and_ends_when_it_is_seen_or_after_a_day()
    {
        var foreign = SomeLedger.Rival(SomeLedger.Coin(9));
        var raw = Bytes.Copy(foreign.Write());

        Gives(new LedgerCommand.Send(raw, "call"), new LedgerEvent.ForeignTaken(foreign.Id(), raw, "call", _ledger.Now));
        Assert.Empty(_ledger.Tell(new LedgerCommand.Send(raw, "again")));
        Assert.Contains(new LedgerEffect.SendForeign(foreign.Id()), LedgerMachine.Owes(_ledger.State));
        Assert.True(_ledger.State.IsTaken(SomeLedger.Coin(9).Outpoint));

        Assert.Equal(_ledger.Now + TimeSpan.FromHours(24), LedgerMachine.Wake(_ledger.State));
        _ledger.Now += TimeSpan.FromHours(24);
        Assert.IsType<LedgerEvent.ForeignEnded>(Assert.Single(_ledger.Tell(new LedgerCommand.Tick())));
        Assert.Empty(_ledger.State.Foreign);

        _ledger.Tell(new LedgerCommand.Send(raw, "call"));
        Assert.Single(_ledger.Tell(new LedgerCommand.HasEndedForeign(foreign.Id(), "store-1 has seen it")));
    }

    [Fact]
    public void A_transaction_of_others_over_a_leased_coin_is_refused()
    {
        Kept("a", 1);

        Assert.Equal("leased", _ledger.Refusal(new LedgerCommand.Send(Bytes.Copy(SomeLedger.Rival(SomeLedger.Coin(1)).Write()), "call")));
        Assert.Equal("unreadable", _ledger.Refusal(new LedgerCommand.Send(Bytes.Copy([1, 2, 3]), "call")));
    }

    [Fact]
    public void Held_or_paused_nothing_new_is_sent()
    {
        var attempt = Kept("a", 1);

        Assert.Equal("paused", _ledger.Refusal(new LedgerCommand.Send(attempt.Raw, "call", "a holiday")));
        _ledger.Tell(new LedgerCommand.Hold("the journal is behind"));
        Assert.Equal("held", _ledger.Refusal(new LedgerCommand.Send(attempt.Raw, "call")));
    }

    /// <summary>A fee to the satoshi may be rounded up by what is too small for change, and by nothing else; one that nobody relays is never signed.</summary>
    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    [InlineData(299, true)]
    [InlineData(100, true)]
    public void A_fee_that_was_ordered_to_the_satoshi_is_paid(long ordered, bool isGood)
    {
        var order = Order("a").Order with { Fee = Amount.Of(ordered) };
        _ledger.Tell(new LedgerCommand.Hand(order, "x", Caps.None, _ledger.Now));

        // Its draft pays 300.
        var built = _ledger.Built(order.Id, SomeLedger.Coin(1));
        Assert.Equal(isGood, BuildCheck.Look(_ledger.State, order.Outputs, order.Rate, built.Draft, built.Witnessed, order.Fee) is null);
    }

    private void Gives(LedgerCommand command, params LedgerEvent[] events) => Assert.Equal(events.AsEnumerable(), _ledger.Tell(command));

    private static PaymentId Id(string key) => PaymentId.Of("ledger-1", "shop", key);

    private Payment Payment(string key) => _ledger.State.Payments[Id(key)];

    private LedgerCommand.Hand Order(string key, long satoshis = 100_000, string user = "shop", string content = "to 1")
    {
        var order = _ledger.Order(key, satoshis, user).Order;
        return new(order, content.Length == 0 ? "" : $"{content} {satoshis}", Caps.None, _ledger.Now);
    }

    /// <summary>Signed, and with its caller.</summary>
    private Attempt Kept(string key, byte coin, long satoshis = 100_000)
    {
        _ledger.Tell(Order(key, satoshis));
        return _ledger.Send(Id(key), SomeLedger.Coin(coin));
    }
}

using System.Collections.Immutable;
using Paywarden.Ledger;
using Paywarden.Ledger.Codec;

namespace Paywarden.Webhooks;

/// <summary>What receivers are told, to the letter: they depend on it.</summary>
public sealed class WebhookEventSpecs
{
    private readonly SomeLedger _ledger = new();

    [Fact]
    public void A_payment_is_told_step_by_step_as_it_stood_at_each()
    {
        var coin = SomeLedger.Coin(1);
        var payment = _ledger.Pay("order-1");
        var sent = _ledger.Send(payment, coin);
        _ledger.Tell(new LedgerCommand.HasSeen(sent.Number, "store-1"));
        _ledger.Look(100, (sent.Txid!.Value, 1));
        _ledger.Look(100, (sent.Txid!.Value, 0));
        _ledger.Look(110, (sent.Txid!.Value, 10));

        var told = Told();

        Assert.Equal(
            ["payment.accepted", "payment.signed", "payment.sent", "payment.seen", "payment.confirmed", "payment.unconfirmed", "payment.confirmed", "payment.final"],
            told.Select(t => t.Kind));
        Assert.All(told, t => Assert.Equal(payment.Value, t.Subject));
        Assert.Equal(
            ["Accepted", "Signed", "Sent", "Seen", "Confirmed", "Sent", "Confirmed", "Final"],
            told.Select(t => Assert.IsType<WebhookContent.Payment>(t.Content).Stage.ToString()));
        Assert.Equal(told.Select(t => t.Sequence).Order(), told.Select(t => t.Sequence));
    }

    [Fact]
    public void The_body_is_this()
    {
        var payment = _ledger.Pay("order-1");

        var body = WebhookBody.Write(Assert.Single(Told()), "ledger-1", "store", Chains.BchMain, "shop");

        var id = payment.Value;
        var eventId = Assert.Single(Told()).IdFor("ledger-1", "shop");
        var address = Addresses.Write(Chains.BchMain, SomeLedger.Stranger(1));
        Assert.Equal(
            $$$"""
            {"id":"{{{eventId}}}","type":"payment.accepted","time":"2026-01-01T12:00:00.000Z","wallet":"store","ledger":"ledger-1","sequence":5,
            "payment":{"payment_id":"{{{id}}}","state":"accepted","txid":null,"fee":null,"wallet":"store","user":"shop",
            "accepted":"2026-01-01T12:00:00.000Z","expires":"2026-01-01T12:10:00.000Z","outputs":[{"address":"{{{address}}}","amount":"0.001"}]}}
            """.ReplaceLineEndings(""),
            body);
    }

    [Fact]
    public void A_rejection_says_why()
    {
        var payment = _ledger.Pay("order-1");
        _ledger.Tell(new LedgerCommand.Cancel(payment, "ann"));

        var content = Assert.IsType<WebhookContent.Payment>(Told()[^1].Content);

        Assert.Equal((PaymentStage.Rejected, "cancelled by ann"), (content.Stage, content.Why));
    }

    [Fact]
    public void Holds_and_addresses_are_told_too()
    {
        _ledger.Tell(new LedgerCommand.Reserve("a customer", _ledger.Now));
        _ledger.Tell(new LedgerCommand.HasDerived(0, SomeLedger.Account.Address(KeyBranch.Receiving, 0)));
        _ledger.Tell(new LedgerCommand.Hold("the journal is old"));
        _ledger.Tell(new LedgerCommand.Reconcile("ann", [], ImmutableDictionary<Txid, int>.Empty, [], 0, []));
        _ledger.Tell(new LedgerCommand.Release("ann", "all is matched"));

        Assert.Equal([("address.issued", "address 0"), ("wallet.held", "wallet"), ("wallet.released", "wallet")], Told().Select(t => (t.Kind, t.Subject)));
    }

    /// <summary>By it receivers know what they have had: it may never come out otherwise for what was told once.</summary>
    [Fact]
    public void The_id_follows_from_ledger_sequence_receiver_and_subject_for_ever()
    {
        var e = new WebhookEvent(17, "0123456789abcdef0123456789abcdef", "payment.seen", default, new WebhookContent.Wallet("", null));

        Assert.Equal("47c41e78fe011f38bfc726c3744e164f", e.IdFor("ledger-0123456789abcdef01234567", "shop"));
        Assert.NotEqual(e.IdFor("ledger-1", "shop"), e.IdFor("ledger-1", "books"));
        Assert.NotEqual(e.IdFor("ledger-1", "shop"), e.IdFor("ledger-2", "shop"));
        Assert.NotEqual(e.IdFor("ledger-1", "shop"), (e with { Sequence = 18 }).IdFor("ledger-1", "shop"));
        Assert.NotEqual(e.IdFor("ledger-1", "shop"), (e with { Subject = "wallet" }).IdFor("ledger-1", "shop"));
    }

    [Theory]
    [InlineData("*", "payment.seen", true)]
    [InlineData("payment.*", "payment.seen", true)]
    [InlineData("payment.*", "wallet.held", false)]
    [InlineData("payment.seen", "payment.seen", true)]
    [InlineData("payment.seen", "payment.final", false)]
    public void A_receiver_chooses_by_name_or_family(string choice, string kind, bool takes)
    {
        Assert.True(WebhookKinds.IsChoice(choice));
        Assert.Equal(takes, WebhookKinds.Takes(choice, kind));
    }

    private List<WebhookEvent> Told()
    {
        var (fold, told) = (WebhookFold.Empty, new List<WebhookEvent>());
        foreach (var (index, e) in _ledger.Events.Index())
        {
            fold = fold.Apply(index + 1, e);
            told.AddRange(WebhookEvent.Of(fold, index + 1, e));
        }

        return told;
    }
}

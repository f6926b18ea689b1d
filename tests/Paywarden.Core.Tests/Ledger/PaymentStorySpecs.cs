namespace Paywarden.Ledger;

public sealed class PaymentStorySpecs
{
    private readonly SomeLedger _ledger = new();

    [Fact]
    public void A_payment_tells_every_step_and_what_it_waits_for()
    {
        var id = _ledger.Pay("a");
        Assert.Contains("until 2026-01-01 12:10:00Z: then it is rejected as never signed", Waits(id), StringComparison.Ordinal);

        var attempt = _ledger.Send(id, SomeLedger.Coin(1));
        Assert.Contains("until a daemon that did not send it sees it", Waits(id), StringComparison.Ordinal);
        _ledger.Tell(new LedgerCommand.HasSeen(1, "store-2"));
        _ledger.Look(100, (attempt.Txid!.Value, 1));
        Assert.Equal("for 10 confirmations, which it has at height 109", Waits(id));
        _ledger.Look(109, (attempt.Txid!.Value, 10));

        Assert.Null(Waits(id));
        Assert.Equal(
            [
                "accepted from shop, to be signed before 2026-01-01 12:10:00Z",
                $"built as attempt 1 by store-0 (epoch 1) from {SomeLedger.Coin(1).Outpoint}, with a fee of 0.000003",
                $"signed as {attempt.Txid}",
                "given to the daemons for sending",
                "seen by store-2, which had not sent it",
                "in block 100",
                "final with 10 confirmations",
            ],
            PaymentStory.Of(_ledger.State, _ledger.State.Payments[id]).Select(m => m.What));
    }

    [Fact]
    public void A_rejected_one_tells_why()
    {
        var id = _ledger.Pay("a");
        _ledger.Tell(_ledger.Built(id, SomeLedger.Coin(1)));
        _ledger.Tell(new LedgerCommand.Cancel(id, "ann"));

        Assert.Equal(
            ["attempt 1 was dropped before it was signed: cancelled by ann", "rejected: cancelled by ann"],
            PaymentStory.Of(_ledger.State, _ledger.State.Payments[id]).Select(m => m.What).TakeLast(2).Order());
    }

    [Fact]
    public void A_story_without_end_keeps_its_beginning_and_its_newest_line()
    {
        var id = _ledger.Pay("a");
        var attempt = _ledger.Send(id, SomeLedger.Coin(1));
        for (var i = 0; i < 200; i++)
        {
            _ledger.Tell(new LedgerCommand.HasSeen(1, "store-1"));
            _ledger.Look(100);
        }

        var story = _ledger.State.Attempts[attempt.Number].Story;
        Assert.Equal(50, story.Length);
        Assert.StartsWith("built as", story[0].What, StringComparison.Ordinal);
        Assert.StartsWith("not seen any more", story[^1].What, StringComparison.Ordinal);
    }

    private string? Waits(PaymentId id) => PaymentStory.WaitsFor(_ledger.State, _ledger.State.Payments[id]);
}

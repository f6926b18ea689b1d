using Paywarden.Ledger.Codec;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Ledger;

/// <summary>What operators ask of a ledger.</summary>
public sealed partial class LedgerActorSpecs
{
    [Fact]
    public void What_a_restored_journal_forgot_is_found_in_the_chain_and_not_paid_again()
    {
        // Made by the same wallet in a history that this journal does not have: as if its ledger had been restored.
        var forgotten = _stage.PayBehind(Amount.Of(1_000_000), Destination("a"));
        _stage.Mine(1);
        _stage.BehindWhy = "restored";
        Until(() => Describe().Ledger?.Held is not null);

        var found = Compare().Found!;
        Assert.Single(found.Differences, d => d.StartsWith($"{forgotten}, with 1 confirmation, spends", StringComparison.Ordinal));
        Assert.Null(Told<Stored>(_ledger, new Act("store", new LedgerCommand.Release("treasurer", "matched"))).No);

        Assert.Equal("duplicate", Pay("a").No!.Code);
        Assert.Equal(PaymentStage.Seen, Pay("b").Payment!.Stage);
        Assert.Single(_stage.Chain.All, s => s.Transaction.Outputs.Any(o => o.Script == Destination("a")));
    }

    [Fact]
    public void Payments_are_listed_page_by_page_wherever_they_are()
    {
        Pay("a");
        Pay("b");
        _stage.Mine(10);
        Until(() => Describe().Ledger is { Open.IsEmpty: true });
        Pay("c");
        Pay("d");

        List<PaymentReport> all = [];
        for (ArchiveCursor? next = null; ;)
        {
            var page = Told<PaymentsTold>(_ledger, new List("store", new PaymentFilter("shop"), next, 3));
            all.AddRange(page.Payments);
            if ((next = page.Next) is null)
            {
                break;
            }
        }

        Assert.Equal([Id("d"), Id("c"), Id("b"), Id("a")], all.Select(p => p.Id));
        Assert.Equal([Id("b"), Id("a")], Told<PaymentsTold>(_ledger, new List("store", new PaymentFilter(Stage: PaymentStage.Final), null, 10)).Payments.Select(p => p.Id));
        Assert.Equal([Id("c")], Told<PaymentsTold>(_ledger, new List("store", new PaymentFilter(Script: Destination("c")), null, 10)).Payments.Select(p => p.Id));
        Assert.Empty(Told<PaymentsTold>(_ledger, new List("store", new PaymentFilter("stranger"), null, 10)).Payments);
    }

    [Fact]
    public void A_payment_tells_what_happened_to_it_from_the_order_to_the_archive()
    {
        Pay("a");
        var open = Find("a").Payment!;
        Assert.Contains("for a block", open.WaitsFor, StringComparison.Ordinal);
        Assert.Contains(open.Story, m => m.What.StartsWith("built as attempt 1 by store-", StringComparison.Ordinal));

        _stage.Mine(10);
        Until(() => Describe().Ledger is { Open.IsEmpty: true });
        var settled = Find("a").Payment!;
        Assert.Null(settled.WaitsFor);
        Assert.Equal(open.Story.AsEnumerable(), settled.Story.Take(open.Story.Length));
        Assert.StartsWith("final with", settled.Story[^1].What, StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_signer_can_sign_is_rejected_and_holds_up_nobody()
    {
        Until(() => Describe().No is null);
        _stage.IsKeyless = true;

        var told = Pay("a").Payment!;
        Assert.Contains("store-s0: it does not hold the keys", Assert.IsType<Proof.NeverSigned>(told.Rejected).Why, StringComparison.Ordinal);
        _stage.IsKeyless = false;
        Assert.Equal(PaymentStage.Seen, Pay("b").Payment!.Stage);
    }

    private ReconcileTold Compare()
    {
        var caller = CreateTestProbe();
        ReconcileTold? told = null;
        Until(() =>
        {
            _ledger.Tell(new LedgerProtocol.Reconcile("store", "ann"), caller.Ref);
            AwaitCondition(
                () =>
                {
                    Time.Advance(TimeSpan.FromMilliseconds(100));
                    return caller.HasMessages;
                },
                TimeSpan.FromSeconds(30),
                TimeSpan.FromMilliseconds(20));
            return (told = caller.ExpectMsg<ReconcileTold>()).Found is not null;
        });
        return told!;
    }
}

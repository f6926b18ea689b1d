using Paywarden.Ledger;
using Paywarden.Ledger.World;

namespace Paywarden.Webhooks;

/// <summary>Receivers are told what the ledger knew at each event, over stories in which everything that can happen to a payment happens.</summary>
public sealed class WebhookFoldSpecs
{
    private static readonly List<LedgerTale> Tales = [.. Enumerable.Range(1, 40).AsParallel().AsOrdered().Select(seed => LedgerRun.Of(seed))];

    [Fact]
    public void At_each_event_a_payment_is_told_as_the_ledger_itself_would_have_told_it()
    {
        var told = 0;
        foreach (var tale in Tales)
        {
            var (fold, ledger) = (WebhookFold.Empty, LedgerState.Empty);
            foreach (var (sequence, e) in Numbered(tale))
            {
                (fold, ledger) = (fold.Apply(sequence, e), LedgerMachine.Apply(ledger, e));
                foreach (var content in WebhookEvent.Of(fold, sequence, e).Select(t => t.Content).OfType<WebhookContent.Payment>())
                {
                    told++;
                    var report = PaymentReport.Of(ledger, ledger.Payments[content.Order.Id]);
                    Assert.Equal(
                        (report.Order, report.Accepted, report.Stage, report.Txid, report.Fee, report.Rejected?.Why),
                        (content.Order, content.Accepted, content.Stage, content.Txid, content.Fee, content.Why));
                }
            }

            Assert.Equal(ledger.Payments.Keys.Order(), fold.Ledger.Payments.Keys.Order());
        }

        Assert.True(told > 40 * 12, $"{told} were told: nothing happened");
    }

    [Fact]
    public void Whoever_begins_at_the_floor_tells_what_one_tells_who_has_seen_everything()
    {
        var (cuts, skipped) = (0, 0L);
        foreach (var tale in Tales)
        {
            var events = Numbered(tale).ToList();
            var whole = new List<WebhookFold> { WebhookFold.Empty };
            events.ForEach(n => whole.Add(whole[^1].Apply(n.Sequence, n.Event)));
            for (var cut = 1; cut < events.Count; cut += 7)
            {
                var floor = whole[cut].Floor(cut);
                var late = events.Where(n => n.Sequence >= floor && n.Sequence <= cut).Aggregate(WebhookFold.Empty, (f, n) => f.Apply(n.Sequence, n.Event));
                (cuts, skipped) = (cuts + 1, skipped + floor - 1);
                foreach (var (sequence, e) in events.Skip(cut))
                {
                    late = late.Apply(sequence, e);
                    Assert.Equal(Texts(whole[(int)sequence], sequence, e), Texts(late, sequence, e));
                    Assert.Equal(whole[(int)sequence].Floor(sequence), late.Floor(sequence));
                }
            }
        }

        Assert.True(skipped > cuts, $"only {skipped} events were passed over at {cuts} cuts");
    }

    private static IEnumerable<(long Sequence, LedgerEvent Event)> Numbered(LedgerTale tale) => tale.Journal.Select((e, i) => (i + 1L, e));

    private static IEnumerable<string> Texts(WebhookFold fold, long sequence, LedgerEvent e) =>
        WebhookEvent.Of(fold, sequence, e).Select(t => WebhookBody.Write(t, "ledger-1", "store", Ledger.Codec.Chains.BchRegtest, "shop"));
}

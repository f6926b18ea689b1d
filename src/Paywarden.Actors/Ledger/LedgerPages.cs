using System.Collections.Immutable;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Ledger;

/// <summary>Payments page by page: the open ones of the ledger and the settled ones of the archive as one list.</summary>
internal static class LedgerPages
{
    private const int Most = 500;

    /// <param name="state">Taken before the archive is asked: what goes there meanwhile is in both, never in neither.</param>
    public static async Task<PaymentsTold> ReadAsync(List asked, string ledger, LedgerState state, ILedgerArchive archive, DateTimeOffset now)
    {
        var limit = Math.Clamp(asked.Limit, 1, Most);

        // One more than is shown says whether there is another page.
        var settled = await archive.ListAsync(ledger, asked.Before, limit + 1, asked.Filter).ConfigureAwait(false);
        if (!settled.IsTold)
        {
            return (PaymentsTold)Denial(asked, new Kernel.Refusal("suspended", $"the archive of {asked.Wallet}'s payments cannot be read now: {settled.Fault}"));
        }

        // One that was archived a moment ago may stand there in a stage that the filter wants, and in the ledger in another: the ledger is what counts.
        var all = state.Payments.Values
            .Select(p => PaymentReport.Of(state, p))
            .Where(p => (asked.Before is null || Place(p) < asked.Before) && asked.Filter.Takes(p.Order, p.Stage, p.Txid, p.Accepted))
            .Concat(settled.Value.Where(p => !state.Payments.ContainsKey(p.Id)).Select(PaymentReport.Of))
            .OrderByDescending(Place)
            .ToList();

        // Where the archive has more, what is older than the end of this page of it is not known whole.
        var end = settled.Value.Length > limit ? ArchiveCursor.After(settled.Value[^1]) : null;
        var known = all.Where(p => end is null || Place(p) >= end).ToList();
        ImmutableArray<PaymentReport> page = [.. known.Take(limit)];
        var next = known.Count > limit ? Place(page[^1]) : end;
        return new PaymentsTold(page, next, now, null);
    }

    private static ArchiveCursor Place(PaymentReport payment) => ArchiveCursor.After(payment.Accepted, payment.Id);
}

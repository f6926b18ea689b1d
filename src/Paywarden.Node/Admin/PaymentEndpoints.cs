using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Paywarden.Ledger;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Admin;

/// <summary>Payments of all users, and what a treasurer does with them.</summary>
internal static class PaymentEndpoints
{
    public static void MapPayments(this IEndpointRouteBuilder api)
    {
        var payments = api.MapGroup("/payments").WithTags("payments");
        payments.MapGet("/", ListAsync).Produces<PaymentListView>().ProducesProblem(400).ProducesProblem(503);
        payments.MapGet("/{id}", ShowAsync).Produces<PaymentView>().ProducesProblem(404).ProducesProblem(503);
        payments.MapPost("/{id}/cancel", CancelAsync).Produces<ActView>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
        payments.MapPost("/{id}/replace", ReplaceAsync).Accepts<ReplaceBody>("application/json", "*/*").Produces<ActView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
        var wallets = api.MapGroup("/wallets").WithTags("wallets");
        wallets.MapPost("/{wallet}/reconcile", ReconcileAsync).Produces<ReconcileView>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
        wallets.MapPost("/{wallet}/release", ReleaseAsync).Accepts<ReasonBody>("application/json", "*/*").Produces<ActView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
    }

    private static async Task<IResult> ListAsync(
        ILedgers ledgers, string? wallet = null, string? user = null, string? state = null, string? since = null, string? until = null, string? address = null, string? txid = null, string? limit = null, string? after = null)
    {
        var asked = wallet is null ? ledgers.Wallets : ledgers.Wallets.Where(w => w.Key == wallet).ToDictionary();
        if (wallet is not null && asked.Count == 0)
        {
            return NoLedger(ledgers, wallet);
        }

        string? Said(string name) => name switch { "state" => state, "since" => since, "until" => until, "address" => address, "txid" => txid, "limit" => limit, "after" => after, _ => null };
        var why = "";
        var requests = asked.Select(w => (w.Key, Chain: w.Value, Request: ListRequest.Read(Said, w.Value, user, out why))).Where(r => r.Request is not null).ToList();
        if (requests.Count == 0 && why.Length > 0)
        {
            return Problems.Of(400, "filter", $"{char.ToUpperInvariant(why[0])}{why[1..]}.");
        }

        var pages = await Task.WhenAll(requests.Select(async r => (r.Key, r.Chain, Told: await ledgers.ListAsync(r.Key, r.Request!))));
        if (wallet is not null && pages[0].Told.No is { } no)
        {
            return Problems.OfLedger(no);
        }

        return TypedResults.Ok(Merged([.. pages], requests.FirstOrDefault().Request?.Limit ?? 0));
    }

    /// <summary>Every page goes as far as the shortest does: what lies beyond is in the next one.</summary>
    private static PaymentListView Merged(ImmutableArray<(string Wallet, Ledger.Codec.Chain Chain, PaymentsTold Told)> pages, int limit)
    {
        var good = pages.Where(p => p.Told.No is null).ToList();
        var end = good.Select(p => p.Told.Next).OfType<ArchiveCursor>().DefaultIfEmpty(null!).Max();
        var all = good.SelectMany(p => p.Told.Payments.Select(one => (p.Wallet, p.Chain, Payment: one, Place: ArchiveCursor.After(one.Accepted, one.Id))))
            .Where(p => end is null || p.Place >= end)
            .OrderByDescending(p => p.Place)
            .ToList();
        var shown = all.Take(limit).ToList();
        return new PaymentListView(
            [.. shown.Select(p => PaymentView.Of(p.Payment, p.Wallet, p.Chain))],
            (all.Count > shown.Count ? shown[^1].Place : end)?.ToString(),
            good.Select(p => p.Told.AsOf).DefaultIfEmpty().Min(),
            [.. pages.Where(p => p.Told.No is not null).Select(p => p.Told.No!.Why)]);
    }

    private static async Task<IResult> ShowAsync(string id, ILedgers ledgers) => await FindAsync(ledgers, id) switch
    {
        (_, { } problem) => problem,
        ({ } found, _) => TypedResults.Ok(PaymentView.Of(found.Payment, found.Wallet, ledgers.Wallets[found.Wallet])),
        _ => throw new InvalidOperationException("neither a payment nor a problem"),
    };

    private static async Task<IResult> CancelAsync(string id, HttpContext http, ILedgers ledgers, LedgerActs acts)
    {
        var by = AdminGate.Operator(http);
        var (found, problem) = await FindAsync(ledgers, id);
        return problem ?? await acts.DoAsync(
            found!.Wallet, new LedgerCommand.Cancel(found.Payment.Id, by), "payment-cancelled", $"payment {id} of {found.Wallet} is cancelled and will never be paid", by);
    }

    private static async Task<IResult> ReplaceAsync(string id, HttpContext http, ILedgers ledgers, LedgerActs acts, CancellationToken cancel)
    {
        var body = await WalletEndpoints.ReadAsync(http, AdminJson.Default.ReplaceBody, cancel);
        if (!FeeRate.TryRead(body?.FeeRate, out var rate))
        {
            return Problems.Of(400, "fee-rate", "Say how much: {\"fee_rate\": \"5\"} is 5 satoshis a byte, 1 to 10000 with at most three decimal places.");
        }

        var by = AdminGate.Operator(http);
        var (found, problem) = await FindAsync(ledgers, id);
        return problem ?? await acts.DoAsync(
            found!.Wallet, new LedgerCommand.Replace(found.Payment.Id, rate, by), "payment-replaced", $"payment {id} of {found.Wallet} is made again over the same coins at {rate} satoshis a byte", by);
    }

    private static async Task<IResult> ReconcileAsync(string wallet, HttpContext http, ILedgers ledgers)
    {
        if (!ledgers.Wallets.ContainsKey(wallet))
        {
            return NoLedger(ledgers, wallet);
        }

        var told = await ledgers.ReconcileAsync(wallet, AdminGate.Operator(http));
        return told.No is { } no ? Problems.OfLedger(no) : TypedResults.Ok(new ReconcileView(Said(wallet, told.Found!), told.Found!.At, told.Found.By, told.Found.Differences));
    }

    private static string Said(string wallet, Reconciliation found) => found.Differences.Length switch
    {
        0 => $"the ledger of {wallet} and the chain agree",
        1 => $"the ledger of {wallet} and the chain differ in one thing",
        var many => $"the ledger of {wallet} and the chain differ in {many} things",
    };

    private static async Task<IResult> ReleaseAsync(string wallet, HttpContext http, ILedgers ledgers, LedgerActs acts, CancellationToken cancel)
    {
        if (!ledgers.Wallets.ContainsKey(wallet))
        {
            return NoLedger(ledgers, wallet);
        }

        var body = await WalletEndpoints.ReadAsync(http, AdminJson.Default.ReasonBody, cancel);
        var by = AdminGate.Operator(http);
        return string.IsNullOrWhiteSpace(body?.Reason)
            ? Problems.Of(400, "reason", "Say why, it is written down: {\"reason\": \"...\"}.")
            : await acts.DoAsync(wallet, new LedgerCommand.Release(by, body.Reason.Trim()), null, $"{wallet} takes orders again", by);
    }

    private static async Task<(Found? Found, IResult? Problem)> FindAsync(ILedgers ledgers, string id)
    {
        var payment = new PaymentId(id);
        var asked = id.Length == 32 && id.All(char.IsAsciiHexDigitLower)
            ? await Task.WhenAll(ledgers.Wallets.Keys.Select(async w => (Wallet: w, Told: await ledgers.FindAsync(w, payment))))
            : [];
        return asked.FirstOrDefault(a => a.Told.Payment is not null) is { Told: not null } found ? (new Found(found.Wallet, found.Told.Payment!), null)
            : asked.Select(a => a.Told.No!).FirstOrDefault(no => no.Code != "unknown-payment") is { } no ? (null, Problems.OfLedger(no))
            : (null, Problems.Of(404, "unknown-payment", $"There is no payment {id}: its id is the 32 hex digits that pay gave, 'paywarden payments' lists them."));
    }

    private sealed record Found(string Wallet, PaymentReport Payment);

    private static ProblemHttpResult NoLedger(ILedgers ledgers, string wallet) =>
        Problems.Of(404, "unknown-wallet", $"There is no wallet {wallet} with a ledger. There are: {string.Join(", ", ledgers.Wallets.Keys.Order(StringComparer.Ordinal))}.");
}

using System.Collections.Immutable;
using Paywarden.Ledger;
using Paywarden.Ledger.Codec;

namespace Paywarden.Admin;

public sealed record OutputView(string? Address, string Amount);

public sealed record MomentView(DateTimeOffset At, string What);

/// <param name="Why">Why it will never be paid; null while it may.</param>
/// <param name="WaitsFor">What has to happen next, and until when; null: nothing, or a list was asked for.</param>
/// <param name="Timeline">Oldest first; empty in lists.</param>
public sealed record PaymentView(
    string Id,
    string Wallet,
    string User,
    string State,
    string? Txid,
    string? Fee,
    string Amount,
    ImmutableArray<OutputView> Outputs,
    DateTimeOffset Accepted,
    string? Why,
    string? WaitsFor,
    ImmutableArray<MomentView> Timeline)
{
    public static PaymentView Of(PaymentReport p, string wallet, Chain chain) => new(
        p.Id.Value,
        wallet,
        p.Order.User,
        LedgerReplies.Name(p.Stage),
        p.Txid?.ToString(),
        p.Fee?.ToString(),
        p.Order.Total.ToString(),
        [.. p.Order.Outputs.Select(o => new OutputView(Addresses.Write(chain, o.Script), o.Value.ToString()))],
        p.Accepted,
        p.Rejected?.Why,
        p.WaitsFor,
        [.. p.Story.Select(m => new MomentView(m.At, m.What))]);
}

/// <param name="Next">Goes into <c>after</c> of the next request; null: that was all.</param>
/// <param name="AsOf">Everything that was stored before is in it.</param>
/// <param name="Missing">Wallets whose payments cannot be told now, each with why.</param>
public sealed record PaymentListView(ImmutableArray<PaymentView> Items, string? Next, DateTimeOffset AsOf, ImmutableArray<string> Missing);

/// <param name="Differences">One sentence each; none: ledger and chain agree.</param>
public sealed record ReconcileView(string Done, DateTimeOffset At, string By, ImmutableArray<string> Differences);

/// <param name="FeeRate">Satoshis a byte.</param>
public sealed record ReplaceBody(string FeeRate);

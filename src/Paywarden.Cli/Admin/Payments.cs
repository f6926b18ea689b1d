using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Paywarden.Admin;

internal sealed record PaymentItems(ImmutableArray<PaymentItem> Items, string? Next, ImmutableArray<string> Missing);

internal sealed record PaymentItem(
    string Id,
    string Wallet,
    string User,
    string State,
    string? Txid,
    string? Fee,
    string Amount,
    ImmutableArray<PaidItem> Outputs,
    DateTimeOffset Accepted,
    string? Why,
    string? WaitsFor,
    ImmutableArray<MomentItem> Timeline);

internal sealed record PaidItem(string? Address, string Amount);

internal sealed record MomentItem(DateTimeOffset At, string What);

internal sealed record Compared([property: JsonPropertyName("done")] string Text, ImmutableArray<string> Differences);

internal sealed record RateOf(string FeeRate);

/// <summary>What pay takes.</summary>
internal sealed record OrderOf(ImmutableArray<PaidItem> Outputs, string IdempotencyKey, string Wait, bool AllowDuplicate);

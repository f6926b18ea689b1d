using System.Globalization;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Which payments somebody asks for, read from what he wrote.</summary>
/// <param name="After">Where the page before ended.</param>
public sealed record ListRequest(PaymentFilter Filter, ArchiveCursor? After, int Limit)
{
    public static readonly IReadOnlyList<string> Names = ["state", "since", "until", "address", "txid", "limit", "after"];

    private const int Usual = 100;
    private const int Most = 500;

    /// <param name="said">What stands under a name; null: nothing.</param>
    /// <param name="user">Whose payments may be told; null: everybody's.</param>
    /// <param name="why">One sentence, where null is returned.</param>
    public static ListRequest? Read(Func<string, string?> said, Chain chain, string? user, out string why)
    {
        why = "";
        var stage = said("state") is { } state ? StageOf(state) : null;
        var script = said("address") is { } address && Addresses.TryRead(chain, address, out var destination, out why) ? destination.Script : (Bytes?)null;
        var txid = said("txid") is { } name && Txid.TryRead(name, out var read) ? read : (Txid?)null;
        var (since, until) = (TimeOf(said("since")), TimeOf(said("until")));
        var limit = said("limit") is { } number ? int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given is >= 1 and <= Most ? given : 0 : Usual;
        var after = said("after") is { } place ? ArchiveCursor.Read(place) : null;
        why = said("state") is not null && stage is null ? $"state is one of {string.Join(", ", Enum.GetNames<PaymentStage>()).ToLowerInvariant()}"
            : said("address") is not null && script is null ? why
            : said("txid") is not null && txid is null ? "txid is 64 hex digits"
            : (said("since") is not null && since is null) || (said("until") is not null && until is null) ? "since and until are times such as 2026-01-31T12:00:00Z, or Unix seconds"
            : limit == 0 ? $"limit is a whole number, 1 to {Most}"
            : said("after") is not null && after is null ? "after is the next that the page before gave"
            : "";
        return why.Length > 0 ? null : new ListRequest(new PaymentFilter(user, stage, since, until, script, txid), after, limit);
    }

    private static PaymentStage? StageOf(string text) =>
        Enum.GetValues<PaymentStage>().Where(s => string.Equals(s.ToString(), text, StringComparison.OrdinalIgnoreCase)).Cast<PaymentStage?>().FirstOrDefault();

    private static DateTimeOffset? TimeOf(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}

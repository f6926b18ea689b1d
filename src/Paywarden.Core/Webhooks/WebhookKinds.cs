using System.Collections.Immutable;
using Paywarden.Ledger;

namespace Paywarden.Webhooks;

/// <summary>What a receiver may be told of. The names are a contract: one that was given is never changed.</summary>
public static class WebhookKinds
{
    public static readonly ImmutableArray<string> All =
    [
        "payment.accepted", "payment.signed", "payment.sent", "payment.seen", "payment.unseen", "payment.confirmed", "payment.unconfirmed", "payment.final", "payment.rejected",
        "address.issued",
        "wallet.held", "wallet.released",
    ];

    /// <returns>Null: nobody outside is told of it.</returns>
    public static string? Of(LedgerEvent e) => e switch
    {
        LedgerEvent.Accepted => "payment.accepted",
        LedgerEvent.Signed => "payment.signed",
        LedgerEvent.Exposed or LedgerEvent.Adopted => "payment.sent",
        LedgerEvent.Seen => "payment.seen",
        LedgerEvent.Unseen => "payment.unseen",
        LedgerEvent.Confirmed => "payment.confirmed",
        LedgerEvent.Unconfirmed => "payment.unconfirmed",
        LedgerEvent.Final => "payment.final",
        LedgerEvent.Rejected => "payment.rejected",
        LedgerEvent.Issued => "address.issued",
        LedgerEvent.Held => "wallet.held",
        LedgerEvent.Released => "wallet.released",
        _ => null,
    };

    /// <summary>A name, all of a family such as "payment.*", or "*".</summary>
    public static bool IsChoice(string text) => text == "*" || All.Contains(text) || (text.EndsWith(".*", StringComparison.Ordinal) && All.Any(kind => Takes(text, kind)));

    public static bool Takes(string choice, string kind) =>
        choice == "*" || choice == kind || (choice.EndsWith(".*", StringComparison.Ordinal) && kind.StartsWith(choice[..^1], StringComparison.Ordinal));
}

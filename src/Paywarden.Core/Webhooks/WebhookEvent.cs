using System.Security.Cryptography;
using System.Text;
using Paywarden.Ledger;

namespace Paywarden.Webhooks;

/// <summary>One thing that a receiver is told.</summary>
/// <param name="Sequence">Of the ledger's event that it comes from; several payments may share one.</param>
/// <param name="Subject">What it is about. Those about the same are told in their order, others beside them.</param>
/// <param name="Content">The parts of the body that follow from the kind.</param>
public sealed record WebhookEvent(long Sequence, string Subject, string Kind, DateTimeOffset At, WebhookContent Content)
{
    /// <summary>The same however often and by whomever it is told: by this a receiver knows what it has had.</summary>
    public string IdFor(string ledger, string target) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{ledger}\0{Sequence}\0{target}\0{Subject}")).AsSpan(0, 16));

    /// <param name="after">With the event applied.</param>
    public static IEnumerable<WebhookEvent> Of(WebhookFold after, long sequence, LedgerEvent e)
    {
        if (WebhookKinds.Of(e) is not { } kind)
        {
            return [];
        }

        return e switch
        {
            LedgerEvent.Issued i => [new(sequence, $"address {i.Index}", kind, i.At, new WebhookContent.Address(i.Index, i.Address))],
            LedgerEvent.Held h => [new(sequence, "wallet", kind, h.At, new WebhookContent.Wallet(h.Why, null))],
            LedgerEvent.Released r => [new(sequence, "wallet", kind, r.At, new WebhookContent.Wallet(r.Why, r.By))],
            _ => after.Payments(e).Select(p => new WebhookEvent(sequence, p.Id.Value, kind, e.At, WebhookContent.Payment.Of(after.Ledger, p))),
        };
    }
}

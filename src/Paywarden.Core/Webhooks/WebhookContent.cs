using Paywarden.Ledger;
using Paywarden.Ledger.Codec;

namespace Paywarden.Webhooks;

/// <summary>What an event is about, as it stood right after it.</summary>
public abstract record WebhookContent
{
    private WebhookContent()
    {
    }

    /// <summary>A payment as getpayment would have told it then.</summary>
    /// <param name="Txid">Of the transaction that paid it as things stood.</param>
    public sealed record Payment(PaymentOrder Order, DateTimeOffset Accepted, PaymentStage Stage, Txid? Txid, Amount? Fee, string? Why) : WebhookContent
    {
        public static Payment Of(LedgerState state, Ledger.Payment payment)
        {
            var leading = state.Leading(payment);
            return new(payment.Order, payment.At, state.StageOf(payment), leading?.Txid, leading?.FeeOf(payment.Id), payment.Rejected?.Why);
        }
    }

    public sealed record Address(uint Index, string Text) : WebhookContent;

    /// <param name="By">Who ended a hold.</param>
    public sealed record Wallet(string Why, string? By) : WebhookContent;
}

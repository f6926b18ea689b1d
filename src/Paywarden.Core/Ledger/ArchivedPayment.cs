using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A payment of which nothing more can come. Kept for ever: with its order in it, so that the same key with another content is told apart
/// however late it comes.</summary>
/// <param name="Stage">Final or rejected.</param>
/// <param name="Txid">Of the transaction that paid it; null: none did.</param>
/// <param name="Fee">Its share of that transaction's.</param>
/// <param name="Accepted">When it was ordered. Times are kept to the millisecond.</param>
/// <param name="Settled">When it was first archived.</param>
/// <param name="Rejected">Why it can never be paid; null for one that was.</param>
public sealed record ArchivedPayment(PaymentOrder Order, PaymentStage Stage, Txid? Txid, Amount? Fee, DateTimeOffset Accepted, DateTimeOffset Settled, Proof? Rejected)
{
    public PaymentId Id => Order.Id;

    /// <summary>What happened to it and its transactions, oldest first; empty for one that was archived before this was kept.</summary>
    public ImmutableArray<Moment> Story { get; init; } = [];

    public static ArchivedPayment Of(LedgerState state, Payment payment, DateTimeOffset settled)
    {
        var stage = state.StageOf(payment);
        var paying = stage == PaymentStage.Final ? state.AttemptsOf(payment).First(a => a.Stage == AttemptStage.Final) : null;
        return stage is PaymentStage.Final or PaymentStage.Rejected
            ? new(payment.Order, stage, paying?.Txid, paying?.FeeOf(payment.Id), payment.At, settled, payment.Rejected) { Story = PaymentStory.Of(state, payment) }
            : throw new InvalidOperationException($"payment {payment.Id} is {stage}: it may not be archived yet");
    }
}

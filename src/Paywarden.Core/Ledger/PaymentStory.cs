using System.Collections.Immutable;
using System.Globalization;

namespace Paywarden.Ledger;

/// <summary>A payment explained: what happened, and what it waits for.</summary>
public static class PaymentStory
{
    /// <summary>Everything that happened to it and to each of its transactions, oldest first.</summary>
    public static ImmutableArray<Moment> Of(LedgerState state, Payment payment) =>
        // Of what was stored at one instant its acceptance came first, and its rejection follows from what became of its transactions.
        [.. payment.Story.Take(1).Concat(state.AttemptsOf(payment).SelectMany(a => a.Story)).Concat(payment.Story.Skip(1)).OrderBy(m => m.At)];

    /// <summary>What has to happen next, and until when; null: nothing, it has ended.</summary>
    public static string? WaitsFor(LedgerState state, Payment payment)
    {
        var until = payment.Order.Expires.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return state.StageOf(payment) switch
        {
            PaymentStage.Final or PaymentStage.Rejected => null,
            _ when state.Held is { } why => $"for a treasurer, without end: the wallet's money is held ({why})",
            PaymentStage.Accepted => $"for its turn and for free coins, until {until}: then it is rejected as never signed",
            PaymentStage.Built => $"for a signer, until {until}: then it is rejected as never signed",
            PaymentStage.Signed or PaymentStage.Sent => "until a daemon that did not send it sees it; the same bytes are sent again until then, without end",
            PaymentStage.Seen => "for a block, without end; the same bytes are sent again from time to time",
            PaymentStage.Confirmed => Depth(state, state.Leading(payment)!),
            _ => throw new InvalidOperationException($"unknown stage of {payment.Id}"),
        };
    }

    private static string Depth(LedgerState state, Attempt attempt)
    {
        var enough = state.Account!.Chain.FinalConfirmations;
        return string.Create(CultureInfo.InvariantCulture, $"for {enough} confirmations, which it has at height {attempt.Height + enough - 1}");
    }
}

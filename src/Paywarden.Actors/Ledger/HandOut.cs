using Akka.Actor;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Ledger;

/// <summary>Answers those who are given signed bytes, and those who bring them back to have them sent.</summary>
internal static class HandOut
{
    /// <summary>The payment that a call is about: an equal call without a key is about the first one's.</summary>
    public static PaymentId Which(LedgerState state, Pay pay) =>
        pay.Handed is { Length: > 0 } content && state.Unkeyed.TryGetValue((pay.Order.User, content), out var id) ? id : pay.Order.Id;

    /// <summary>The bytes, once it is stored that somebody has them.</summary>
    /// <param name="self">The owner of the ledger. By message, since this is called from within a store.</param>
    public static void Give(PaymentTold told, LedgerLoop loop, IActorRef asker, IActorRef self)
    {
        if (!loop.State.Payments.TryGetValue(told.Payment!.Id, out var payment) || loop.State.Leading(payment) is not { } leading)
        {
            asker.Tell(told);
            return;
        }

        self.Tell(new ActorLedgerBook.Store(
            new LedgerCommand.Expose(leading.Number),
            no => asker.Tell(no is null ? told with { Raw = leading.Raw } : new PaymentTold(null, IsReplayed: false, no))));
    }

    public static PaymentTold Sent(LedgerState state, Send send)
    {
        if (!Codec.Transaction.TryRead(send.Raw.Span, out var transaction, out var why))
        {
            throw new InvalidOperationException($"it was stored and cannot be read: {why}");
        }

        var txid = transaction.Id();
        if (state.ByTxid.TryGetValue(txid, out var number))
        {
            var payment = state.Payments[state.Attempts[number].Payments[0]];
            return new PaymentTold(PaymentReport.Of(state, payment), payment.LetGoBy != send.Call, null, state.Attempts[number].Raw);
        }

        // Not there: it has been seen between then and now.
        return new PaymentTold(null, state.Foreign.GetValueOrDefault(txid)?.By != send.Call, null, send.Raw);
    }
}

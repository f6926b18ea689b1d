using System.Collections.Immutable;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using Command = Paywarden.Ledger.LedgerCommand;
using Event = Paywarden.Ledger.LedgerEvent;

namespace Paywarden.Ledger;

/// <summary>The life of an attempt up to the chain.</summary>
public static partial class LedgerMachine
{
    private static Decision<Event> Built(LedgerState state, Command.HasBuilt c, DateTimeOffset now)
    {
        if (c.Epoch != state.Epoch)
        {
            return No("old-epoch", $"built under epoch {c.Epoch}, but it is {state.Epoch} now");
        }

        if (state.Lane is { } busy)
        {
            return No("lane-taken", $"attempt {busy} is being made");
        }

        ImmutableArray<PaymentId> ids = [c.Payment, .. c.With];
        foreach (var id in ids)
        {
            if (!state.Payments.TryGetValue(id, out var payment) || !state.Queue.ContainsKey(payment.Number))
            {
                return No("not-queued", $"payment {id} is not waiting to be built");
            }
        }

        ImmutableArray<PaymentOrder> orders = [.. ids.Select(id => state.Payments[id].Order)];
        return ids.Distinct().Count() < ids.Length ? No("named-twice", "a payment is named twice, and would be paid twice")
            : orders.Any(o => o.Expires <= now) ? No("expired", "it has expired")
            : orders.Any(o => !MayGoTogether(state, orders[0], o)) ? No("not-together", "these payments may not be in one transaction")
            : BuildCheck.Look(state, [.. orders.SelectMany(o => o.Outputs)], orders[0].Rate, c.Draft, c.Witnessed, orders[0].Fee) is { } fault ? No("bad-draft", fault.Why)
            : Do([new Event.Built(state.LastAttempt + 1, ids, c.Draft, c.Epoch, null, now), .. Parents(state, c.Draft).SelectMany(parent => SentByItsCaller(state, parent, now))]);
    }

    private static Decision<Event> Signed(LedgerState state, Command.HasSigned c, DateTimeOffset now)
    {
        if (state.Lane != c.Attempt)
        {
            // A second signer was late, or the attempt was cancelled meanwhile: these bytes are forgotten, and nobody has them.
            return No("not-in-lane", $"attempt {c.Attempt} does not wait for a signature");
        }

        return state.Attempts[c.Attempt].Draft.Signed(c.Raw, out var why) is { } transaction
            ? Do(new Event.Signed(c.Attempt, c.Raw, transaction.Id(), now))
            : No("bad-signature", why);
    }

    private static Decision<Event> Expose(LedgerState state, Command.Expose c, DateTimeOffset now) =>
        !state.Attempts.TryGetValue(c.Attempt, out var attempt) ? No("unknown-attempt", $"there is no attempt {c.Attempt}")
        : attempt.Stage == AttemptStage.Signed ? Do(new Event.Exposed(c.Attempt, now))
        : attempt.IsOut ? Nothing
        : No("not-signed", $"attempt {c.Attempt} is {attempt.Stage.ToString().ToLowerInvariant()}, so there is nothing to send");

    /// <summary>Only the change pays for the higher fee: every coin of the old attempt is spent again, so at most one of the two can be confirmed.</summary>
    private static Decision<Event> Replace(LedgerState state, Command.Replace c, DateTimeOffset now)
    {
        if (!state.Payments.TryGetValue(c.Payment, out var payment) || state.Leading(payment) is not { } stuck)
        {
            return No("nothing-to-replace", $"payment {c.Payment} has no signed transaction: nothing is stuck");
        }

        if (state.Lane is { } busy)
        {
            return No("lane-taken", $"attempt {busy} is being made: try again in a moment");
        }

        return state.KeptBack.Contains(payment.Id) ? No("kept-back", $"payment {c.Payment} is not stuck: its transaction is with its caller, who has not sent it")
            : stuck.Stage is AttemptStage.Confirmed or AttemptStage.Final
            ? No("too-late", $"payment {c.Payment} is in a block already")
            : Cheaper(state, stuck, c.Rate, out var why) is { } draft ? Do(new Event.Built(state.LastAttempt + 1, stuck.Payments, draft, state.Epoch, stuck.Number, now))
            : No("cannot-replace", why);
    }

    private static Draft? Cheaper(LedgerState state, Attempt stuck, FeeRate rate, out string why)
    {
        var old = stuck.Draft;
        var more = rate.For(old.SignedSize).Satoshis - old.Fee.Satoshis;
        why = old.Form != DraftForm.ElectronCash ? "a replacement is made for Electron Cash's transactions only"
            : more <= 0 ? $"at {rate} satoshis a byte it would pay no more than it does"
            : old.OwnChange.Length != 1 ? "it has no change that a higher fee could be taken from"
            : "";
        if (why.Length > 0)
        {
            return null;
        }

        var change = old.OwnChange[0];
        var left = old.Outputs[change].Value.Satoshis - more;
        var least = state.Account!.Chain.Dust.For(ScriptKind.KeyHash).Satoshis;
        if (left < least)
        {
            why = $"its change of {old.Outputs[change].Value} is too small for that fee";
            return null;
        }

        var outputs = old.Outputs.SetItem(change, old.Outputs[change] with { Value = Amount.Of(left) });
        return PartialTransaction.TryRead(old.Unsigned.Span, out var partial, out why) && partial.TryReplace(outputs, [], out var replacement, out why)
            ? old with { Unsigned = Bytes.Copy(replacement.Write()), Outputs = outputs, Fee = Amount.Of(old.Fee.Satoshis + more) }
            : null;
    }
}

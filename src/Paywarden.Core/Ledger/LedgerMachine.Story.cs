using System.Globalization;
using Event = Paywarden.Ledger.LedgerEvent;

namespace Paywarden.Ledger;

/// <summary>What happened to payments and their transactions, in sentences. Kept with them while they are open, since the journal is not to be searched for one of
/// a million, and written into the archive with them.</summary>
public static partial class LedgerMachine
{
    private static LedgerState Noted(LedgerState state, Event e) => e switch
    {
        Event.Accepted a => Note(state, a.Order.Id, e.At, $"accepted from {a.Order.User}, to be signed before {Time(a.Order.Expires)}"),
        Event.Rejected r => Note(state, r.Payment, e.At, $"rejected: {r.Proof.Why}"),
        Event.Built b => Note(state, b.Attempt, e.At, Built(state, b)),
        Event.Dropped d => Note(state, d.Attempt, e.At, $"attempt {d.Attempt} was dropped before it was signed: {d.Why}"),
        Event.Signed s => Note(state, s.Attempt, e.At, $"signed as {s.Txid}"),
        Event.Exposed x => Note(state, x.Attempt, e.At, "given to the daemons for sending"),
        Event.Seen s => Note(state, s.Attempt, e.At, $"seen by {s.By}, which had not sent it"),
        Event.Unseen u => Note(state, u.Attempt, e.At, $"not seen any more: {u.Why}"),
        Event.Confirmed c => Note(state, c.Attempt, e.At, string.Create(CultureInfo.InvariantCulture, $"in block {c.Height}")),
        Event.Unconfirmed u => Note(state, u.Attempt, e.At, $"in no block any more: {u.Why}"),
        Event.Final f => Note(state, f.Attempt, e.At, state.Account is { } account ? string.Create(CultureInfo.InvariantCulture, $"final with {account.Chain.FinalConfirmations} confirmations") : "final"),
        Event.Lost l => Note(state, l.Attempt, e.At, $"attempt {l.Attempt} can never be confirmed: {l.Proof.Why}"),
        Event.Adopted a => Note(state, a.Attempt, e.At, $"found in the chain as {a.Txid}, which the journal had forgotten"),
        _ => state,
    };

    private static string Built(LedgerState state, Event.Built e)
    {
        var coins = string.Join(", ", e.Draft.Coins.Take(10).Select(c => c.Outpoint));
        var more = e.Draft.Coins.Length > 10 ? string.Create(CultureInfo.InvariantCulture, $" and {e.Draft.Coins.Length - 10} more") : "";
        var how = e.Replaces is { } old ? $"with a higher fee in place of attempt {old}" : $"by {state.Builder} (epoch {e.Epoch})";
        return $"built as attempt {e.Attempt} {how} from {coins}{more}, with a fee of {e.Draft.Fee}";
    }

    private static LedgerState Note(LedgerState state, PaymentId id, DateTimeOffset at, string what) =>
        state.Payments.TryGetValue(id, out var payment)
            ? state with { Payments = state.Payments.SetItem(id, payment with { Story = Moment.Add(payment.Story, new Moment(at, what)) }) }
            : state;

    private static LedgerState Note(LedgerState state, int number, DateTimeOffset at, string what) =>
        state.Attempts.TryGetValue(number, out var attempt)
            ? state with { Attempts = state.Attempts.SetItem(number, attempt with { Story = Moment.Add(attempt.Story, new Moment(at, what)) }) }
            : state;

    private static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

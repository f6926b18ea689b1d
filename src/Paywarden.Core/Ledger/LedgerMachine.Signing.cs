using Paywarden.Kernel;
using Command = Paywarden.Ledger.LedgerCommand;
using Event = Paywarden.Ledger.LedgerEvent;

namespace Paywarden.Ledger;

public static partial class LedgerMachine
{
    /// <summary>How many transactions are built for one payment that no signer signs: other coins may have other keys, but not for ever.</summary>
    private const int UnsignedTries = 3;

    /// <summary>No signer has the keys. The lane is free again; the payment is tried with what the builder chooses next, and is rejected when that is in vain too:
    /// that it was never signed is certain. A replacement's payment is out already and waits on.</summary>
    private static Decision<Event> Unsignable(LedgerState state, Command.CannotSign c, DateTimeOffset now)
    {
        if (state.Lane != c.Attempt)
        {
            return Nothing;
        }

        var hopeless = state.Attempts[c.Attempt].Payments
            .Select(id => state.Payments[id])
            .Where(p => p.Rejected is null && p.Attempts.Length >= UnsignedTries && state.AttemptsOf(p).All(a => a.Stage is AttemptStage.Built or AttemptStage.Dropped))
            .Select(Event (p) => new Event.Rejected(p.Id, new Proof.NeverSigned($"no signer could sign it: {c.Why}"), now));
        return Do(WithRejections(state, [new Event.Dropped(c.Attempt, c.Why, now), .. hopeless], now));
    }
}

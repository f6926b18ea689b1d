using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>How far a request for money is.</summary>
public enum RequestState
{
    /// <summary>Nothing has come.</summary>
    Pending,

    /// <summary>All of it has come, and is not in a block yet.</summary>
    Seen,

    /// <summary>All of it is in blocks, and no more.</summary>
    Paid,

    /// <summary>Something has come, and less than was wanted.</summary>
    Underpaid,

    /// <summary>More than was wanted is there, and what was wanted is in blocks.</summary>
    Overpaid,

    /// <summary>Nothing had come when its time was over.</summary>
    Expired,

    /// <summary>It was covered only after its time was over, and is in blocks.</summary>
    PaidLate,
}

/// <summary>One output to the address.</summary>
/// <param name="Confirmations">As a daemon verified them itself; 0: in no block, or nobody has verified it.</param>
/// <param name="Since">When it was first known.</param>
public sealed record Receipt(Amount Value, int Confirmations, DateTimeOffset Since);

/// <param name="Confirmations">Of the least confirmed money that is needed to cover the request; 0 while it is not covered.</param>
public sealed record RequestStatus(RequestState State, Amount Received, int Confirmations)
{
    public bool IsCovered => State is RequestState.Seen or RequestState.Paid or RequestState.Overpaid or RequestState.PaidLate;

    /// <param name="wanted">Zero: any amount.</param>
    /// <param name="expires">Null: never.</param>
    public static RequestStatus Of(Amount wanted, DateTimeOffset? expires, IReadOnlyCollection<Receipt> receipts, DateTimeOffset now)
    {
        var received = receipts.Aggregate(Amount.Zero, (sum, r) => sum.TryAdd(r.Value, out var more) ? more : Amount.Of(Amount.MaxSatoshis));
        if (received == Amount.Zero)
        {
            return new RequestStatus(expires < now ? RequestState.Expired : RequestState.Pending, received, 0);
        }

        if (received < wanted)
        {
            return new RequestStatus(RequestState.Underpaid, received, 0);
        }

        // The best confirmed money first: dust that comes afterwards must not make a paid request unpaid again.
        var confirmations = Covering(wanted, receipts.OrderByDescending(r => r.Confirmations)).Confirmations;
        var state = confirmations == 0 ? RequestState.Seen
            : Covering(wanted, receipts.OrderBy(r => r.Since)).Since > expires ? RequestState.PaidLate
            : received > wanted && wanted > Amount.Zero ? RequestState.Overpaid
            : RequestState.Paid;
        return new RequestStatus(state, received, confirmations);
    }

    /// <summary>The one with which all that is wanted is there.</summary>
    private static Receipt Covering(Amount wanted, IEnumerable<Receipt> receipts)
    {
        var sum = 0L;
        return receipts.First(r => (sum += r.Value.Satoshis) > 0 && sum >= wanted.Satoshis);
    }
}

using System.Collections.Immutable;

namespace Paywarden.Ledger;

/// <summary>Several payments in one transaction. The lane takes one transaction at a time, each waits for the change of the one before, and a fee is paid for
/// every input: so what waits behind a payment when its turn comes goes with it. Nothing ever waits for more to come.</summary>
public static partial class LedgerMachine
{
    /// <summary>A loss, a cancellation or an expiry of one makes all of them wait for the lane again.</summary>
    public const int MostTogether = 50;

    private const int MostOutputsTogether = 100;

    /// <summary>How far behind it others are looked for that suit it.</summary>
    private const int MostLookedAt = 200;

    /// <summary>The payment and those behind it in the queue that one transaction may pay with it.</summary>
    /// <param name="most">How many payments the builder may be given at once, at least 1.</param>
    public static ImmutableArray<Payment> Together(LedgerState state, Payment first, int most)
    {
        var together = ImmutableArray.CreateBuilder<Payment>();
        together.Add(first);
        var outputs = first.Order.Outputs.Length;
        foreach (var payment in state.Queue.Where(q => q.Key > first.Number).Take(MostLookedAt).Select(q => state.Payments[q.Value]))
        {
            if (together.Count >= Math.Min(most, MostTogether))
            {
                break;
            }

            if (MayGoTogether(state, first.Order, payment.Order) && outputs + payment.Order.Outputs.Length <= MostOutputsTogether)
            {
                together.Add(payment);
                outputs += payment.Order.Outputs.Length;
            }
        }

        return together.DrainToImmutable();
    }

    /// <summary>One transaction has one fee; and bytes that are a caller's to send pay what he ordered, and nothing of anybody else's.</summary>
    private static bool MayGoTogether(LedgerState state, PaymentOrder one, PaymentOrder other) =>
        one.Id == other.Id || (one.Rate == other.Rate && one.Fee is null && other.Fee is null && !state.KeptBack.Contains(one.Id) && !state.KeptBack.Contains(other.Id));
}

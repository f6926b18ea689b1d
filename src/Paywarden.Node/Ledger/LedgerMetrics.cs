using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Paywarden.Daemons;
using Event = Paywarden.Ledger.LedgerEvent;

namespace Paywarden.Ledger;

/// <summary>What ledgers count, and how they stand. No address, transaction or key is ever a label.</summary>
internal sealed class LedgerMetrics : ILedgerMeter, IHeldWallets
{
    private readonly ConcurrentDictionary<string, LedgerState> _ledgers = new(StringComparer.Ordinal);
    private readonly Counter<long> _payments;

    public LedgerMetrics(IMeterFactory meters, TimeProvider clock)
    {
        var meter = meters.Create(DaemonMetrics.MeterName);
        _payments = meter.CreateCounter<long>("paywarden_payments", description: "How often payments came to a state.");
        meter.CreateObservableGauge("paywarden_payment_unknown_oldest", () => Each(s => Oldest(s, clock.GetUtcNow())), unit: "s", description: "Since when the oldest transaction is out that nobody has seen.");
        meter.CreateObservableGauge("paywarden_payment_value_in_flight", () => Each(InFlight), description: "Satoshis ordered in payments that are signed and not final.");
        meter.CreateObservableGauge("paywarden_builder_epoch", () => Each(s => s.Epoch), description: "Grows with every choice of a builder.");
    }

    public void Stored(string wallet, LedgerState before, ImmutableArray<LedgerEvent> events, LedgerState after)
    {
        if (_ledgers.TryAdd(wallet, after))
        {
            // A counter that is not there yet has no rate when it jumps to one.
            foreach (var stage in Enum.GetValues<PaymentStage>())
            {
                Count(wallet, stage, 0);
            }
        }

        _ledgers[wallet] = after;
        foreach (var e in events)
        {
            if (Came(e, number => (after.Attempts.GetValueOrDefault(number) ?? before.Attempts.GetValueOrDefault(number))?.Payments.Length ?? 0) is var (stage, many))
            {
                Count(wallet, stage, many);
            }
        }
    }

    public string? WhyHeld(string wallet) => _ledgers.GetValueOrDefault(wallet)?.Held;

    public void Left(string wallet) => _ledgers.TryRemove(wallet, out _);

    private static (PaymentStage Stage, int Many)? Came(Event e, Func<int, int> payments) => e switch
    {
        Event.Accepted => (PaymentStage.Accepted, 1),
        Event.Built b => (PaymentStage.Built, b.Payments.Length),
        Event.Signed s => (PaymentStage.Signed, payments(s.Attempt)),
        Event.Exposed x => (PaymentStage.Sent, payments(x.Attempt)),
        Event.Adopted a => (PaymentStage.Sent, a.Payments.Length),
        Event.Seen s => (PaymentStage.Seen, payments(s.Attempt)),
        Event.Confirmed c => (PaymentStage.Confirmed, payments(c.Attempt)),
        Event.Final f => (PaymentStage.Final, payments(f.Attempt)),
        Event.Rejected => (PaymentStage.Rejected, 1),
        _ => null,
    };

    private static double Oldest(LedgerState state, DateTimeOffset now) => state.Attempts.Values
        .Where(a => a.Stage == AttemptStage.Exposed && !a.Story.IsEmpty)
        .Select(a => (now - a.Story[^1].At).TotalSeconds)
        .DefaultIfEmpty(0)
        .Max(seconds => Math.Max(0, seconds));

    private static long InFlight(LedgerState state) => state.Payments.Values
        .Where(p => state.StageOf(p) is >= PaymentStage.Signed and <= PaymentStage.Confirmed)
        .Sum(p => p.Order.Total.Satoshis);

    private void Count(string wallet, PaymentStage stage, int many) =>
        _payments.Add(many, new("wallet", wallet), new KeyValuePair<string, object?>("state", LedgerReplies.Name(stage)));

    private IEnumerable<Measurement<T>> Each<T>(Func<LedgerState, T> read)
        where T : struct =>
        _ledgers.Select(l => new Measurement<T>(read(l.Value), new KeyValuePair<string, object?>("wallet", l.Key)));
}

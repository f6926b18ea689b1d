using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

public sealed class LedgerMetricsSpecs : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, double> _seen = [];
    private readonly FakeTimeProvider _clock = new(Noon);
    private readonly LedgerMetrics _metrics;

    public LedgerMetricsSpecs()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((i, value, labels, _) => Take(i, value, labels));
        _listener.SetMeasurementEventCallback<double>((i, value, labels, _) => Take(i, value, labels));
        _listener.Start();
        _metrics = new LedgerMetrics(meters, _clock);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Payments_are_counted_by_what_they_came_to_and_what_is_out_is_measured()
    {
        FeeRate.TryOf(1_000, out var rate);
        var order = new PaymentOrder(PaymentId.Of("store", "shop", "a"), "shop", [new(Amount.Of(70_000), Bytes.Empty)], rate, Noon.AddMinutes(10));
        var draft = new Draft(DraftForm.ElectronCash, Bytes.Empty, [], order.Outputs, [], Amount.Of(226));
        ImmutableArray<LedgerEvent> events =
        [
            new LedgerEvent.BuilderChosen("store-0", 7, Noon),
            new LedgerEvent.Accepted(order, Noon),
            new LedgerEvent.Built(1, [order.Id], draft, 7, null, Noon),
            new LedgerEvent.Signed(1, Bytes.Empty, Txid.FromWire(new byte[32]), Noon),
            new LedgerEvent.Exposed(1, Noon),
        ];
        var before = LedgerState.Empty;
        var after = events.Aggregate(before, LedgerMachine.Apply);

        _metrics.Stored("store", before, [], before);
        _metrics.Stored("store", before, events, after);
        _clock.Advance(TimeSpan.FromSeconds(90));
        _listener.RecordObservableInstruments();

        Assert.Equal(1, _seen["paywarden_payments store accepted"]);
        Assert.Equal(1, _seen["paywarden_payments store sent"]);
        Assert.Equal(0, _seen["paywarden_payments store final"]);
        Assert.Equal(90, _seen["paywarden_payment_unknown_oldest store"]);
        Assert.Equal(70_000, _seen["paywarden_payment_value_in_flight store"]);
        Assert.Equal(7, _seen["paywarden_builder_epoch store"]);
    }

    [Fact]
    public void A_ledger_that_went_elsewhere_is_measured_here_no_more()
    {
        _metrics.Stored("store", LedgerState.Empty, [], LedgerState.Empty);
        _metrics.Left("store");
        _seen.Clear();

        _listener.RecordObservableInstruments();

        Assert.Empty(_seen);
    }

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var name = string.Join(' ', labels.ToArray().Select(l => l.Value).Prepend(instrument.Name));
        _seen[name] = instrument.IsObservable ? value : _seen.GetValueOrDefault(name) + value;
    }
}

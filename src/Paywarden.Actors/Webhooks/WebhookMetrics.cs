using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Paywarden.Daemons;

namespace Paywarden.Webhooks;

/// <summary>What monitoring is told of webhooks, by the node that delivers them.</summary>
public sealed class WebhookMetrics
{
    private readonly Counter<long> _deliveries;
    private readonly ConcurrentDictionary<(string Wallet, string Target), DateTimeOffset?> _oldest = [];

    public WebhookMetrics(IMeterFactory meters, TimeProvider clock)
    {
        var meter = meters.Create(DaemonMetrics.MeterName);
        _deliveries = meter.CreateCounter<long>("paywarden_webhook_deliveries", description: "Tries to tell a receiver of an event: delivered, failed, or set_aside after the last of them.");
        meter.CreateObservableGauge(
            "paywarden_webhook_oldest",
            () => _oldest.Select(o => new Measurement<double>(o.Value is { } at ? Math.Max(0, (clock.GetUtcNow() - at).TotalSeconds) : 0, Tags(o.Key.Wallet, o.Key.Target))),
            unit: "s",
            description: "Age of the oldest event that a receiver has not taken yet, those set aside not counted; 0 where it has all.");
    }

    public void Tried(string wallet, string target, string outcome) => _deliveries.Add(1, [.. Tags(wallet, target), new("outcome", outcome)]);

    public void Waits(string wallet, string target, DateTimeOffset? oldest) => _oldest[(wallet, target)] = oldest;

    public void Ended(string wallet, string target) => _oldest.TryRemove((wallet, target), out _);

    private static KeyValuePair<string, object?>[] Tags(string wallet, string target) => [new("wallet", wallet), new("target", target)];
}

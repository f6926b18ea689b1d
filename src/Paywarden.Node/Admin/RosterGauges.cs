using System.Diagnostics.Metrics;
using Paywarden.Daemons;
using Paywarden.Routing;

namespace Paywarden.Admin;

/// <summary>What the roster shows, as gauges that are read when somebody asks. Their names are the contract with dashboards and alerts.</summary>
internal sealed class RosterGauges
{
    public RosterGauges(IMeterFactory meters, RosterSource roster)
    {
        var meter = meters.Create(DaemonMetrics.MeterName);
        meter.CreateObservableGauge("paywarden_daemon_state", () => roster.Current.Daemons.SelectMany(States), description: "1 for the state that the daemon is in, 0 for every other.");
        meter.CreateObservableGauge("paywarden_wallet_height", () => Of(roster, h => h.Height), description: "Blocks of the daemon's own chain.");
        meter.CreateObservableGauge(
            "paywarden_wallet_height_lag_blocks", () => Of(roster, h => h.ServerHeight - h.Height), description: "Blocks that the daemon is behind its server.");
        meter.CreateObservableGauge(
            "paywarden_build_info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", AdminEndpoints.Version)), description: "Always 1; the version is in the label.");
    }

    private static IEnumerable<Measurement<int>> States(DaemonStatus daemon) =>
        StateName.All.Select(s => new Measurement<int>(s.Key == daemon.State ? 1 : 0, [.. Labels(daemon), new("state", s.Value)]));

    private static IEnumerable<Measurement<int>> Of(RosterSource roster, Func<HealthReport, int?> read)
    {
        foreach (var daemon in roster.Current.Daemons)
        {
            if (daemon.Health is { } health && read(health) is { } value)
            {
                yield return new(value, Labels(daemon));
            }
        }
    }

    private static KeyValuePair<string, object?>[] Labels(DaemonStatus daemon) => [new("wallet", daemon.Wallet), new("daemon", daemon.Id)];
}

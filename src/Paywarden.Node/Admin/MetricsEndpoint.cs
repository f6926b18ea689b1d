using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Paywarden.Daemons;

namespace Paywarden.Admin;

/// <summary>/metrics: everything that the node's meter has, in Prometheus' text form.</summary>
public static class MetricsEndpoint
{
    private const int Megabyte = 1 << 20;

    /// <param name="daemons">How many the node runs: each brings its own series, and what has no room for them would be lost in an overflow series.</param>
    public static IServiceCollection AddNodeMetrics(this IServiceCollection services, int daemons)
    {
        services.AddMetrics();
        services.AddSingleton<DaemonMetrics>();
        services.AddSingleton<RosterGauges>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .SetResourceBuilder(ResourceBuilder.CreateEmpty())
            .AddMeter(DaemonMetrics.MeterName)
            .AddView(_ => new MetricStreamConfiguration { CardinalityLimit = Math.Max(2_000, 10 * daemons) })
            .AddPrometheusExporter(exporter =>
            {
                // The names are the contract, and whoever scrapes knows whom it scrapes: no labels of the library's own.
                exporter.ScopeInfoEnabled = false;
                exporter.TargetInfoEnabled = false;
                exporter.MaxScrapeResponseSizeBytes = 64 * Megabyte;
            }));
        return services;
    }

    public static IEndpointConventionBuilder MapMetrics(this IEndpointRouteBuilder app)
    {
        // Made here, or nothing would: its instruments are read, never called.
        app.ServiceProvider.GetRequiredService<RosterGauges>();
        return app.MapPrometheusScrapingEndpoint("/metrics");
    }
}

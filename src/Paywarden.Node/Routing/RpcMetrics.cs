using System.Diagnostics.Metrics;
using Paywarden.Daemons;
using Paywarden.Kernel;
using Paywarden.JsonRpc;

namespace Paywarden.Routing;

/// <summary>What the payment RPC counts. Nothing here allocates: it runs with every call.</summary>
internal sealed class RpcMetrics
{
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<int> _inflight;
    private readonly UpDownCounter<int> _queued;
    private readonly Counter<long> _retries;

    public RpcMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(DaemonMetrics.MeterName);
        _requests = meter.CreateCounter<long>("paywarden_rpc_requests", description: "Payment RPC calls by what became of them.");
        _duration = meter.CreateHistogram("paywarden_rpc_duration", unit: "s", description: "From the call's arrival to its answer.", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25],
        });
        _inflight = meter.CreateUpDownCounter<int>("paywarden_rpc_inflight", description: "Calls at a daemon now.");
        _queued = meter.CreateUpDownCounter<int>("paywarden_rpc_queued", description: "Calls that wait for a daemon now.");
        _retries = meter.CreateCounter<long>("paywarden_rpc_retries", description: "Second tries at another daemon.");
    }

    public void Ended(string wallet, MethodClass what, string outcome, TimeSpan took)
    {
        var name = MethodPolicy.Name(what);
        _requests.Add(1, new("wallet", wallet), new("class", name), new KeyValuePair<string, object?>("outcome", outcome));
        _duration.Record(took.TotalSeconds, new("wallet", wallet), new KeyValuePair<string, object?>("class", name));
    }

    public void Sent(string wallet, int by) => _inflight.Add(by, new KeyValuePair<string, object?>("wallet", wallet));

    public void Queued(string wallet, int by) => _queued.Add(by, new KeyValuePair<string, object?>("wallet", wallet));

    public void Retried(string wallet) => _retries.Add(1, new KeyValuePair<string, object?>("wallet", wallet));

    public static string NameOf(Outcome outcome) => outcome == Outcome.Unknown ? "unknown" : "not_committed";
}

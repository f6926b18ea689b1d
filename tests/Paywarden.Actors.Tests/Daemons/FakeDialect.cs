using System.Text.Json;
using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>A dialect of few words: ping and load make it ready, ping and info are a probe, stop stops it.</summary>
internal sealed class FakeDialect : Dialect
{
    public override string Name => "rehearsed";

    public override MethodTable Methods { get; } = new([]);

    public override bool KeepAlive(DaemonSpec spec) => true;

    public override LaunchPlan Plan(DaemonSpec spec, DaemonSite site) => throw new NotSupportedException("the fake launcher plans nothing");

    public override IReadOnlyList<DaemonCall> Awaken(DaemonSpec spec, DaemonSite site, Secret walletPassword) => [new("ping"), new("load")];

    public override ReplyReading ReadAwaken(DaemonSpec spec, DaemonSite site, int step, JsonElement? result, DaemonError? error) => error switch
    {
        { Code: 1 } => new ReplyReading.NotYet(error.Message),
        { } => new ReplyReading.Hopeless(error.Message),
        null when result is { ValueKind: JsonValueKind.String } key => new ReplyReading.KeyTold(key.GetString()!),
        null => new ReplyReading.Good(),
    };

    public override IReadOnlyList<DaemonCall> Probe(DaemonSpec spec, DaemonSite site) => [new("ping"), new("info")];

    /// <summary>The reply to info is the height; "nonsense" is what this dialect has a bug for.</summary>
    public override HealthReport ReadProbe(DaemonSpec spec, DaemonSite site, IReadOnlyList<JsonElement?> results) =>
        results[1] switch
        {
            { ValueKind: JsonValueKind.Number } height => new HealthReport(height.GetInt32(), null, true, true, 20, []),
            { ValueKind: JsonValueKind.String } => throw new InvalidOperationException("this dialect has a bug"),
            null => new HealthReport(null, null, true, true, 20, ["info is refused"]),
            _ => new HealthReport(100, null, true, true, 20, []),
        };

    public override DaemonCall? Stop(DaemonSpec spec, DaemonSite site) => new("stop");

    public override string? Hopeless(DaemonSpec spec, DaemonExit exit) =>
        exit.LastLines.Contains("corrupt") ? $"its wallet cannot be read. Restore it, then: paywarden unpark {spec.Id}" : null;

    public override string Explain(DaemonSpec spec, DaemonExit exit) =>
        exit.Signal is { } signal ? $"was killed by signal {signal}" : $"ended with exit code {exit.Code}";

    public override string ExplainUnready(DaemonSpec spec, DaemonSite site, string? lastFault, IReadOnlyList<string> lastLines) => lastFault ?? "says nothing";
}

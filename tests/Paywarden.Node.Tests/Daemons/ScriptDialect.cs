using System.Collections.Immutable;
using System.Text.Json;
using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>Runs the command as it stands: enough of a dialect to start real processes.</summary>
internal sealed class ScriptDialect : Dialect
{
    public ImmutableArray<PlannedFile> Files { get; init; } = [];

    public ImmutableArray<string> StaleLocks { get; init; } = [];

    /// <summary>From the site, so that tests can give a script its port or make it leak its password.</summary>
    public Func<DaemonSite, ImmutableDictionary<string, string>> Variables { get; init; } = _ => ImmutableDictionary<string, string>.Empty;

    public override string Name => "script";

    public override MethodTable Methods => new([]);

    public override bool KeepAlive(DaemonSpec spec) => true;

    public override LaunchPlan Plan(DaemonSpec spec, DaemonSite site) => new()
    {
        Arguments = spec.Command,
        Environment = Variables(site),
        Files = Files,
        StaleLocks = StaleLocks,
        Endpoint = new DaemonEndpoint(new Uri($"http://127.0.0.1:{site.Port}/"), site.User, site.Password, "", KeepAlive: true),
    };

    /// <summary>A shell's: it gets the path of the wallet as $0.</summary>
    public string RestoreScript { get; init; } = "cat > \"$0\"";

    public override bool CanBeSplit => true;

    public override RestorePlan Restore(DaemonSpec spec, string folder, string walletPath, string publicKey) =>
        new() { Arguments = ["sh", "-c", RestoreScript, walletPath], Input = publicKey };

    public override IReadOnlyList<DaemonCall> Awaken(DaemonSpec spec, DaemonSite site, Secret walletPassword) => [];

    public override ReplyReading ReadAwaken(DaemonSpec spec, DaemonSite site, int step, JsonElement? result, DaemonError? error) => new ReplyReading.Good();

    public override IReadOnlyList<DaemonCall> Probe(DaemonSpec spec, DaemonSite site) => [];

    public override HealthReport ReadProbe(DaemonSpec spec, DaemonSite site, IReadOnlyList<JsonElement?> results) => new(null, null, true, true, null, []);

    public override DaemonCall? Stop(DaemonSpec spec, DaemonSite site) => null;

    public override string? Hopeless(DaemonSpec spec, DaemonExit exit) => null;

    public override string Explain(DaemonSpec spec, DaemonExit exit) => "it ended";

    public override string ExplainUnready(DaemonSpec spec, DaemonSite site, string? lastFault, IReadOnlyList<string> lastLines) => "it is not ready";
}

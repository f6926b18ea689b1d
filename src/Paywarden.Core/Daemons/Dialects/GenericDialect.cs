using System.Collections.Immutable;
using System.Text.Json;
using Paywarden.Kernel;

namespace Paywarden.Daemons.Dialects;

/// <summary>Any JSON-RPC daemon: the configuration says how to start, probe and stop it and which methods there are.</summary>
public sealed class GenericDialect : Dialect
{
    /// <summary>Holds the password of this start and nothing else; the arguments name it as {password-file}.</summary>
    private const string CredentialsFile = "credentials";

    private static readonly ImmutableArray<OutputSign> Signs = OutputSign.OfPython;

    public override string Name => "generic";

    public override MethodTable Methods { get; } = new([]);

    public override bool KeepAlive(DaemonSpec spec) => spec.Generic.KeepAlive;

    public override LaunchPlan Plan(DaemonSpec spec, DaemonSite site) => new()
    {
        Arguments = [.. spec.Command.Select(argument => Fill(argument, site))],
        Files = [new PlannedFile(CredentialsFile, site.Password.Reveal())],
        Endpoint = new DaemonEndpoint(
            new Uri($"http://127.0.0.1:{site.Port}/{spec.Generic.Path.TrimStart('/')}"), site.User, site.Password, spec.Id, KeepAlive(spec)),
    };

    public override IReadOnlyList<DaemonCall> Awaken(DaemonSpec spec, DaemonSite site, Secret walletPassword) => Probe(spec, site);

    /// <summary>An error is "not yet": daemons of the bitcoind kind answer -28 while they warm up, for minutes.</summary>
    public override ReplyReading ReadAwaken(DaemonSpec spec, DaemonSite site, int step, JsonElement? result, DaemonError? error) =>
        error is null ? new ReplyReading.Good() : new ReplyReading.NotYet(JsonReading.Brief(error));

    public override IReadOnlyList<DaemonCall> Probe(DaemonSpec spec, DaemonSite site) =>
        spec.Generic.Probe.Length == 0 ? [] : [new DaemonCall(spec.Generic.Probe)];

    public override HealthReport ReadProbe(DaemonSpec spec, DaemonSite site, IReadOnlyList<JsonElement?> results) => new(
        null,
        null,
        Connected: true,
        Synchronized: true,
        null,
        results is [null] ? [$"it answers its probe {spec.Generic.Probe} with an error"] : []);

    public override DaemonCall? Stop(DaemonSpec spec, DaemonSite site) =>
        spec.Generic.Stop.Length == 0 ? null : new DaemonCall(spec.Generic.Stop);

    public override string? Hopeless(DaemonSpec spec, DaemonExit exit) => ExitReading.Hopeless(Signs, spec, exit);

    public override string Explain(DaemonSpec spec, DaemonExit exit) => ExitReading.Explain(Signs, spec, exit);

    public override string ExplainUnready(DaemonSpec spec, DaemonSite site, string? lastFault, IReadOnlyList<string> lastLines) =>
        ExitReading.FindSign(Signs, lastLines)?.Says(spec) ?? UnreadyReading.Explain(spec, site, lastFault);

    private static string Fill(string argument, DaemonSite site) => argument
        .Replace("{port}", $"{site.Port}", StringComparison.Ordinal)
        .Replace("{user}", site.User, StringComparison.Ordinal)
        .Replace("{password-file}", Path.Combine(site.Folder, CredentialsFile), StringComparison.Ordinal)
        .Replace("{folder}", site.Folder, StringComparison.Ordinal);
}

using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paywarden.Kernel;

namespace Paywarden.Daemons.Dialects;

/// <summary>What Electrum and its descendants have in common: a configuration file in a folder of the network, a lock file beside it, one
/// wallet that is loaded by RPC, and the same four calls for a probe.</summary>
public abstract class ElectrumFamily : Dialect
{
    /// <summary>Loopback by number: a name could resolve to an address that someone else listens on.</summary>
    protected const string Loopback = "127.0.0.1";

    private const int PingStep = 0;
    private const int LoadStep = 1;
    private const int KeyStep = 3;

    private static readonly ImmutableDictionary<string, string> Spoken = ImmutableDictionary<string, string>.Empty
        .Add("LANGUAGE", "C") // its texts are translated, and we read them
        .Add("PYTHONUNBUFFERED", "1"); // else the last lines before a kill never reach the log

    protected abstract string DefaultCommand { get; }

    protected virtual ImmutableArray<OutputSign> Signs => OutputSign.OfPython;

    public override LaunchPlan Plan(DaemonSpec spec, DaemonSite site)
    {
        var settings = new JsonObject
        {
            ["rpchost"] = Loopback,
            ["rpcport"] = site.Port, // a number: Electron Cash takes a port in quotes and then lives on without an RPC server
            ["rpcuser"] = site.User,
            ["rpcpassword"] = site.Password.Reveal(),
        };
        Configure(settings, spec, site);
        return new LaunchPlan
        {
            Arguments = [.. Command(spec), .. NetworkFlag(spec), "-D", site.Folder, "daemon", .. MoreArguments(spec)],
            Environment = Spoken,
            Files = [new PlannedFile(Relative(spec, "config"), settings.ToJsonString())],
            StaleLocks = [Relative(spec, "daemon")],
            Endpoint = new DaemonEndpoint(new Uri($"http://{Loopback}:{site.Port}/"), site.User, site.Password, spec.Id, KeepAlive(spec)),
        };
    }

    public override bool CanBeSplit => true;

    /// <remarks>Both programs take "-" for an argument that they read from their standard input, and ask for a password only where there are keys.</remarks>
    public override RestorePlan Restore(DaemonSpec spec, string folder, string walletPath, string publicKey) => new()
    {
        Arguments = [.. Command(spec), .. NetworkFlag(spec), "-D", folder, "-w", walletPath, "--offline", "restore", "-"],
        Environment = Spoken,
        Input = publicKey,
    };

    /// <summary>Where a wallet is split, all of its daemons must have the same one: each tells its key.</summary>
    public override IReadOnlyList<DaemonCall> Awaken(DaemonSpec spec, DaemonSite site, Secret walletPassword) => WalletPath(site).Length == 0
        ? [new DaemonCall("ping")]
        : [new DaemonCall("ping"), LoadWallet(spec, site, walletPassword), ConfirmWallet(spec), .. spec.Part == DaemonPart.Whole ? [] : (DaemonCall[])[new DaemonCall("getmpk")]];

    public override ReplyReading ReadAwaken(DaemonSpec spec, DaemonSite site, int step, JsonElement? result, DaemonError? error)
    {
        if (error is not null)
        {
            return ReadAwakenError(spec, site, step, error);
        }

        if (step == KeyStep)
        {
            return PublicKeyReading.Read(spec, result);
        }

        var good = step switch
        {
            PingStep => result?.ValueKind == JsonValueKind.True,
            LoadStep => result?.ValueKind != JsonValueKind.False,
            _ => result is { } wallets && Confirms(spec, site, wallets),
        };
        return (good, step) switch
        {
            (true, _) => new ReplyReading.Good(),
            (false, PingStep) => new ReplyReading.NotYet("its ping does not answer true"),
            _ => new ReplyReading.Hopeless(WalletFaults.NotLoaded(spec, WalletPath(site))),
        };
    }

    /// <summary>A signer has nothing to tell but that it lives.</summary>
    public override IReadOnlyList<DaemonCall> Probe(DaemonSpec spec, DaemonSite site) => spec.Part == DaemonPart.Signer
        ? [new DaemonCall("ping")]
        : [new DaemonCall("ping"), new DaemonCall("getinfo"), new DaemonCall("is_synchronized"), new DaemonCall("listaddresses")];

    public override HealthReport ReadProbe(DaemonSpec spec, DaemonSite site, IReadOnlyList<JsonElement?> results)
    {
        if (spec.Part == DaemonPart.Signer)
        {
            return new HealthReport(null, null, Connected: false, Synchronized: false, null, []);
        }

        var info = results[1];
        var synchronized = results[2]?.ValueKind == JsonValueKind.True && WalletIsUpToDate(site, info);
        var report = new HealthReport(
            JsonReading.Int(info, "blockchain_height"),
            JsonReading.Int(info, "server_height"),
            JsonReading.Is(info, "connected"),
            synchronized,
            results[3] is { ValueKind: JsonValueKind.Array } addresses ? addresses.GetArrayLength() : null,
            []);
        return report with { Degradations = [.. ChainDegradations.Of(report, spec.Server, NeedsServer)] };
    }

    public override DaemonCall? Stop(DaemonSpec spec, DaemonSite site) => new("stop");

    public override string? Hopeless(DaemonSpec spec, DaemonExit exit) => ExitReading.Hopeless(Signs, spec, exit);

    public override string Explain(DaemonSpec spec, DaemonExit exit) => ExitReading.Explain(Signs, spec, exit);

    public override string ExplainUnready(DaemonSpec spec, DaemonSite site, string? lastFault, IReadOnlyList<string> lastLines) =>
        ExitReading.FindSign(Signs, lastLines)?.Says(spec) ?? UnreadyReading.Explain(spec, site, lastFault);

    /// <summary>False for a dialect that has a chain of its own when no server is configured.</summary>
    protected virtual bool NeedsServer => true;

    /// <summary>The daemon's configuration beside its RPC.</summary>
    protected abstract void Configure(JsonObject settings, DaemonSpec spec, DaemonSite site);

    protected abstract DaemonCall LoadWallet(DaemonSpec spec, DaemonSite site, Secret walletPassword);

    /// <summary>The call that proves that the wallet is loaded: the load itself says true to a missing file.</summary>
    protected virtual DaemonCall ConfirmWallet(DaemonSpec spec) => new("list_wallets");

    protected virtual bool Confirms(DaemonSpec spec, DaemonSite site, JsonElement result) => WalletList.Contains(result, WalletPath(site));

    /// <summary>What the wallet itself says of its history, where getinfo tells.</summary>
    protected virtual bool WalletIsUpToDate(DaemonSite site, JsonElement? info) => true;

    protected virtual string WalletPath(DaemonSite site) => site.WalletPath;

    protected virtual IEnumerable<string> MoreArguments(DaemonSpec spec) => [];

    /// <summary>Electrum and Electron Cash keep each network but the main one in a folder of its own.</summary>
    protected static string Relative(DaemonSpec spec, string file) => spec.Network == "mainnet" ? file : $"{spec.Network}/{file}";

    protected static bool IsOffline(DaemonSpec spec) => spec.Server.Length == 0 || spec.Part == DaemonPart.Signer;

    private ReplyReading ReadAwakenError(DaemonSpec spec, DaemonSite site, int step, DaemonError error)
    {
        var why = step == PingStep ? null : WalletFaults.Read(spec, WalletPath(site), error);
        if (why is null && step > LoadStep && error.Message.Contains("wallet not loaded", StringComparison.OrdinalIgnoreCase))
        {
            why = WalletFaults.NotLoaded(spec, WalletPath(site));
        }

        return why is null ? new ReplyReading.NotYet(JsonReading.Brief(error)) : new ReplyReading.Hopeless(why);
    }

    private ImmutableArray<string> Command(DaemonSpec spec) => spec.Command.IsEmpty ? [DefaultCommand] : spec.Command;

    private static IEnumerable<string> NetworkFlag(DaemonSpec spec) => spec.Network == "mainnet" ? [] : ["--" + spec.Network];
}

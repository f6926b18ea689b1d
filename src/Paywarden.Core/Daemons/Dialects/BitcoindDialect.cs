using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paywarden.Kernel;

namespace Paywarden.Daemons.Dialects;

/// <summary>bitcoind and its descendants: a node of the chain's own with the keys in it, one for each wallet. Facts from Debian's litecoind 0.21.2.</summary>
public sealed class BitcoindDialect : Dialect
{
    private const string Loopback = "127.0.0.1";
    private const string ConfigFile = "daemon.conf";
    private const string WalletFolder = "wallets";

    /// <summary>Seconds; the longest that it takes. Locked again it could sign nothing, and make no more addresses once its stock is used up.</summary>
    private const int UnlockedFor = 100_000_000;

    private static readonly ImmutableArray<OutputSign> Signs =
    [
        new("Cannot obtain a lock on data directory", s => $"another process has its folder open. End the one that was started by hand (paywarden doctor {s.Wallet} names it): it starts again by itself"),
        new("Unable to start HTTP server", s => OutputSign.OfPython[0].Says(s)),
        new("Error parsing command line arguments", NotThisDialect, Hopeless: true),
        new("Error reading configuration file", NotThisDialect, Hopeless: true),
        new("wallet.dat corrupt", WalletDamaged, Hopeless: true),
        new("Data is not in recognized format", WalletDamaged, Hopeless: true),
        new("Wallet corrupted", WalletDamaged, Hopeless: true),
        new("Wallet requires newer version", WalletDamaged, Hopeless: true),
        new("Disk space is too low", _ => "the disk is full. Free space under the data directory (df -h): it starts again by itself"),
        new("Please restart with -reindex", s => $"its copy of the chain is damaged. Add \"-reindex\" to command of wallet {s.Wallet} for one start, then: paywarden unpark {s.Id}", Hopeless: true),
        .. OutputSign.OfPython,
    ];

    public override string Name => "bitcoind";

    public override MethodTable Methods { get; } = MethodFile.Load("bitcoind");

    public override bool KeepAlive(DaemonSpec spec) => true;

    public override string WalletPlace(DaemonSpec spec) => $"{WalletFolder}/{spec.Wallet}/wallet.dat";

    /// <summary>Calls go to the path of its wallet: should somebody load a second one, those to "/" would fail.</summary>
    public override LaunchPlan Plan(DaemonSpec spec, DaemonSite site) => new()
    {
        Arguments =
        [
            .. spec.Command.IsEmpty ? [Name] : spec.Command,
            "-datadir=" + site.Folder,
            "-conf=" + Path.Combine(site.Folder, ConfigFile),
            "-walletdir=" + Path.Combine(site.Folder, WalletFolder),
        ],
        Files =
        [
            new PlannedFile(ConfigFile, BitcoindConfig.Write(spec, site)),
            // It does not make its wallet folder, and ends without one.
            new PlannedFile($"{WalletFolder}/README", "The daemon's wallet. It is written to while the daemon runs: copy it with backupwallet only.\n", OnlyIfMissing: true),
        ],
        Endpoint = new DaemonEndpoint(new Uri($"http://{Loopback}:{site.Port}/wallet/{spec.Wallet}"), site.User, site.Password, spec.Id, KeepAlive(spec)),
    };

    public override IReadOnlyList<DaemonCall> Awaken(DaemonSpec spec, DaemonSite site, Secret walletPassword) =>
    [
        new("getblockchaininfo"),
        .. site.WalletPath.Length > 0 ? Array.Empty<DaemonCall>() : [new("createwallet", Json(spec.Wallet, false, false, walletPassword.Reveal(), false, false, true))],
        new("loadwallet", site.WalletPath.Length > 0 ? Json(spec.Wallet) : Json(spec.Wallet, true)), // from then on at its start
        .. walletPassword.IsEmpty ? Array.Empty<DaemonCall>() : [new("walletpassphrase", Json(walletPassword.Reveal(), UnlockedFor))],
        new("getwalletinfo"),
    ];

    public override ReplyReading ReadAwaken(DaemonSpec spec, DaemonSite site, int step, JsonElement? result, DaemonError? error)
    {
        if (error is not null)
        {
            return BitcoindAwaking.Read(spec, WalletPath(spec, site), error);
        }

        return JsonReading.Member(result, "scanning") is { ValueKind: JsonValueKind.Object } scan ? new ReplyReading.NotYet(Scanning(scan))
            : JsonReading.Int(result, "unlocked_until") == 0 ? new ReplyReading.Hopeless(BitcoindAwaking.NoPassword(spec))
            : new ReplyReading.Good();
    }

    /// <summary>The first takes no lock: the others wait while a block is checked.</summary>
    public override IReadOnlyList<DaemonCall> Probe(DaemonSpec spec, DaemonSite site) =>
        [new("uptime"), new("getblockchaininfo"), new("getconnectioncount"), new("getwalletinfo")];

    public override HealthReport ReadProbe(DaemonSpec spec, DaemonSite site, IReadOnlyList<JsonElement?> results)
    {
        var (blocks, headers) = (JsonReading.Int(results[1], "blocks"), JsonReading.Int(results[1], "headers"));
        var isLoading = JsonReading.Is(results[1], "initialblockdownload");
        var isConnected = !NeedsPeers(spec) || results[2] is { ValueKind: JsonValueKind.Number } peers && peers.TryGetInt32(out var count) && count > 0;
        var isScanning = JsonReading.Member(results[3], "scanning") is { ValueKind: JsonValueKind.Object };
        var report = new HealthReport(blocks, headers, isConnected, blocks is not null && blocks == headers && !isLoading && isConnected && results[3] is not null && !isScanning, null, []);
        return report with { Degradations = [.. Lacks(spec, report, isLoading, isScanning)] };
    }

    public override DaemonCall? Stop(DaemonSpec spec, DaemonSite site) => new("stop");

    public override string? Hopeless(DaemonSpec spec, DaemonExit exit) => ExitReading.Hopeless(Signs, spec, exit);

    public override string Explain(DaemonSpec spec, DaemonExit exit) => ExitReading.Explain(Signs, spec, exit);

    public override string ExplainUnready(DaemonSpec spec, DaemonSite site, string? lastFault, IReadOnlyList<string> lastLines) =>
        ExitReading.FindSign(Signs, lastLines)?.Says(spec) ?? UnreadyReading.Explain(spec, site, lastFault);

    /// <summary>Without peers it knows no blocks but its own: on a test chain of its own that is all there are.</summary>
    public static bool NeedsPeers(DaemonSpec spec) => spec.Network != "regtest" || spec.Server.Length > 0;

    private static IEnumerable<string> Lacks(DaemonSpec spec, HealthReport report, bool isLoading, bool isScanning)
    {
        if (!report.Connected)
        {
            yield return spec.Server.Length == 0 ? "it has no connection to any other node" : $"it has no connection to {spec.Server}";
        }

        if (isLoading)
        {
            yield return $"it is loading the chain (block {report.Height ?? 0} of {report.ServerHeight ?? 0}), or the last block is a day old";
        }
        else if (report.ServerHeight - report.Height > 1)
        {
            yield return $"it is at block {report.Height}, {report.ServerHeight - report.Height} behind the newest that it knows of";
        }

        if (isScanning)
        {
            yield return "its wallet is looking through the chain";
        }
    }

    private static string Scanning(JsonElement scan) =>
        scan.TryGetProperty("progress", out var progress) && progress.TryGetDouble(out var done) ? string.Create(CultureInfo.InvariantCulture, $"its wallet is looking through the chain ({done:0%})") : "its wallet is looking through the chain";

    private static string NotThisDialect(DaemonSpec spec) =>
        $"its command does not take the arguments of dialect {spec.Dialect}; its last lines name the one. Correct command or dialect of wallet {spec.Wallet}, then: paywarden unpark {spec.Id}";

    private static string WalletDamaged(DaemonSpec spec) => WalletFaults.Unreadable(spec, $"{WalletFolder}/{spec.Wallet}/wallet.dat");

    private string WalletPath(DaemonSpec spec, DaemonSite site) => Path.Combine(site.Folder, WalletPlace(spec));

    private static string Json(params JsonNode?[] parameters) => new JsonArray(parameters).ToJsonString();
}

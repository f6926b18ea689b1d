using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paywarden.Kernel;

namespace Paywarden.Daemons.Dialects;

/// <summary>Electron Cash 4.4.5 (Bitcoin Cash). Facts measured on the running program.</summary>
public class ElectronCashDialect : ElectrumFamily
{
    private static readonly ImmutableArray<OutputSign> OwnSigns =
    [
        new("index.html", _ => "its requests_dir has no index.html, so it ends right after its start. Remove requests_dir from its configuration: the next start writes it anew"),
        new("cannot initialize RPC server", _ => "it lives without an RPC server, because it cannot use its port. The next start checks the port first"),
        new("Unable to create lockfile", _ => "it cannot write its folder. Give the node's user the data directory (chown -R): it starts again by itself"),
        new("Unable to open/create lockfile", _ => "it cannot write its folder. Give the node's user the data directory (chown -R): it starts again by itself"),
        .. OutputSign.OfPython,
    ];

    private static readonly string[] NoSecp = ["libsecp256k1 library not available", "libsecp256k1 library failed to load", "failed to load libsecp256k1"];

    public override string Name => "electron-cash";

    public override MethodTable Methods { get; } = MethodFile.Load("electron-cash");

    protected override string DefaultCommand => "electron-cash";

    protected override ImmutableArray<OutputSign> Signs => OwnSigns;

    /// <summary>One thread, HTTP/1.0: a connection that stays open and idle blocks everybody, for ever.</summary>
    public override bool KeepAlive(DaemonSpec spec) => false;

    /// <summary>Offline it refuses "stop" as a method of the network; its dispatcher takes it always.</summary>
    public override DaemonCall? Stop(DaemonSpec spec, DaemonSite site) =>
        IsWithoutNetwork(spec) ? Dispatch(spec, site, "stop") : base.Stop(spec, site);

    public override ImmutableArray<string> ReadOutput(DaemonSpec spec, IReadOnlyList<string> lastLines) =>
        lastLines.Any(line => NoSecp.Any(text => line.Contains(text, StringComparison.OrdinalIgnoreCase)))
            ? [$"libsecp256k1 is missing: it signs four times as slowly. Install it (apt-get install libsecp256k1-1), then: paywarden restart {spec.Id}"]
            : [];

    public override bool LooksLikeFailure(string method, ReadOnlySpan<byte> result) => method switch
    {
        // No address within the gap of 20.
        "addrequest" or "close_wallet" or "load_wallet" => ResultLooks.False(result),
        "broadcast" => ResultLooks.ListThatBeginsWithFalse(result),
        // It cannot sign (no key, no password): the same transaction, unsigned.
        "signtransaction" => ResultLooks.HasFalse(result, "complete"u8) || ResultLooks.ObjectThatBeginsWithError(result),
        "importprivkey" => ResultLooks.StringStartsWith(result, "Error: "u8),

        // {"error":"Password required"}, from whatever needs one.
        _ => ResultLooks.ObjectThatBeginsWithError(result),
    };

    protected override void Configure(JsonObject settings, DaemonSpec spec, DaemonSite site)
    {
        settings["use_exchange_rate"] = false; // it would ask the internet for prices inside its only thread
        if (!IsOffline(spec))
        {
            settings["server"] = spec.Server;
            settings["oneserver"] = true;
            settings["auto_connect"] = false;
            settings["whitelist_servers_only"] = false; // else it never connects to a server outside its own list
        }
        else if (IsWithoutNetwork(spec))
        {
            settings["offline"] = true;
        }
    }

    protected override DaemonCall LoadWallet(DaemonSpec spec, DaemonSite site, Secret walletPassword) =>
        Dispatch(spec, site, "load_wallet", walletPassword);

    /// <summary>Offline list_wallets may be refused as a method of the network; a balance needs only the wallet.</summary>
    protected override DaemonCall ConfirmWallet(DaemonSpec spec) =>
        IsWithoutNetwork(spec) ? new DaemonCall("getbalance") : base.ConfirmWallet(spec);

    protected override bool Confirms(DaemonSpec spec, DaemonSite site, JsonElement result) =>
        IsWithoutNetwork(spec) || base.Confirms(spec, site, result);

    /// <summary>Until the wallet has caught up, is_synchronized alone may say true of the stale file.</summary>
    protected override bool WalletIsUpToDate(DaemonSite site, JsonElement? info) =>
        JsonReading.Member(info, "wallets") is not { ValueKind: JsonValueKind.Object } wallets
        || wallets.EnumerateObject().All(wallet => wallet.Value.ValueKind == JsonValueKind.True);

    private bool IsWithoutNetwork(DaemonSpec spec) => spec.Part == DaemonPart.Signer || (NeedsServer && IsOffline(spec));

    /// <summary>Its own command line speaks through this method. Without the folder and the network it would use, and create, those of the
    /// home directory.</summary>
    private DaemonCall Dispatch(DaemonSpec spec, DaemonSite site, string subcommand, Secret? password = null)
    {
        var options = new JsonObject
        {
            ["electron_cash_path"] = site.Folder,
            ["cwd"] = site.Folder,
            ["subcommand"] = subcommand,
            ["wallet_path"] = WalletPath(site),
        };
        if (spec.Network != "mainnet")
        {
            options[spec.Network] = true;
        }

        if (password is { IsEmpty: false })
        {
            options["password"] = password.Reveal();
        }

        return new DaemonCall("daemon", new JsonArray(options).ToJsonString());
    }
}

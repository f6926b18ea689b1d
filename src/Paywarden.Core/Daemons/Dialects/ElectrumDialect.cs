using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Paywarden.Kernel;

namespace Paywarden.Daemons.Dialects;

/// <summary>Electrum 4.3.4 (Bitcoin), as Debian ships it. Facts from the running program and its source.</summary>
public sealed class ElectrumDialect : ElectrumFamily
{
    /// <summary>The version of the keys below: without it the daemon takes the file for one of 2013 and rewrites it.</summary>
    private const int ConfigVersion = 3;

    private static readonly ImmutableArray<OutputSign> OwnSigns =
    [
        new("Failed to load libsecp256k1", _ => "libsecp256k1 is missing, and Electrum does not run without it. Install it (apt-get install libsecp256k1-1): it starts again by itself"),
        .. OutputSign.OfPython,
    ];

    public override string Name => "electrum";

    public override MethodTable Methods { get; } = MethodFile.Load("electrum");

    protected override string DefaultCommand => "electrum";

    protected override ImmutableArray<OutputSign> Signs => OwnSigns;

    /// <summary>Its server is aiohttp: HTTP/1.1, concurrent, idle connections harm nobody.</summary>
    public override bool KeepAlive(DaemonSpec spec) => true;

    public override bool LooksLikeFailure(string method, ReadOnlySpan<byte> result) => method switch
    {
        // Beyond the gap of 20 there is no address, and that is no error.
        "add_request" or "load_wallet" or "close_wallet" => ResultLooks.False(result),

        // What it could not sign comes back as the same PSBT, in base64; a signed transaction is hex.
        "signtransaction" => ResultLooks.StringStartsWith(result, "cHNidP"u8),
        _ => false,
    };

    protected override void Configure(JsonObject settings, DaemonSpec spec, DaemonSite site)
    {
        settings["config_version"] = ConfigVersion;
        settings["rpcsock"] = "tcp"; // else a unix socket
        settings["check_updates"] = false;
        settings["use_exchange_rate"] = false;
        if (site.WalletPath.Length > 0)
        {
            // The wallet of every call that names none, such as a caller's plain getbalance. The daemon ignores the option -w.
            settings["wallet_path"] = site.WalletPath;
        }

        if (!IsOffline(spec))
        {
            settings["server"] = spec.Server;
            settings["oneserver"] = true;
            settings["auto_connect"] = false;
        }
    }

    /// <summary>An "offline" in the configuration file is overruled by the option's own default.</summary>
    protected override IEnumerable<string> MoreArguments(DaemonSpec spec) => IsOffline(spec) ? ["--offline"] : [];

    protected override DaemonCall LoadWallet(DaemonSpec spec, DaemonSite site, Secret walletPassword)
    {
        var parameters = new JsonObject { ["wallet_path"] = site.WalletPath };
        if (!walletPassword.IsEmpty)
        {
            parameters["password"] = walletPassword.Reveal();
        }

        return new DaemonCall("load_wallet", parameters.ToJsonString());
    }
}

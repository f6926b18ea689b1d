using System.Text.Json.Nodes;

namespace Paywarden.Daemons.Dialects;

/// <summary>Our own wallet daemon for rehearsals: it behaves like Electron Cash, shares a chain with the others of its node, and fails on request.</summary>
public sealed class SimulatorDialect : ElectronCashDialect
{
    /// <summary>The control call that makes it fail; only at the one daemon that the caller names.</summary>
    private static readonly MethodEntry Fault =
        new("simulator_fault", MethodClass.Admin, MethodPlace.NamedDaemon, Freshness.None, TimeSpan.FromSeconds(5));

    /// <summary>Lets a block come, or money from outside.</summary>
    private static readonly MethodEntry Chain =
        new("simulator_chain", MethodClass.Admin, MethodPlace.NamedDaemon, Freshness.None, TimeSpan.FromSeconds(5));

    /// <summary>Below the node's folder.</summary>
    private const string ChainFolder = "simulated-chain";

    /// <summary>Blocks come only while a payment waits for them.</summary>
    private const int SecondsPerBlock = 10;

    /// <summary>In the folder where imported wallets lie too.</summary>
    private const string OwnWallet = "wallet/simulated";

    public override string Name => "simulator";

    public override MethodTable Methods { get; } = MethodFile.Load("electron-cash").With([Fault, Chain]);

    protected override string DefaultCommand => "paywarden-simulator";

    protected override bool NeedsServer => false;

    /// <summary>Without a wallet file the wallet's name is its seed, so that all daemons of one wallet hold the same addresses.</summary>
    public override LaunchPlan Plan(DaemonSpec spec, DaemonSite site)
    {
        var plan = base.Plan(spec, site);
        return site.WalletPath.Length > 0
            ? plan
            : plan with { Files = plan.Files.Add(new PlannedFile(OwnWallet, new JsonObject { ["seed"] = spec.Wallet }.ToJsonString(), OnlyIfMissing: true)) };
    }

    protected override void Configure(JsonObject settings, DaemonSpec spec, DaemonSite site)
    {
        base.Configure(settings, spec, site);
        if (site.NodeFolder.Length > 0)
        {
            settings["simulator_chain"] = Path.Combine(site.NodeFolder, ChainFolder);
            settings["simulator_mine_every"] = SecondsPerBlock;
        }
    }

    protected override string WalletPath(DaemonSite site) =>
        site.WalletPath.Length > 0 ? site.WalletPath : Path.Combine(site.Folder, OwnWallet);
}

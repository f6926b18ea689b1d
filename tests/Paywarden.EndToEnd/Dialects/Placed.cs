using Paywarden.Daemons;
using Paywarden.Harness;
using Paywarden.Kernel;

namespace Paywarden.Dialects;

/// <summary>A daemon's spec and a site for it in a scene's folder, with a copy of the wallet where the launcher would have put it.</summary>
internal sealed record Placed(DaemonSpec Spec, DaemonSite Site)
{
    public static Placed In(Scene scene, string dialect, string command, string walletFile, string server)
    {
        var folder = scene.Subfolder("store-0");
        var copy = Path.Combine(scene.Subfolder("store-0/wallet"), "store.wallet");
        File.Copy(walletFile, copy);
        var placed = Of(folder, dialect, command, walletFile, server);
        return placed with { Site = placed.Site with { WalletPath = copy } };
    }

    /// <summary>Without a wallet in it yet.</summary>
    public static Placed Of(string folder, string dialect, string command, string walletFile, string server)
    {
        var spec = new DaemonSpec
        {
            Id = "store-0",
            Wallet = "store",
            Ordinal = 0,
            Dialect = dialect,
            Network = "regtest",
            Command = [command],
            WalletFile = walletFile,
            Server = server,
            Start = new StartLimits(TimeSpan.FromSeconds(45), TimeSpan.FromMilliseconds(500)),
            Probe = new ProbeLimits(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), 3, 1),
            Restart = new RestartLimits(TimeSpan.Zero, TimeSpan.FromMilliseconds(250), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), 5, TimeSpan.FromMinutes(10)),
            Stop = new StopLimits(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)),
            Call = new CallLimits(1, 128, TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(8)),
        };
        return new Placed(spec, new DaemonSite(folder, "", FreePorts.Take(1)[0], "paywarden", new Secret(Guid.NewGuid().ToString("N"))));
    }

    public PlannedDaemon Start(Dialect dialect) => new(dialect, Spec, Site);
}

using Paywarden.Daemons;
using Paywarden.Kernel;

namespace Paywarden.Dialects;

/// <summary>The four wallets that no restart opens, against whatever daemon: a living one must say each so that it is understood.</summary>
internal static class HopelessWallets
{
    public static async Task HoldAsync(PlannedDaemon daemon, Placed placed, string password)
    {
        Assert.StartsWith("wrong wallet password", await WhyAsync(daemon, new Secret("wrong")), StringComparison.Ordinal);
        Assert.Contains("no password is configured", await WhyAsync(daemon, Secret.None), StringComparison.Ordinal);

        await File.WriteAllTextAsync(placed.Site.WalletPath, "not a wallet");
        Assert.Contains("cannot be read", await WhyAsync(daemon, new Secret(password)), StringComparison.Ordinal);

        File.Delete(placed.Site.WalletPath);
        Assert.Contains("the file is missing", await WhyAsync(daemon, new Secret(password)), StringComparison.Ordinal);
    }

    private static async Task<string> WhyAsync(PlannedDaemon daemon, Secret password) =>
        Assert.IsType<ReplyReading.Hopeless>(await daemon.AwakenAsync(password)).Why;
}

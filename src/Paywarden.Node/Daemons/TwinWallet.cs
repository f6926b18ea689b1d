using System.Text;

namespace Paywarden.Daemons;

/// <summary>The watch-only wallet of a twin: made from the wallet's public key before the twin's first start, by the program itself. Whoever dies meanwhile, a wallet is
/// there whole or not at all: it is made in a folder of its own and moved to its place.</summary>
internal sealed class TwinWallet(string dataDir, PublicKeys keys, OneRun run, Leftovers leftovers)
{
    /// <summary>Both programs took 0.6 s for it; this is for one that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <returns>Null: the wallet is there, or this daemon is no twin.</returns>
    public async Task<LaunchResult?> EnsureAsync(DaemonSpec spec, Dialect dialect)
    {
        if (spec.Part != DaemonPart.Twin)
        {
            return null;
        }

        if (keys.Find(spec.Wallet) is not { } key)
        {
            return new LaunchResult.NotYet($"waits for {spec.Signer} to tell the wallet's public key, from which its own wallet is made");
        }

        DaemonFolder folder = new(dataDir, spec.Id);
        var wallet = WalletCopy.PathIn(spec, dialect, folder.Home);
        try
        {
            return File.Exists(wallet) ? null : await MakeAsync(spec, dialect, folder, wallet, key);
        }
        catch (Exception e) when (WorldFault.IsOf(e))
        {
            return new LaunchResult.Failed($"{spec.Id} cannot start: {WorldFault.Explain(e, folder.Root)}", Hopeless: false);
        }
    }

    private async Task<LaunchResult?> MakeAsync(DaemonSpec spec, Dialect dialect, DaemonFolder folder, string wallet, string key)
    {
        folder.Make();
        var making = Path.Combine(folder.Home, "making");
        if (Directory.Exists(making))
        {
            // An earlier node died here, and what it started may be writing there still.
            leftovers.KillNow(spec.Id);
            Directory.Delete(making, recursive: true);
        }

        OwnerFiles.MakeFolder(making);
        var made = Path.Combine(making, "wallet");
        var input = Path.Combine(making, "input");
        List<string> tried = [];
        foreach (var command in spec.FallbackCommand.IsEmpty ? [spec.Command] : new[] { spec.Command, spec.FallbackCommand })
        {
            var plan = dialect.Restore(spec with { Command = command }, making, made, key);
            OwnerFiles.Write(input, Encoding.ASCII.GetBytes(plan.Input));
            switch (await run.RunAsync(spec, plan, making, input, Patience))
            {
                case null:
                    tried.Add(plan.Arguments[0]);
                    continue;
                case { IsGood: true } when File.Exists(made) && new FileInfo(made).Length > 0:
                    TakeIntoUse(made, wallet);
                    Directory.Delete(making, recursive: true);
                    return null;
                case { How: var how }:
                    return new LaunchResult.Failed($"{spec.Id}: its watch-only wallet cannot be made: {plan.Arguments[0]} {how}. It is tried again by itself", Hopeless: false);
            }
        }

        return Launch.CannotStart(spec, tried);
    }

    /// <summary>Forced to the disk first: after a power cut an empty file in its place would be taken for the wallet.</summary>
    private static void TakeIntoUse(string made, string wallet)
    {
        using (var file = new FileStream(made, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Flush(flushToDisk: true);
        }

        OwnerFiles.MakeFolder(Path.GetDirectoryName(wallet)!);
        File.Move(made, wallet, overwrite: true);
        Posix.ForceFolder(Path.GetDirectoryName(wallet)!);
    }
}

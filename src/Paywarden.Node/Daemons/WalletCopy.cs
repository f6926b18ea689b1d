namespace Paywarden.Daemons;

/// <summary>The instance's own copy of its wallet: made once, then the daemon's. Two daemons on one file lose each other's writes.</summary>
internal static class WalletCopy
{
    /// <summary>Empty for a daemon without a wallet file.</summary>
    public static string PathIn(DaemonSpec spec, Dialect dialect, string home) =>
        spec.WalletFile.Length == 0 ? "" : Path.Combine(home, dialect.WalletPlace(spec));

    /// <returns>Null: the copy is there.</returns>
    public static LaunchResult.Failed? Ensure(DaemonSpec spec, string copy)
    {
        if (copy.Length == 0 || File.Exists(copy))
        {
            return null;
        }

        byte[] wallet;
        try
        {
            wallet = File.ReadAllBytes(spec.WalletFile);
        }
        catch (Exception e) when (WorldFault.IsOf(e))
        {
            var cause = e is FileNotFoundException or DirectoryNotFoundException ? "it does not exist"
                : Directory.Exists(spec.WalletFile) ? "it is a folder"
                : e is UnauthorizedAccessException ? "permission denied"
                : e.Message;
            return new($"cannot read the wallet file {spec.WalletFile}: {cause}. Put it there, readable by the user that runs paywarden-node, then: paywarden unpark {spec.Id}", Hopeless: true);
        }

        // Durable: an empty file after a power cut would be taken for the wallet ever after.
        OwnerFiles.MakeFolder(Path.GetDirectoryName(copy)!);
        OwnerFiles.Write(copy, wallet, durable: true);
        return null;
    }
}

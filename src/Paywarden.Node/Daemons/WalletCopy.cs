namespace Paywarden.Daemons;

/// <summary>The instance's own copy of its wallet: made once, then the daemon's. Two daemons on one file lose each other's writes.</summary>
internal static class WalletCopy
{
    /// <summary>Empty for a daemon that makes its own, or needs none. A twin's has no keys and lies where never a copy with keys lay, so that the two cannot be taken for
    /// each other.</summary>
    public static string PathIn(DaemonSpec spec, Dialect dialect, string home) => spec switch
    {
        { Part: DaemonPart.Twin } => Path.Combine(home, "watch-only", spec.WalletFile.Length == 0 ? spec.Wallet : Path.GetFileName(spec.WalletFile)),
        { WalletFile.Length: 0 } => "",
        _ => Path.Combine(home, dialect.WalletPlace(spec)),
    };

    /// <returns>Null: the copy is there.</returns>
    public static LaunchResult.Failed? Ensure(DaemonSpec spec, string copy)
    {
        if (copy.Length == 0 || spec.Part == DaemonPart.Twin || File.Exists(copy))
        {
            return null;
        }

        byte[] wallet;
        try
        {
            wallet = File.ReadAllBytes(spec.WalletFile);
        }
        catch (Exception e) when (WorldFault.IsOf(e) && OlderCopy(spec, copy) is { } older)
        {
            wallet = older;
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

    /// <summary>Of a wallet whose daemons all held the keys before there were signers, the file that it was imported from may be gone for long.</summary>
    private static byte[]? OlderCopy(DaemonSpec spec, string copy)
    {
        try
        {
            var daemons = Path.GetFullPath(Path.Combine(copy, "..", "..", "..", ".."));
            return spec.Part == DaemonPart.Signer ? File.ReadAllBytes(Path.Combine(daemons, $"{spec.Wallet}-0", "home", "wallet", Path.GetFileName(copy))) : null;
        }
        catch (Exception e) when (WorldFault.IsOf(e))
        {
            return null;
        }
    }
}

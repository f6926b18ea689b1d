namespace Paywarden.Daemons.Dialects;

/// <summary>The sentences for a wallet that no restart opens: the cause, and the cure with the file or key to mend and the command that ends the park.</summary>
public static class WalletFaults
{
    private static readonly string[] PasswordTexts = ["Incorrect password", "InvalidPassword", "Password required"];

    private static readonly string[] FileTexts =
    [
        "Cannot read wallet file", "WalletFileException", "Unknown wallet type", "StorageReadWriteError", "Is a directory", "Not a directory",
        "unsupported version", "incompatible", "Permission denied",
    ];

    /// <summary>Null: this error may pass by itself.</summary>
    public static string? Read(DaemonSpec spec, string walletPath, DaemonError error)
    {
        if (Has(error, PasswordTexts))
        {
            return WrongPassword(spec);
        }

        return Has(error, FileTexts) ? Unreadable(spec, walletPath) : null;
    }

    /// <summary>A file that was cut off while encrypted says the same as a wrong password: nothing can tell them apart.</summary>
    public static string WrongPassword(DaemonSpec spec) => $"wrong wallet password. {Correct(spec)}, then: paywarden unpark {spec.Id}";

    public static string Unreadable(DaemonSpec spec, string walletPath) => spec.Part == DaemonPart.Twin ? Damaged(spec, walletPath) : spec.WalletFile.Length == 0
        ? $"its wallet {walletPath} cannot be read. Put a whole wallet there, then: paywarden unpark {spec.Id}"
        : $"its wallet {walletPath} cannot be read. Check {spec.WalletFile} and take it anew (paywarden recreate {spec.Id}), or mend the copy, then: paywarden unpark {spec.Id}";

    /// <summary>The daemon answered that all is well and loaded nothing.</summary>
    public static string NotLoaded(DaemonSpec spec, string walletPath) => spec.Part == DaemonPart.Twin ? Damaged(spec, walletPath) : HasPassword(spec)
        ? $"it loaded no wallet from {walletPath}: the file is missing, or of a version that it does not take. Check {Origin(spec, walletPath)}, then: paywarden unpark {spec.Id}"
        : $"it loaded no wallet from {walletPath}: the file is missing, or encrypted and no password is configured. Set wallet-password or wallet-password-file of wallet {spec.Wallet}, then: paywarden unpark {spec.Id}";

    private static string Damaged(DaemonSpec spec, string walletPath) =>
        $"its watch-only wallet {walletPath} cannot be read. Make it anew from the wallet's public key: paywarden recreate {spec.Id}";

    private static string Correct(DaemonSpec spec) => spec.WalletPasswordFile.Length > 0
        ? $"Correct {spec.WalletPasswordFile}"
        : $"Correct wallet-password of wallet {spec.Wallet} and restart the node (only a wallet-password-file is read anew at each start)";

    private static bool HasPassword(DaemonSpec spec) => !spec.WalletPassword.IsEmpty || spec.WalletPasswordFile.Length > 0;

    private static string Origin(DaemonSpec spec, string walletPath) => spec.WalletFile.Length > 0 ? spec.WalletFile : walletPath;

    private static bool Has(DaemonError error, string[] texts) => texts.Any(t => error.Message.Contains(t, StringComparison.OrdinalIgnoreCase));
}

namespace Paywarden.Daemons.Dialects;

/// <summary>What a node's errors mean while it is brought to its wallet. Its codes differ between versions, so the texts decide.</summary>
internal static class BitcoindAwaking
{
    private const int NotEncrypted = -15;
    private const int WrongPassphrase = -14;

    /// <summary>0.21 says the one, later versions the other.</summary>
    private static readonly string[] Done = ["already loaded", "already exists", "Duplicate -wallet filename"];

    private static readonly string[] Damaged = ["wallet.dat corrupt", "Data is not in recognized format", "Wallet corrupted", "salvage failed", "requires newer version", "Not a directory", "Permission denied", "is not a directory"];

    public static ReplyReading Read(DaemonSpec spec, string walletPath, DaemonError error) =>
        error.Code == NotEncrypted || Has(error, Done) ? new ReplyReading.Good()
        : error.Code == WrongPassphrase ? new ReplyReading.Hopeless(WalletFaults.WrongPassword(spec))
        : Has(error, ["Path does not exist"]) ? new ReplyReading.Hopeless(WalletFaults.NotLoaded(spec, walletPath))
        : Has(error, Damaged) ? new ReplyReading.Hopeless(WalletFaults.Unreadable(spec, walletPath))
        : new ReplyReading.NotYet(JsonReading.Brief(error));

    public static string NoPassword(DaemonSpec spec) =>
        $"its wallet is encrypted and no password is configured. Set wallet-password or wallet-password-file of wallet {spec.Wallet}, then: paywarden unpark {spec.Id}";

    private static bool Has(DaemonError error, string[] texts) => texts.Any(text => error.Message.Contains(text, StringComparison.OrdinalIgnoreCase));
}

using System.Text.Json;
using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>Copies of the wallet with its keys, which daemons worked on before they became twins. They are deleted once nothing is lost with them: the signer's wallet
/// is there, and the copy is of the same keys.</summary>
internal sealed class KeyedCopies(string dataDir, PublicKeys keys)
{
    /// <returns>A sentence for each file that was deleted, or that had to stay.</returns>
    public IReadOnlyList<string> PutAway(DaemonSpec spec)
    {
        var folder = new DirectoryInfo(Path.Combine(new DaemonFolder(dataDir, spec.Id).Home, "wallet"));
        if (spec.Part != DaemonPart.Twin || !folder.Exists || keys.Find(spec.Wallet) is not { } key)
        {
            return [];
        }

        try
        {
            return [.. folder.EnumerateFiles().Select(file => PutAway(spec, file, key))];
        }
        catch (Exception e) when (WorldFault.IsOf(e))
        {
            return [$"{folder.FullName} may hold keys that {spec.Id} does not need any more: {e.Message}"];
        }
    }

    private string PutAway(DaemonSpec spec, FileInfo file, string key)
    {
        if (!SignerHasWallet(spec))
        {
            return $"{file.FullName} stays: {spec.Signer} has no wallet here that could take its place";
        }

        if (Secrets.WalletPassword(spec, out var password) is not null)
        {
            password = Secret.None;
        }

        if (SealedWallet.Open(File.ReadAllBytes(file.FullName), password) is not { } json || !Holds(json, key))
        {
            return $"{file.FullName} stays and may hold keys, though {spec.Id} does not need it any more: that it is the wallet that {spec.Signer} signs for is not proven. Look at it and delete it";
        }

        file.Delete();
        Posix.ForceFolder(file.DirectoryName!);
        return $"deleted {file.FullName}: {spec.Id} only watches now, and {spec.Signer} holds the keys";
    }

    private bool SignerHasWallet(DaemonSpec spec) =>
        new DirectoryInfo(Path.Combine(new DaemonFolder(dataDir, spec.Signer).Home, "wallet")) is { Exists: true } wallets && wallets.EnumerateFiles().Any(f => f.Length > 0);

    /// <summary>keystore.xpub, as both programs name it.</summary>
    private static bool Holds(byte[] json, string key)
    {
        try
        {
            using var wallet = JsonDocument.Parse(json);
            return wallet.RootElement.TryGetProperty("keystore", out var keystore)
                && keystore.ValueKind == JsonValueKind.Object
                && keystore.TryGetProperty("xpub", out var told)
                && told.ValueKind == JsonValueKind.String
                && told.GetString() == key;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

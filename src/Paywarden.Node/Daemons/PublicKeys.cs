using System.Collections.Concurrent;
using System.Text;

namespace Paywarden.Daemons;

/// <summary>DATA/public-keys/WALLET: what twins are made from. It moves no money, but it shows all payments of the wallet, so it is for the owner alone.</summary>
internal sealed class PublicKeys(string dataDir) : IPublicKeys
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _told = new(StringComparer.Ordinal);
    private readonly Lock _writing = new();

    /// <summary>Null: no signer has told it yet.</summary>
    public string? Find(string wallet) => Of(wallet) is { Task.IsCompletedSuccessfully: true } told ? told.Task.Result : null;

    public Task<string> ToldAsync(string wallet, CancellationToken cancel) => Of(wallet).Task.WaitAsync(cancel);

    public string? Learn(DaemonSpec daemon, string key)
    {
        lock (_writing)
        {
            if (Find(daemon.Wallet) is { } known)
            {
                return known == key ? null : Another(daemon);
            }

            if (daemon.Part == DaemonPart.Signer)
            {
                // On disk before any twin is made from it: all twins, of all starts, are of one key.
                OwnerFiles.MakeFolder(Path.GetDirectoryName(PathOf(daemon.Wallet))!);
                OwnerFiles.Write(PathOf(daemon.Wallet), Encoding.ASCII.GetBytes(key), durable: true);
                Of(daemon.Wallet).TrySetResult(key);
            }

            return null;
        }
    }

    private string Another(DaemonSpec daemon) => daemon.Part == DaemonPart.Signer
        ? $"its wallet has other keys than those that the twins of {daemon.Wallet} watch ({PathOf(daemon.Wallet)}), so it could sign nothing for them. Put the wallet with the right keys at {daemon.WalletFile}, then: paywarden recreate {daemon.Id}"
        : $"its wallet is another than the one that {daemon.Signer} signs for: it would show customers addresses of somebody else. Make it anew: paywarden recreate {daemon.Id}";

    private string PathOf(string wallet) => Path.Combine(dataDir, "public-keys", wallet);

    private TaskCompletionSource<string> Of(string wallet) => _told.GetOrAdd(wallet, Remembered);

    private TaskCompletionSource<string> Remembered(string wallet)
    {
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            if (File.ReadAllText(PathOf(wallet)) is { Length: > 0 } key)
            {
                told.SetResult(key);
            }
        }
        catch (Exception e) when (WorldFault.IsOf(e))
        {
            // Not told yet, or not to be read now: then the signer tells it again.
        }

        return told;
    }
}

using Paywarden.Faults;
using Paywarden.JsonRpc;
using Paywarden.Kernel;
using Paywarden.Wallets;

namespace Paywarden.Daemons;

/// <summary>A running daemon's memory: its configuration, the wallets it has loaded, and whether it should go on.</summary>
internal sealed class Session(DataFolder folder, DaemonConfig config, DaemonLock lockFile, FaultBoard faults)
{
    private const int HistoriesArriveAfter = 80;
    private const int AddressesReachDiskAfter = 1000;

    private readonly Dictionary<string, Wallet> _wallets = [];

    public DataFolder Folder => folder;

    public DaemonConfig Config => config;

    public FaultBoard Faults => faults;

    public NetworkView Network { get; } = new(folder.Network, config, faults);

    /// <summary>The one that direct methods act on: loaded last. Null again after a load that loaded nothing.</summary>
    public Wallet? Current { get; private set; }

    public bool Stopping { get; private set; }

    public IEnumerable<(string Path, bool Synchronized)> Wallets => _wallets.Select(w => (w.Key, IsSynchronized(w.Value)));

    public static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public Wallet? Load(string path, string? password)
    {
        if (!_wallets.TryGetValue(path, out var wallet))
        {
            wallet = WalletFile.Load(path, password, folder.Network);
            if (wallet is not null)
            {
                wallet.LoadedAt = Environment.TickCount64;
                _wallets[path] = wallet;
            }
        }

        return Current = wallet;
    }

    /// <summary>Direct methods go on answering from the closed wallet, as with the original.</summary>
    public bool Close(string path)
    {
        if (!_wallets.Remove(path, out var wallet))
        {
            return false;
        }

        Save(wallet);
        return true;
    }

    /// <summary>False for a moment after loading, before it has addresses, while the server is away, and on request.</summary>
    public bool IsSynchronized(Wallet wallet) => wallet.HasAddresses && HasMetServer(wallet);

    public static void Save(Wallet wallet)
    {
        WalletFile.Save(wallet);
        wallet.UnsavedSince = 0;
    }

    /// <summary>Between two calls: first contact with the server, and the write that follows new addresses after a second.</summary>
    public void Tick()
    {
        foreach (var wallet in _wallets.Values)
        {
            if (!wallet.HasAddresses && HasMetServer(wallet))
            {
                wallet.Synchronize();
                SaveOrComplain(wallet);
            }

            if (wallet.UnsavedSince != 0 && Environment.TickCount64 - wallet.UnsavedSince >= AddressesReachDiskAfter)
            {
                SaveOrComplain(wallet);
            }
        }
    }

    private bool HasMetServer(Wallet wallet) =>
        !Network.Away && !faults.Has(FaultKinds.Unsynchronised) && Environment.TickCount64 - wallet.LoadedAt >= HistoriesArriveAfter;

    /// <summary>Outside a call nobody can be told that the disk is full, and no daemon ends for it: it tries again a second later.</summary>
    private static void SaveOrComplain(Wallet wallet)
    {
        try
        {
            Save(wallet);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            Terminal.Complain($"Traceback (most recent call last):\nOSError: {RpcFault.Errno(full)}");
            wallet.UnsavedSince = Environment.TickCount64;
        }
    }

    /// <summary>The lock goes at once, before the reply; the process a moment after it.</summary>
    public void Stop()
    {
        lockFile.Remove();
        Stopping = true;
    }

    public void SaveAll()
    {
        foreach (var wallet in _wallets.Values)
        {
            SaveOrComplain(wallet);
        }
    }
}

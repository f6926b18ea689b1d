using Paywarden.Chains;
using Paywarden.Faults;
using Paywarden.JsonRpc;
using Paywarden.Kernel;
using Paywarden.Wallets;

namespace Paywarden.Daemons;

/// <summary>A running daemon's memory: its configuration, the wallets it has loaded, and whether it should go on.</summary>
internal sealed class Session
{
    private const int HistoriesArriveAfter = 80;
    private const int AddressesReachDiskAfter = 1000;

    private readonly Dictionary<string, Wallet> _wallets = [];
    private readonly DaemonLock _lockFile;
    private readonly WalletSync _sync;

    public Session(DataFolder folder, DaemonConfig config, DaemonLock lockFile, FaultBoard faults, SharedChain chain)
    {
        (Folder, Config, Faults, _lockFile) = (folder, config, faults, lockFile);
        Chain = chain;
        Network = new NetworkView(folder.Network, config, faults, chain);
        Outbox = new Outbox(Network, faults);
        _sync = new WalletSync(Network);
    }

    public DataFolder Folder { get; }

    public DaemonConfig Config { get; }

    public FaultBoard Faults { get; }

    public NetworkView Network { get; }

    /// <summary>As it is, whatever the daemon's server shows of it.</summary>
    public SharedChain Chain { get; }

    public Outbox Outbox { get; }

    /// <summary>The one that direct methods act on: loaded last. Null again after a load that loaded nothing.</summary>
    public Wallet? Current { get; private set; }

    public bool Stopping { get; private set; }

    public IEnumerable<(string Path, bool Synchronized)> Wallets => _wallets.Select(w => (w.Key, IsSynchronized(w.Value)));

    public static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public Wallet? Load(string path, string? password)
    {
        if (!_wallets.TryGetValue(path, out var wallet))
        {
            wallet = WalletFile.Load(path, password, Folder.Network);
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
    public bool IsSynchronized(Wallet wallet) => wallet.HasAddresses && wallet.Seen is not null && HasMetServer(wallet);

    public static void Save(Wallet wallet)
    {
        WalletFile.Save(wallet);
        wallet.UnsavedSince = 0;
    }

    /// <summary>Between two calls: what the server has to tell, what it still has to be told, and the write that follows new addresses after a second.</summary>
    public void Tick()
    {
        Network.Listen();
        Outbox.SendKept();
        foreach (var wallet in _wallets.Values)
        {
            if (HasMetServer(wallet) && _sync.Run(wallet))
            {
                SaveOrComplain(wallet);
            }

            if (wallet.UnsavedSince != 0 && Environment.TickCount64 - wallet.UnsavedSince >= AddressesReachDiskAfter)
            {
                SaveOrComplain(wallet);
            }
        }
    }

    private bool HasMetServer(Wallet wallet) =>
        !Network.Away && !Faults.Has(FaultKinds.Unsynchronised) && Environment.TickCount64 - wallet.LoadedAt >= HistoriesArriveAfter;

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
        _lockFile.Remove();
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

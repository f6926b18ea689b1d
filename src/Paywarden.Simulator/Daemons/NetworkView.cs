using System.Text.Json;
using Paywarden.Chains;
using Paywarden.Faults;
using Paywarden.JsonRpc;
using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>What the daemon sees of the world: a server that is there unless a fault takes it away, and the chain as that server shows it.</summary>
internal sealed class NetworkView(Network network, DaemonConfig config, FaultBoard faults, SharedChain chain)
{
    private const int ServerTimeout = 30_000;
    private const int TroubleLasts = 1000;

    private long _troubledUntil;
    private int _localTop = network.Height;

    public bool Offline => config.Offline;

    /// <summary>True against a server that never answers, too: a connection is all it takes.</summary>
    public bool Connected => !Offline && !faults.Has(FaultKinds.ServerAway) && Environment.TickCount64 >= _troubledUntil;

    /// <summary>Nobody answers: no server, or one that says nothing.</summary>
    public bool Away => !Connected || faults.Has(FaultKinds.ServerMute);

    public ChainState Chain => chain.State;

    public int ServerHeight => Away ? 0 : Top;

    /// <summary>Of its own headers, kept when the server goes.</summary>
    public int LocalHeight => _localTop - (faults.Find(FaultKinds.Lag)?.Amount(10) ?? 0);

    public string Server => config.Server.Split(':')[0];

    /// <summary>Changes whenever the server has something new to show.</summary>
    public object Stamp => (chain.State.Version, Top);

    /// <summary>Of the newest block that the server has; it may stand still.</summary>
    public int Top => faults.Find(FaultKinds.Height)?.Amount(chain.State.Height) ?? chain.State.Height;

    /// <summary>As the server tells it: of the block, as far as it has it; else 0.</summary>
    public int HeightOf(ChainTransaction transaction) => transaction.Height <= Top ? transaction.Height : 0;

    public int Confirmations(int height) => height > 0 && height <= LocalHeight ? LocalHeight - height + 1 : 0;

    /// <summary>Waits for the server as the original does, on the only thread, and gives up.</summary>
    public void Ask()
    {
        if ((faults.Find(FaultKinds.ServerAway) ?? faults.Find(FaultKinds.ServerMute)) is { } away)
        {
            Thread.Sleep(away.Amount(ServerTimeout));
            throw RpcFault.Python("electroncash.network.timeout", "Server did not answer", "synchronous_get");
        }

        Listen();
    }

    /// <summary>Takes what is new, and mines when it is time.</summary>
    public void Listen() => Try(c =>
    {
        c.Refresh();
        c.MineIfDue(config.MineEvery);
        _localTop = Top;
    });

    /// <summary>Nothing while the server is away; a chain that cannot be read or written is a server away for a moment.</summary>
    public void Try(Action<SharedChain> act)
    {
        if (Away)
        {
            return;
        }

        try
        {
            act(chain);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or InvalidDataException or JsonException)
        {
            _troubledUntil = Environment.TickCount64 + TroubleLasts;
        }
    }
}

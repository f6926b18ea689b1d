using Paywarden.Faults;
using Paywarden.JsonRpc;
using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>What the daemon sees of the world: a server that is there unless a fault takes it away, and a chain that stands still.</summary>
internal sealed class NetworkView(Network network, DaemonConfig config, FaultBoard faults)
{
    private const int ServerTimeout = 30_000;

    public bool Offline => config.Offline;

    /// <summary>True against a server that never answers, too: a connection is all it takes.</summary>
    public bool Connected => !Offline && !faults.Has(FaultKinds.ServerAway);

    /// <summary>Nobody answers: no server, or one that says nothing.</summary>
    public bool Away => !Connected || faults.Has(FaultKinds.ServerMute);

    public int ServerHeight => Away ? 0 : Top;

    /// <summary>Of its own headers, kept when the server goes.</summary>
    public int LocalHeight => Top - (faults.Find(FaultKinds.Lag)?.Amount(10) ?? 0);

    public string Server => config.Server.Split(':')[0];

    private int Top => faults.Find(FaultKinds.Height)?.Amount(network.Height) ?? network.Height;

    /// <summary>Waits for the server as the original does, on the only thread, and gives up.</summary>
    public void Ask()
    {
        if ((faults.Find(FaultKinds.ServerAway) ?? faults.Find(FaultKinds.ServerMute)) is { } away)
        {
            Thread.Sleep(away.Amount(ServerTimeout));
            throw RpcFault.Python("electroncash.network.timeout", "Server did not answer", "synchronous_get");
        }
    }
}

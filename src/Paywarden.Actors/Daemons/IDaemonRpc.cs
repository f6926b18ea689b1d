using System.Text.Json;

namespace Paywarden.Daemons;

/// <summary>Our own calls to a daemon (probes, wallet load, stop). The endpoint's HTTP threads use the same transport with raw bytes.</summary>
public interface IDaemonRpc
{
    /// <summary>Sends one JSON-RPC call and reads its reply. Never throws for what the world does.</summary>
    Task<DaemonReply> CallAsync(DaemonEndpoint endpoint, DaemonCall call, TimeSpan limit, CancellationToken cancel);
}

/// <summary>What came back from a daemon.</summary>
public abstract record DaemonReply
{
    private DaemonReply()
    {
    }

    public sealed record Result(JsonElement Value) : DaemonReply;

    public sealed record Error(DaemonError Value) : DaemonReply;

    /// <summary>No whole reply. <paramref name="Kind"/> says whether anything can have run.</summary>
    public sealed record Failed(CallFault Kind, string Why) : DaemonReply;
}

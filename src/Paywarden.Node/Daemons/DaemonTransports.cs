using System.Net;
using System.Runtime.CompilerServices;

namespace Paywarden.Daemons;

/// <summary>One transport for each endpoint. An endpoint belongs to one incarnation of a daemon, so the transport goes with it to the garbage
/// collector, and the idle connections of a dead daemon close by themselves: nobody has to remember to clean up.</summary>
/// <remarks>Those that keep connections share one pool. One of its own for each cost a thousand daemons a thousand timers that look after idle
/// connections, a quarter of what a probe costs (measured).</remarks>
internal sealed class DaemonTransports : IDisposable
{
    private readonly ConditionalWeakTable<DaemonEndpoint, DaemonTransport> _transports = [];
    private readonly HttpMessageInvoker _pool = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.None,

        // Below the idle limits of the daemons that keep connections (Electrum 75 s, bitcoind 30 s), so that they rarely close one under a call.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    });

    public DaemonTransport For(DaemonEndpoint endpoint) => _transports.TryGetValue(endpoint, out var transport) ? transport
        : _transports.GetValue(endpoint, e => e.KeepAlive ? new KeepingTransport(_pool, e) : new ClosingTransport(e));

    public void Dispose() => _pool.Dispose();
}

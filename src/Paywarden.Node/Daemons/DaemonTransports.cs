using System.Net;
using System.Runtime.CompilerServices;

namespace Paywarden.Daemons;

/// <summary>One transport for each endpoint. An endpoint belongs to one incarnation of a daemon, so the transport goes with it to the garbage
/// collector, and the idle connections of a dead daemon close by themselves: nobody has to remember to clean up.</summary>
/// <remarks>All of them share two handlers. One of its own for each cost a thousand daemons a thousand timers that look after idle connections,
/// a quarter of what a probe costs (measured).</remarks>
internal sealed class DaemonTransports : IDisposable
{
    private readonly HttpMessageInvoker _keeping = Invoker(keepAlive: true);
    private readonly HttpMessageInvoker _closing = Invoker(keepAlive: false);
    private readonly ConditionalWeakTable<DaemonEndpoint, DaemonTransport> _transports = [];

    public DaemonTransport For(DaemonEndpoint endpoint) =>
        _transports.TryGetValue(endpoint, out var transport) ? transport : _transports.GetValue(endpoint, e => new DaemonTransport(e.KeepAlive ? _keeping : _closing, e));

    public void Dispose()
    {
        _keeping.Dispose();
        _closing.Dispose();
    }

    private static HttpMessageInvoker Invoker(bool keepAlive) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.None,

        // A daemon that serves one connection at a time is blocked by an idle one, and .NET's pool would send the next call into a closed one.
        PooledConnectionLifetime = keepAlive ? Timeout.InfiniteTimeSpan : TimeSpan.Zero,
        MaxConnectionsPerServer = keepAlive ? int.MaxValue : 1,

        // Below the idle limits of the daemons that keep connections (Electrum 75 s, bitcoind 30 s), so that they rarely close one under a call.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    });
}

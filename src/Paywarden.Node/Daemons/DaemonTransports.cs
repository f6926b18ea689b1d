using System.Runtime.CompilerServices;

namespace Paywarden.Daemons;

/// <summary>One transport for each endpoint. An endpoint belongs to one incarnation of a daemon, so the transport goes with it to the garbage
/// collector, and the idle connections of a dead daemon close by themselves: nobody has to remember to clean up.</summary>
internal sealed class DaemonTransports
{
    private readonly ConditionalWeakTable<DaemonEndpoint, DaemonTransport> _transports = [];

    public DaemonTransport For(DaemonEndpoint endpoint) =>
        _transports.TryGetValue(endpoint, out var transport) ? transport : _transports.GetValue(endpoint, static e => new DaemonTransport(e));
}

using Akka.Actor;
using Paywarden.Daemons;
using Paywarden.Kernel;
using Paywarden.Routing;

namespace Paywarden.Startup;

/// <summary>The node's ports to the world, gathered for its actors.</summary>
internal sealed record DaemonPorts(
    string Node,
    IDaemonLauncher Launcher,
    IDaemonRpc Rpc,
    IDaemonStore Store,
    IPublicKeys PublicKeys,
    IEventLog Events,
    Func<string, Dialect> Dialects,
    CallGates Gates,
    RouterViewSource Views,
    RosterSource Rosters,
    DaemonMetrics Metrics,
    TimeProvider Clock,
    Func<double> Roll)
{
    public DaemonWorld World(IActorRef router) => new()
    {
        Node = Node,
        Launcher = Launcher,
        Rpc = Rpc,
        Store = Store,
        PublicKeys = PublicKeys,
        Events = Events,
        Dialects = Dialects,
        Gates = Gates,
        Metrics = Metrics,
        Clock = Clock,
        Roll = Roll,
        Router = router,
    };
}

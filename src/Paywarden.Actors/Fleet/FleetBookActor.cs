using Akka.Actor;
using Paywarden.Kernel;
using Paywarden.Routing;

namespace Paywarden.Fleet;

/// <summary>The fleet's journal: what operators decided outlives the node.</summary>
public sealed class FleetBookActor(IActorRef router, TimeProvider clock, Func<double> roll)
    : MachineActor<FleetState, FleetCommand, FleetEvent>("fleet", FleetState.Empty, clock, roll)
{
    public static Props Props(IActorRef router, TimeProvider clock, Func<double> roll) =>
        Akka.Actor.Props.Create(() => new FleetBookActor(router, clock, roll));

    protected override Decision<FleetEvent> Decide(FleetState state, FleetCommand command, DateTimeOffset now, double roll) =>
        FleetMachine.Decide(state, command, now, roll);

    protected override FleetState Apply(FleetState state, FleetEvent e) => FleetMachine.Apply(state, e);

    protected override void Settle() => router.Tell(new RouterProtocol.PausesChanged(State.Paused));
}

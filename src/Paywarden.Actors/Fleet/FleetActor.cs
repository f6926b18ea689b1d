using System.Collections.Immutable;
using Akka.Actor;
using Paywarden.Daemons;

namespace Paywarden.Fleet;

/// <summary>Says what should run: tells every daemon so at its start and every 5 s again. Level-triggered: whatever hiccup lost a daemon, the next
/// round mends it. What operators decided is its child's business, so that a journal that cannot be read never keeps a daemon from being started.</summary>
public sealed class FleetActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);
    private readonly IActorRef _daemons;
    private ImmutableArray<DaemonSpec> _specs;

    public FleetActor(ImmutableArray<DaemonSpec> specs, IActorRef daemons, Props book)
    {
        (_specs, _daemons) = (specs, daemons);
        var child = Context.ActorOf(book, "book");
        Receive<Ensure>(_ => EnsureAll());
        Receive<SpecsChanged>(m =>
        {
            _specs = m.Specs;
            EnsureAll();
        });
        Receive<FleetCommand>(child.Forward);
        EnsureAll();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ImmutableArray<DaemonSpec> specs, IActorRef daemons, Props book) =>
        Akka.Actor.Props.Create(() => new FleetActor(specs, daemons, book));

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Ensure), Ensure.Instance, Round);

    private void EnsureAll()
    {
        foreach (var spec in _specs)
        {
            _daemons.Tell(new DaemonProtocol.Ensure(spec));
        }
    }

    /// <summary>The configuration has been read anew.</summary>
    public sealed record SpecsChanged(ImmutableArray<DaemonSpec> Specs);

    private sealed class Ensure : INoSerializationVerificationNeeded
    {
        public static readonly Ensure Instance = new();
    }
}

using System.Collections.Immutable;
using Akka.Actor;
using Paywarden.Daemons;
using Paywarden.Kernel;

namespace Paywarden.Fleet;

/// <summary>Says what should run: tells every daemon so at its start and every 5 s again. Level-triggered: whatever hiccup lost a daemon, the next
/// round mends it. What operators decided is its child's business, so that a journal that cannot be read never keeps a daemon from being started.</summary>
public sealed class FleetActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);
    private readonly IActorRef _daemons;
    private readonly Props _bookProps;
    private ImmutableArray<DaemonSpec> _specs;
    private IActorRef? _book;

    public FleetActor(ImmutableArray<DaemonSpec> specs, IActorRef daemons, Props book)
    {
        (_specs, _daemons, _bookProps) = (specs, daemons, book);
        Receive<Ensure>(_ =>
        {
            OpenBook();
            EnsureAll();
        });
        Receive<SpecsChanged>(m =>
        {
            _specs = m.Specs;
            EnsureAll();
        });
        Receive<FleetCommand>(OnCommand);
        Receive<Terminated>(_ => _book = null);
        OpenBook();
        EnsureAll();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ImmutableArray<DaemonSpec> specs, IActorRef daemons, Props book) =>
        Akka.Actor.Props.Create(() => new FleetActor(specs, daemons, book));

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Ensure), Ensure.Instance, Round);

    /// <summary>A write or a read that fails stops the book (Akka.Persistence): it is opened anew in the next round, and the one after, until it holds.</summary>
    private void OpenBook() => _book ??= Context.Watch(Context.ActorOf(_bookProps));

    private void OnCommand(FleetCommand command)
    {
        if (_book is { } book)
        {
            book.Forward(command);
        }
        else
        {
            Sender.Tell(new MachineReply.Refused(new Refusal("journal-away", "the node's journal cannot be written or read, so nothing was stored; see its log, then try again")));
        }
    }

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

using Akka.Actor;
using Akka.Persistence;

namespace Paywarden.Kernel;

/// <summary>The loop of every persistent machine: decide, persist, apply, then reply, and only then do what follows. A reply never leaves before the last
/// event is stored. A failed write stops the actor (Akka.Persistence): its time-out means unknown.</summary>
public abstract class MachineActor<TState, TCommand, TEvent> : ReceivePersistentActor
    where TCommand : notnull
    where TEvent : notnull
{
    protected MachineActor(string persistenceId, TState empty, TimeProvider clock, Func<double> roll)
    {
        PersistenceId = persistenceId;
        State = empty;
        Recover<TEvent>(e => State = Apply(State, e));
        Recover<RecoveryCompleted>(_ => Settle());
        Command<TCommand>(command => Handle(command, clock.GetUtcNow(), roll()));
    }

    public override string PersistenceId { get; }

    protected TState State { get; private set; }

    protected abstract Decision<TEvent> Decide(TState state, TCommand command, DateTimeOffset now, double roll);

    protected abstract TState Apply(TState state, TEvent e);

    /// <summary>After recovery and after every change: tell and do what the state owes.</summary>
    protected abstract void Settle();

    private void Handle(TCommand command, DateTimeOffset now, double roll)
    {
        var asker = Sender;
        switch (Decide(State, command, now, roll))
        {
            case Decision<TEvent>.Reject no:
                asker.Tell(new MachineReply.Refused(no.Refusal));
                break;
            case Decision<TEvent>.Accept { Events.IsEmpty: true }:
                asker.Tell(MachineReply.Done.Instance);
                break;
            case Decision<TEvent>.Accept yes:
                PersistAll(yes.Events, e => State = Apply(State, e));
                DeferAsync(MachineReply.Done.Instance, done =>
                {
                    asker.Tell(done);
                    Settle();
                });
                break;
        }
    }
}

/// <summary>What a machine's actor answers to a command.</summary>
public abstract record MachineReply
{
    private MachineReply()
    {
    }

    /// <summary>Stored, or so already.</summary>
    public sealed record Done : MachineReply
    {
        public static readonly Done Instance = new();
    }

    public sealed record Refused(Refusal Refusal) : MachineReply;
}

using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql;
using Paywarden.Startup;

namespace Paywarden.Ledger;

/// <summary>An actor system with the node's own journal settings and nothing else: one of the nodes that write to the same tables.</summary>
internal sealed class JournalNode : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ActorSystem _system;

    /// <param name="more">Settings that win over the node's.</param>
    public JournalNode(LedgerStorage storage, string more = "") => _system = ActorSystem.Create(
        "node",
        ConfigurationFactory.ParseString(more)
            .WithFallback(Actors.Stores(storage))
            .WithFallback(ConfigurationFactory.ParseString("""
                akka.loglevel = OFF
                akka.stdout-loglevel = OFF
                akka.persistence.journal.plugin = "akka.persistence.journal.sql"
                akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.sql"
                """))
            .WithFallback(SqlPersistence.DefaultConfiguration));

    public ValueTask DisposeAsync() => new(_system.Terminate());

    /// <summary>An incarnation that has recovered and written nothing yet.</summary>
    public async Task<Incarnation> RecoverAsync(string id)
    {
        var actor = _system.ActorOf(Akka.Actor.Props.Create(() => new Writer(id)));
        await actor.Ask<long>(Where.Instance, Patience);
        return new Incarnation(actor);
    }

    public sealed record Incarnation(IActorRef Actor)
    {
        /// <summary>One PersistAll. The sequence number after it, or the journal's refusal.</summary>
        public async Task<(long Last, string? Refused)> WriteAsync(int events) => await Actor.Ask(events, Patience) switch
        {
            long last => (last, null),
            Exception e => (0, e.GetBaseException().Message),
            var other => throw new InvalidOperationException($"{other}"),
        };

        public Task DeleteAsync(long upTo) => Actor.Ask<DeleteMessagesSuccess>(new Delete(upTo), Patience);
    }

    private sealed record Delete(long UpTo);

    private sealed class Where
    {
        public static readonly Where Instance = new();
    }

    private sealed class Writer : ReceivePersistentActor
    {
        private readonly Queue<IActorRef> _askers = [];

        public Writer(string id)
        {
            PersistenceId = id;
            Recover<string>(_ => { });
            Command<Where>(_ => Sender.Tell(LastSequenceNr));
            Command<int>(count =>
            {
                _askers.Enqueue(Sender);
                var left = count;
                PersistAll(Enumerable.Range(0, count).Select(n => $"event {n}"), _ =>
                {
                    if (--left == 0)
                    {
                        _askers.Dequeue().Tell(LastSequenceNr);
                    }
                });
            });
            Command<Delete>(delete =>
            {
                _askers.Enqueue(Sender);
                DeleteMessages(delete.UpTo);
            });
            Command<DeleteMessagesSuccess>(done => _askers.Dequeue().Tell(done));
        }

        public override string PersistenceId { get; }

        // The actor is stopped after this: its time-out or refusal means that nothing is known here.
        protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => _askers.Dequeue().Tell(cause);
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Akka.Actor;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Paywarden.Kernel;
using Paywarden.Ledger;
using Paywarden.Ledger.Codec;
using Paywarden.Wire;

namespace Paywarden.Webhooks;

/// <summary>A ledger's owner that only stores, over a real journal and a real outbox; receivers are played.</summary>
internal sealed class WebhookStage : IWebhookSender, IDisposable
{
    public const string Ledger = "ledger-webhooks";

    private static readonly LedgerCommand.Bind Account = new("store", Paywarden.Ledger.Codec.Chains.BchMain.Name, Network.Main, "");

    private readonly LedgerStorage _storage;
    private readonly ActorSystem _system = ActorSystem.Create("webhooks", "akka.loglevel = OFF\nakka.stdout-loglevel = OFF");
    private readonly WireSerializer _wire;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly WebhookWorld _world;
    private readonly ConcurrentBag<IActorRef> _owners = [];
    private long _stored;

    public WebhookStage(LedgerStorage storage, params WebhookTarget[] targets)
    {
        _storage = storage;
        _wire = new WireSerializer((ExtendedActorSystem)_system);
        Outbox = new SqlWebhookOutbox(storage.Webhooks);
        _world = new WebhookWorld(
            "node",
            _ => [.. targets],
            new SqlLedgerHistory(storage.History),
            Outbox,
            this,
            new WebhookMetrics(_services.GetRequiredService<IMeterFactory>(), TimeProvider.System),
            Story,
            TimeProvider.System,
            () => 0.5);
    }

    public SqlWebhookOutbox Outbox { get; }

    /// <summary>The number of the last event that somebody wants to hear of.</summary>
    public long LastTold { get; private set; }

    public ListLog Story { get; } = new();

    /// <summary>What receivers got, in the order in which they got it, repetitions included.</summary>
    public ConcurrentQueue<OutboxEvent> Got { get; } = [];

    /// <summary>What a receiver does with an event: null when it says that it took it, else why not; whether it got it is the first value.</summary>
    public Func<OutboxEvent, Task<(bool Got, string? Why)>> Receiver { get; set; } = _ => Task.FromResult((true, (string?)null));

    public static WebhookTarget Target(string name, params string[] events) => new(
        name,
        new Uri("https://receiver.example/"),
        [new Secret("0123456789abcdef")],
        events.Length == 0 ? ["*"] : [.. events],
        AllowPrivate: false,
        TimeSpan.FromSeconds(10),
        new WebhookPace(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(10)));

    public static LedgerEvent.Accepted Accepted(string key, DateTimeOffset at) =>
        new(new PaymentOrder(PaymentId.Of(Ledger, "shop", key), "shop", [new(Amount.Of(1_000), Script)], FeeRate.Least, at.AddMinutes(10)), at);

    public async Task<string?> SendAsync(WebhookTarget target, OutboxEvent e)
    {
        var (got, why) = await Receiver(e);
        if (got)
        {
            Got.Enqueue(e);
        }

        return why;
    }

    /// <summary>Appends as the journal does.</summary>
    public void Store(params LedgerEvent[] events)
    {
        using var db = StorageWorld.Raw(_storage.Journal);
        using var transaction = db.BeginTransaction();
        var last = _stored;
        foreach (var e in events)
        {
            db.Execute(
                "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier) VALUES (0, @no, @Ledger, @sequence, @message, @manifest, 7777)",
                new { no = false, Ledger, sequence = ++last, message = _wire.ToBinary(e), manifest = _wire.Manifest(e) },
                transaction);
            LastTold = WebhookKinds.Of(e) is null ? LastTold : last;
        }

        transaction.Commit();
        Interlocked.Exchange(ref _stored, last);
        foreach (var owner in _owners)
        {
            owner.Tell(LedgerFollowing.Follow.Instance);
        }
    }

    /// <summary>An owner of the ledger, with what follows it. Several at once are a former one and its successor.</summary>
    public IActorRef Own()
    {
        var owner = _system.ActorOf(Props.Create(() => new Owner(_world, () => Interlocked.Read(ref _stored))));
        _owners.Add(owner);
        return owner;
    }

    /// <summary>It dies as its process would: what its children were about is lost.</summary>
    public void Kill(IActorRef owner) => _system.Stop(owner);

    public void Dispose()
    {
        _system.Terminate().Wait();
        _services.Dispose();
    }

    private static Bytes Script => Bytes.TryHex("76a914000102030405060708090a0b0c0d0e0f1011121388ac", 100, out var bytes) ? bytes : default;

    internal sealed class ListLog : IEventLog
    {
        public ConcurrentQueue<EventEntry> Entries { get; } = [];

        public void Append(EventEntry entry) => Entries.Enqueue(entry);

        public Task<System.Collections.Immutable.ImmutableArray<EventEntry>> ReadAsync(long? after, int limit, string wallet, string daemon, CancellationToken cancel) => throw new NotSupportedException();

        public IAsyncEnumerable<EventEntry> Follow(CancellationToken cancel) => throw new NotSupportedException();
    }

    private sealed class Owner : ReceiveActor
    {
        public Owner(WebhookWorld world, Func<long> stored)
        {
            var follower = Context.ActorOf(WebhookActor.Props(world, Account, Ledger));
            Receive<LedgerFollowing.Follow>(_ => follower.Tell(new LedgerFollowing.StoredUpTo(stored())));
        }
    }
}

using Akka.Actor;
using Akka.Cluster.Sharding;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Ledger;

/// <summary>One shard per ledger, so that each moves by itself.</summary>
public sealed class LedgerShards : IMessageExtractor
{
    public const string Region = "ledger";

    public string? EntityId(object message) => (message as IForLedger)?.Wallet;

    public object EntityMessage(object message) => message;

    [Obsolete("Akka calls the overload with the entity's id; this one is part of the interface.")]
    public string? ShardId(object message) => EntityId(message);

    public string ShardId(string entityId, object? messageHint = null) => entityId;
}

/// <summary>Says every 5 s which ledgers there are, so that one whose owner died goes on with what it owes though nobody asks it anything. Level-triggered,
/// as the fleet is with daemons; the shards remember nothing.</summary>
public sealed class LedgerKeeper : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    public LedgerKeeper(IReadOnlyCollection<string> wallets, IActorRef region) => Receive<Now>(_ =>
    {
        foreach (var wallet in wallets)
        {
            region.Tell(new Ensure(wallet));
        }
    });

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IReadOnlyCollection<string> wallets, IActorRef region) => Akka.Actor.Props.Create(() => new LedgerKeeper(wallets, region));

    protected override void PreStart()
    {
        Self.Tell(Now.Instance);
        Timers.StartPeriodicTimer(nameof(Now), Now.Instance, Round);
    }

    private sealed class Now : INoSerializationVerificationNeeded
    {
        public static readonly Now Instance = new();
    }
}

using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using Paywarden.Startup;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Ledger;

/// <summary>The ledger of one wallet on the node's own journal and snapshots, with no daemon: it accepts, and nothing is built.</summary>
internal sealed class LedgerNode : IAsyncDisposable, IWalletPool, IWalletAccounts, IHighWater, IEventLog
{
    public const string AccountKey = "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ActorSystem _system;
    private readonly IActorRef _ledger;

    public LedgerNode(LedgerStorage storage, int snapshotEvery)
    {
        _system = ActorSystem.Create("node", Actors.Stores(storage)
            .WithFallback(ConfigurationFactory.ParseString("""
                akka.loglevel = OFF
                akka.stdout-loglevel = OFF
                akka.persistence.journal.plugin = "akka.persistence.journal.sql"
                akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.sql"
                akka.actor.serializers.wire = "Paywarden.Wire.WireSerializer, Paywarden.Actors"
                akka.actor.serialization-bindings {
                  "Paywarden.Ledger.LedgerEvent, Paywarden.Core" = wire
                  "Paywarden.Ledger.LedgerSnapshot, Paywarden.Core" = wire
                }
                """))
            .WithFallback(SqlPersistence.DefaultConfiguration));
        var world = new LedgerWorld("node", storage.Lease, storage.Archive, this, this, _ => this, this, TimeProvider.System, () => 0.5) { Addresses = storage.Addresses, SnapshotEvery = snapshotEvery };
        _ledger = _system.ActorOf(LedgerEntity.Props(world, "store"));
    }

    public string? PausedWhy => null;

    public ImmutableArray<ITwin> Twins => [];

    public ImmutableArray<ISigner> Signers => [];

    public Task<Told<uint>> CountAddressesAsync() => Task.FromResult(Told.Not<uint>("there is no daemon"));

    public void Issued(uint count)
    {
    }

    public bool IsConfigured(string wallet) => true;

    public ValueTask DisposeAsync() => new(_system.Terminate());

    /// <summary>Until it is on disk.</summary>
    public async Task AcceptAsync(int number)
    {
        var id = PaymentId.Of("ledger", "shop", $"{number}");
        ImmutableArray<TransactionOutput> outputs = [new(Amount.Of(10_000 + number), Scripts.ToKeyHash(new byte[20]))];
        var order = new PaymentOrder(id, "shop", outputs, FeeRate.Least, TimeProvider.System.GetUtcNow().AddHours(1));
        await BegunAsync();
        Assert.Null((await _ledger.Ask<PaymentTold>(new Pay("store", order, Caps.None, AllowDuplicate: false, PaymentStage.Accepted), Patience)).No);
    }

    /// <summary>What it knows once it has read its journal and has the lease.</summary>
    public async Task<LedgerReport> BegunAsync()
    {
        for (var i = 0; i < 600; i++)
        {
            if ((await _ledger.Ask<WalletTold>(new Describe("store"), Patience)).Ledger is { } report)
            {
                return report;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("the ledger has not begun");
    }

    public Task<Told<LedgerCommand.Bind>> LearnAsync(string wallet) =>
        Task.FromResult<Told<LedgerCommand.Bind>>(new LedgerCommand.Bind(wallet, Codec.Chains.BchMain.Name, Network.Main, AccountKey));

    public string? Behind(HighWater found) => null;

    public void Saw(HighWater mark)
    {
    }

    public Task<string?> AcceptAsync(HighWater found) => Task.FromResult<string?>(null);

    public void Append(EventEntry entry)
    {
    }

    public Task<ImmutableArray<EventEntry>> ReadAsync(long? after, int limit, string wallet, string daemon, CancellationToken cancel) => throw new NotSupportedException();

    public IAsyncEnumerable<EventEntry> Follow(CancellationToken cancel) => throw new NotSupportedException();
}

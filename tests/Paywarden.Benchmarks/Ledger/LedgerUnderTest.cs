using System.Buffers.Binary;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Microsoft.Extensions.Logging.Abstractions;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using Paywarden.Settings;
using Paywarden.Startup;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Ledger;

/// <summary>The real ledger on SQLite as the node configures it; of the node, only its HTTP and its daemons are missing.</summary>
internal sealed class LedgerUnderTest : IAsyncDisposable, IWalletAccounts, IEventLog
{
    private const string AccountKey = "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly LedgerStorage _storage;
    private readonly HighWaterFile _highWater;
    private readonly ActorSystem _system;
    private readonly IActorRef _ledger;

    private LedgerUnderTest(string folder, LedgerStorage storage)
    {
        _storage = storage;
        _highWater = new HighWaterFile(Path.Combine(folder, "high-water"), TimeProvider.System, NullLogger<HighWaterFile>.Instance);
        _system = ActorSystem.Create("bench", Actors.Stores(storage)
            .WithFallback(ConfigurationFactory.ParseString("""
                akka.loglevel = WARNING
                akka.persistence.journal.plugin = "akka.persistence.journal.sql"
                akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.sql"
                akka.actor.serializers.wire = "Paywarden.Wire.WireSerializer, Paywarden.Actors"
                akka.actor.serialization-bindings {
                  "Paywarden.Ledger.LedgerEvent, Paywarden.Core" = wire
                  "Paywarden.Ledger.LedgerSnapshot, Paywarden.Core" = wire
                }
                """))
            .WithFallback(SqlPersistence.DefaultConfiguration));
        Pool = new InstantPool(WalletAccount.Of(ExtendedPublicKey.TryRead(Codec.Chains.BchMain, AccountKey, out var key, out var why) ? key : throw new InvalidOperationException(why)));
        var world = new LedgerWorld("bench", storage.Lease, storage.Archive, _highWater, this, _ => Pool, this, TimeProvider.System, Random.Shared.NextDouble) { Addresses = storage.Addresses };
        _ledger = _system.ActorOf(LedgerEntity.Props(world, "bench"));
    }

    public InstantPool Pool { get; }

    public bool IsConfigured(string wallet) => true;

    /// <summary>Returns once it answers.</summary>
    public static async Task<LedgerUnderTest> StartAsync(string folder)
    {
        var storage = LedgerStorage.Of(new StorageOptions { Provider = "sqlite" }, folder, TimeProvider.System);
        await storage.MigrateAsync(CancellationToken.None);
        await storage.EndLeasesOfTheDeadAsync();
        var ledger = new LedgerUnderTest(folder, storage);
        while ((await ledger.DescribeAsync()).No is not null)
        {
            await Task.Delay(2);
        }

        return ledger;
    }

    /// <summary>Returns once it is on disk.</summary>
    public async Task AcceptAsync(int number)
    {
        var to = new byte[20];
        BinaryPrimitives.WriteInt32LittleEndian(to, number);
        ImmutableArray<TransactionOutput> outputs = [new(Amount.Of(10_000), Scripts.ToKeyHash(to))];
        var order = new PaymentOrder(PaymentId.Of("ledger-bench", "bench", $"{number}"), "bench", outputs, FeeRate.Least, DateTimeOffset.UtcNow.AddHours(5));
        var told = await _ledger.Ask<PaymentTold>(new Pay("bench", order, Caps.None, AllowDuplicate: false, PaymentStage.Accepted), Patience);
        if (told.No is { } no)
        {
            throw new InvalidOperationException(no.Why);
        }
    }

    public Task<WalletTold> DescribeAsync() => _ledger.Ask<WalletTold>(new Describe("bench"), Patience);

    public Task<Told<LedgerCommand.Bind>> LearnAsync(string wallet) =>
        Task.FromResult<Told<LedgerCommand.Bind>>(new LedgerCommand.Bind(wallet, Codec.Chains.BchMain.Name, Network.Main, AccountKey));

    public void Append(EventEntry entry)
    {
    }

    public Task<ImmutableArray<EventEntry>> ReadAsync(long? after, int limit, string wallet, string daemon, CancellationToken cancel) => throw new NotSupportedException();

    public IAsyncEnumerable<EventEntry> Follow(CancellationToken cancel) => throw new NotSupportedException();

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        await _highWater.DisposeAsync();
        _storage.Dispose();
    }
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using Paywarden.Ledger.Codec;
using Paywarden.Ledger.World;

namespace Paywarden.Ledger;

/// <summary>What one ledger's actors reach the world by, in memory: a chain, three daemons that answer at once, a lease and an archive.</summary>
internal sealed class LedgerStage : IWalletPool, ILedgerLease, ILedgerArchive, IHighWater, IWalletAccounts
{
    private readonly SimulatedTime _time = new();
    private readonly ConcurrentDictionary<PaymentId, ArchivedPayment> _archive = [];
    private readonly ImmutableArray<ITwin> _twins;
    private readonly ImmutableArray<ISigner> _signers;
    private long _token;

    public LedgerStage()
    {
        var random = new Random(1);
        var calls = new FakeCalls(_time, random, new FakeProcess()) { IsInstant = true };
        var daemons = Enumerable.Range(0, 3).Select(i => new FakeDaemon($"store-{i}", new FakeServer($"server-{i}", Chain, _time, random, _ => { }), _time, random)).ToList();
        daemons.ForEach(d => d.Start());
        Daemons = [.. daemons];
        _twins = [.. daemons.Select(d => new FakeTwin(d, calls, pretended: null))];
        _signers = [new FakeSigner("store-s0", calls, () => SignerProcess)];
        Chain.Fund(FakeWallet.Receiving(0), Amount.Of(100_000_000));
        Chain.Mine(_ => true);
    }

    public FakeChain Chain { get; } = new();

    public ImmutableArray<FakeDaemon> Daemons { get; }

    public FakeProcess SignerProcess { get; set; } = new();

    /// <summary>Daemons that run; none is what a pool looks like while a host is away.</summary>
    public bool HasDaemons { get; set; } = true;

    /// <summary>Somebody else has the lease.</summary>
    public bool IsHeld { get; set; }

    /// <summary>What the node remembers of a further journal.</summary>
    public string? BehindWhy { get; set; }

    public ConcurrentQueue<long> Tokens { get; } = [];

    public ICollection<ArchivedPayment> Archived => _archive.Values;

    public string? PausedWhy { get; set; }

    /// <summary>Marks that a treasurer's release made good.</summary>
    public ConcurrentQueue<HighWater> AcceptedMarks { get; } = [];

    public ImmutableArray<ITwin> Twins => HasDaemons ? _twins : [];

    public ImmutableArray<ISigner> Signers => _signers;

    public void Mine(int blocks)
    {
        lock (_time)
        {
            for (var i = 0; i < blocks; i++)
            {
                Chain.Mine(_ => true);
            }
        }
    }

    public Task<LeaseAnswer> TakeAsync(string ledger, LeaseOwner owner, TimeSpan ttl, long above)
    {
        if (IsHeld)
        {
            return Task.FromResult<LeaseAnswer>(new LeaseAnswer.Held(new LeaseOwner("other", "x"), ttl));
        }

        _token = Math.Max(_token, above) + 1;
        Tokens.Enqueue(_token);
        return Task.FromResult<LeaseAnswer>(new LeaseAnswer.Granted(_token, new LocalDeadline(long.MaxValue / 2)));
    }

    public Task<LeaseAnswer> RenewAsync(string ledger, long token, TimeSpan ttl) => Task.FromResult<LeaseAnswer>(
        IsHeld ? new LeaseAnswer.Held(new LeaseOwner("other", "x"), ttl) : new LeaseAnswer.Granted(token, new LocalDeadline(long.MaxValue / 2)));

    public Task ReleaseAsync(string ledger, long token) => Task.CompletedTask;

    public Task<Told<bool>> UpsertAsync(string ledger, params ImmutableArray<ArchivedPayment> payments)
    {
        foreach (var payment in payments)
        {
            _archive.TryAdd(payment.Id, payment);
        }

        return Task.FromResult<Told<bool>>(true);
    }

    public Task<Told<ArchivedPayment?>> FindAsync(string ledger, PaymentId id) => Task.FromResult(new Told<ArchivedPayment?>(_archive.GetValueOrDefault(id), null));

    public Task<Told<ImmutableDictionary<PaymentId, ArchivedPayment>>> FindAllAsync(string ledger, ImmutableArray<PaymentId> ids) =>
        Task.FromResult<Told<ImmutableDictionary<PaymentId, ArchivedPayment>>>(_archive.Where(a => ids.Contains(a.Key)).ToImmutableDictionary());

    public Task<Told<ImmutableArray<ArchivedPayment>>> ListAsync(string ledger, ArchiveCursor? before, int limit) =>
        Task.FromResult<Told<ImmutableArray<ArchivedPayment>>>(_archive.Values.ToImmutableArray());

    public string? Behind(HighWater found) => BehindWhy;

    public void Saw(HighWater mark)
    {
    }

    public Task<string?> AcceptAsync(HighWater found)
    {
        AcceptedMarks.Enqueue(found);
        return Task.FromResult<string?>(null);
    }

    public Task<Told<LedgerCommand.Bind>> LearnAsync(string wallet) => Task.FromResult(HasDaemons
        ? new LedgerCommand.Bind(wallet, Chains.BchRegtest.Name, Network.Regtest, FakeWallet.AccountKey)
        : Told.Not<LedgerCommand.Bind>("none of its daemons is ready"));
}

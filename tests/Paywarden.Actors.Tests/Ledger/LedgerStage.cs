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
    private readonly FakeServer _server;
    private readonly ImmutableArray<ISigner> _signers;
    private long _token;

    public LedgerStage()
    {
        var random = new Random(1);
        var calls = new FakeCalls(_time, random, new FakeProcess()) { IsInstant = true };
        var daemons = Enumerable.Range(0, 3).Select(i => new FakeDaemon($"store-{i}", new FakeServer($"server-{i}", Chain, _time, random, _ => { }), _time, random)).ToList();
        daemons.ForEach(d => d.Start());
        Daemons = [.. daemons];
        _server = daemons[0].Server;
        _twins = [.. daemons.Select(d => new FakeTwin(d, calls, pretended: null) { Shift = () => Pretends ? 1u : 0 })];
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

    /// <summary>Signers that were given another wallet's file.</summary>
    public bool IsKeyless { get; set; }

    public ImmutableArray<ISigner> Signers => IsKeyless ? [new KeylessSigner()] : _signers;

    /// <summary>Somebody spends the wallet's money and no ledger knows.</summary>
    public Txid PayBehind(Amount amount, Bytes to)
    {
        lock (_time)
        {
            FeeRate.TryOf(1_000, out var rate);
            var built = FakeWallet.Build([.. FakeWallet.Coins(_server)], [new TransactionOutput(amount, to)], rate, _server);
            Transaction.TryRead(FakeSigner.Sign(built.Value!.Unsigned).Value.Span, out var signed, out _);
            Chain.Submit(signed!);
            return signed!.Id();
        }
    }

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

    public Task<Told<ImmutableArray<ArchivedPayment>>> ListAsync(string ledger, ArchiveCursor? before, int limit, PaymentFilter? filter = null) =>
        Task.FromResult<Told<ImmutableArray<ArchivedPayment>>>(_archive.Values
            .Where(p => (before is null || ArchiveCursor.After(p) < before) && filter?.Takes(p.Order, p.Stage, p.Txid, p.Accepted) != false)
            .OrderByDescending(ArchiveCursor.After)
            .Take(limit)
            .ToImmutableArray());

    public Task<Told<ImmutableHashSet<Txid>>> KnownAsync(string ledger, ImmutableArray<Txid> txids) =>
        Task.FromResult<Told<ImmutableHashSet<Txid>>>(_archive.Values.Select(p => p.Txid).OfType<Txid>().Intersect(txids).ToImmutableHashSet());

    public string? Behind(HighWater found) => BehindWhy;

    public void Saw(HighWater mark)
    {
    }

    public Task<string?> AcceptAsync(HighWater found)
    {
        AcceptedMarks.Enqueue(found);
        return Task.FromResult<string?>(null);
    }

    public FakeAddressBook Addresses { get; } = new();

    /// <summary>Its daemons have other addresses than the wallet's key gives.</summary>
    public bool Pretends { get; set; }

    /// <summary>Names of wallets in the configuration.</summary>
    public HashSet<string> Configured { get; } = ["store"];

    public uint IssuedCount { get; private set; }

    public Task<Told<uint>> CountAddressesAsync() => Task.FromResult(HasDaemons ? new Told<uint>(20, null) : Told.Not<uint>("none of its daemons is ready"));

    public void Issued(uint count) => IssuedCount = count;

    public bool IsConfigured(string wallet) => Configured.Contains(wallet);

    public Task<Told<LedgerCommand.Bind>> LearnAsync(string wallet) => Task.FromResult(HasDaemons
        ? new LedgerCommand.Bind(wallet, Chains.BchRegtest.Name, Network.Regtest, FakeWallet.AccountKey)
        : Told.Not<LedgerCommand.Bind>("none of its daemons is ready"));

    private sealed class KeylessSigner : ISigner
    {
        public string Id => "store-s0";

        public Task<Told<Bytes>> SignAsync(Bytes unsigned) => Task.FromResult(Told.Refused<Bytes>("it does not hold the keys"));
    }
}

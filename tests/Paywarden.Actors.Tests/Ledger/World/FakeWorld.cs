using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger.World;

/// <summary>One wallet with all that it depends on, and everything that was found to be wrong.</summary>
internal sealed class FakeWorld
{
    private FakeOwner? _candidate;
    private long _token;

    public FakeWorld(int seed, PlantedBug bug)
    {
        Random = new Random(seed);
        Bug = bug;
        Journal = new FakeJournal(Time, Random) { OnStored = Look };
        Servers = [.. Enumerable.Range(0, 3).Select(i => new FakeServer($"server-{i}", Chain, Time, Random, OnSent))];
        Daemons = [.. Servers.Select((s, i) => new FakeDaemon($"store-{i}", s, Time, Random))];
        for (var i = 0; i < 12; i++)
        {
            Chain.Fund(FakeWallet.Receiving((uint)Random.Next(10)), Amount.Of(Random.Next(30, 200) * 1_000_000L));
        }

        for (var i = 0; i < 12; i++)
        {
            Chain.Mine(_ => true);
        }

        foreach (var daemon in Daemons)
        {
            daemon.Start();
        }

        Supervise();
    }

    public Random Random { get; }

    public PlantedBug Bug { get; }

    public SimulatedTime Time { get; } = new();

    public FakeChain Chain { get; } = new();

    public FakeJournal Journal { get; }

    public ImmutableArray<FakeServer> Servers { get; }

    public ImmutableArray<FakeDaemon> Daemons { get; }

    public FakeProcess SignerProcess { get; set; } = new();

    public FakeOwner? Owner { get; private set; }

    /// <summary>What somebody else who has the seed spent.</summary>
    public HashSet<Txid> Foreign { get; } = [];

    /// <summary>Names of all transactions that were ever stored as signed.</summary>
    public Dictionary<Txid, int> EverSigned { get; } = [];

    /// <summary>When it was stored that a transaction might leave the house.</summary>
    public Dictionary<Txid, DateTimeOffset> ExposedAt { get; } = [];

    public List<string> Findings { get; } = [];

    public void Find(string what) => Findings.Add($"{Time.Now:HH:mm:ss.fff} {what}");

    public bool MayRenew(FakeOwner owner) => owner == Owner;

    /// <summary>A successor recovers now, long before it may begin.</summary>
    public void Prepare() => _candidate ??= new FakeOwner(this, ++_token);

    /// <summary>A mistake of the product, made by hand: an event that no decision gives, then a restart over it.</summary>
    public void Forge(LedgerEvent e)
    {
        Owner!.Process.Kill();
        Journal.Store([e]);
    }

    private void Supervise() => Time.After(TimeSpan.FromMilliseconds(200), () =>
    {
        if (Owner is null || Owner.Process.IsDead || Owner.Process.IsFrozen)
        {
            Prepare();
        }

        if (_candidate is { } next && (Owner is null || Time.Now > Owner.LeaseEnd))
        {
            (Owner, _candidate) = (next, null);
            next.Begin();
        }

        Supervise();
    });

    private void OnSent(Transaction transaction)
    {
        if (!ExposedAt.ContainsKey(transaction.Id()))
        {
            Find($"{transaction.Id()} left the house before that was stored");
        }
    }

    /// <summary>What must hold after every single event.</summary>
    private void Look(LedgerEvent e, LedgerState state)
    {
        switch (e)
        {
            case LedgerEvent.Signed s:
                EverSigned[s.Txid] = s.Attempt;
                break;
            case LedgerEvent.Exposed x:
                ExposedAt.TryAdd(state.Attempts[x.Attempt].Txid!.Value, Time.Now);
                break;
            case LedgerEvent.Built b:
                LookAtBuilt(state, state.Attempts[b.Attempt]);
                break;
            default:
                break;
        }
    }

    private void LookAtBuilt(LedgerState state, Attempt built)
    {
        foreach (var other in state.Attempts.Values.Where(a => a.Number != built.Number && a.IsAlive))
        {
            var isSame = other.Payments.Any(built.Payments.Contains);
            if (isSame != other.Overlaps(built) && !(other.MayBeOverlapped && !isSame))
            {
                Find(isSame ? $"attempt {built.Number} pays what {other.Number} may still pay, with other coins" : $"attempt {built.Number} spends a coin of {other.Number}, which pays somebody else");
            }

            if (other.Stage == AttemptStage.Built)
            {
                Find($"attempts {other.Number} and {built.Number} are both in the lane");
            }
        }
    }
}

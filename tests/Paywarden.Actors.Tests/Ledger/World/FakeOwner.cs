using System.Collections.Immutable;
using Paywarden.Kernel;

namespace Paywarden.Ledger.World;

/// <summary>Mistakes that somebody might make one day; a run with one of them must end in a finding.</summary>
internal enum PlantedBug
{
    None,
    ReplyBeforeStored,
    FrozenSetNotEqualised,
    ClaimSkipped,
    RebuildAfterUnknownBroadcast,
    LeaseEndedByTime,
}

/// <summary>One incarnation of the ledger's owner: the loop, the hands and the pace of the product over a faked journal, lease and pool.</summary>
internal sealed class FakeOwner : ILedgerBook, IWalletPool
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    private readonly FakeWorld _world;
    private readonly FakeJournal _journal;
    private readonly LedgerHands _hands;
    private readonly ImmutableArray<(FakeDaemon Daemon, FakeTwin Twin)> _twins;
    private readonly long _token;
    private readonly LedgerLoop _loop;
    private int _stored;
    private DateTimeOffset? _wake;
    private bool _isClaimed;

    public FakeOwner(FakeWorld world, long token)
    {
        _world = world;
        _journal = world.Journal;
        _token = token;
        Calls = new FakeCalls(world.Time, world.Random, Process);
        _twins = [.. world.Daemons.Select(d => (d, new FakeTwin(d, Calls, world.Bug == PlantedBug.FrozenSetNotEqualised ? Pretended : null)))];
        Signers = [new FakeSigner("store-s0", Calls, () => world.SignerProcess)];

        // Recovery reads what is stored now; the lease may come much later.
        _stored = _journal.Events.Count;
        _loop = new LedgerLoop(_journal.State);
        _hands = new LedgerHands(this, this, ArchiveAsync, new AddressHands(this, this, world.Journal.Addresses, "ledger"), new OwnerTime(world.Time, Process));
    }

    public FakeProcess Process { get; } = new();

    public DateTimeOffset LeaseEnd { get; private set; }

    public FakeCalls Calls { get; }

    public string? PausedWhy => null;

    public ImmutableArray<ITwin> Twins => [.. _twins.Where(t => !t.Daemon.Process.IsDead).Select(t => t.Twin)];

    public ImmutableArray<ISigner> Signers { get; }

    public LedgerState State => _loop.State;

    public Task<Told<uint>> CountAddressesAsync() => Task.FromResult(
        Twins.IsEmpty ? Told.Not<uint>("no daemon runs") : new Told<uint>((uint)_world.Daemons.Max(d => d.Receiving), null));

    public void Issued(uint count)
    {
    }

    /// <summary>It may speak for the wallet now.</summary>
    public bool Serves => !Process.IsDead && !Process.IsFrozen && _isClaimed && _world.Time.Now < LeaseEnd;

    /// <summary>The lease is its own: claim, and only then anything else.</summary>
    public void Begin()
    {
        LeaseEnd = _world.Time.Now + Lease;
        Renew();
        _loop.Ask(new LedgerCommand.Bind("store", Codec.Chains.BchRegtest.Name, Codec.Network.Regtest, FakeWallet.AccountKey), _ => { });
        if (_world.Bug == PlantedBug.ClaimSkipped)
        {
            _isClaimed = true;
        }
        else
        {
            _loop.Ask(new LedgerCommand.Claim(_token, "node", $"incarnation {_token}"), no =>
            {
                _isClaimed = no is null;
                if (no is not null)
                {
                    Process.Kill();
                }
            });
        }

        Go();
    }

    public Task<Refusal?> StoreAsync(LedgerCommand command)
    {
        var answer = new TaskCompletionSource<Refusal?>();
        Ask(command, no => answer.TrySetResult(no)); // the planted bug replies twice
        return answer.Task;
    }

    public void Ask(LedgerCommand command, Action<Refusal?> reply)
    {
        _loop.Ask(command, reply);
        Go();
    }

    public void Watch(PaymentId payment, PaymentStage until, Action<Payment> reply) => _loop.Watch(payment, until, reply);

    private ImmutableHashSet<Codec.Outpoint> Pretended() => [.. State.Leases.Keys, .. State.Frozen.Keys];

    private void Go()
    {
        if (Process.IsDead || _world.Time.Now >= LeaseEnd)
        {
            return;
        }

        var now = _world.Time.Now;
        if (_loop.Collect(now, _world.Random.NextDouble()) is { } batch)
        {
            if (_world.Bug == PlantedBug.ReplyBeforeStored)
            {
                batch.Replies.ToList().ForEach(reply => reply());
            }

            if (batch.Events.IsEmpty)
            {
                Stored(batch);
                return;
            }

            _journal.Append(Process, _stored, batch.Events, isGood =>
            {
                if (!isGood)
                {
                    // Somebody else writes this stream: whatever was to follow is no longer ours to do.
                    Process.Kill();
                    return;
                }

                _stored += batch.Events.Length;
                Stored(batch);
            });
            return;
        }

        if (_isClaimed)
        {
            foreach (var (effect, tries) in _loop.Begin(now))
            {
                Perform(effect, tries);
            }

            WakeLater();
        }
    }

    private void Stored(LedgerLoop.Batch batch)
    {
        _loop.Stored(batch);
        Go();
    }

    private async void Perform(LedgerEffect effect, int tries)
    {
        try
        {
            var end = await _hands.PerformAsync(effect, tries);
            _loop.Ended(effect, end, _world.Time.Now, _world.Random.NextDouble());
            Go();
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            _world.Find($"{effect} threw {bug}");
        }
    }

    private void WakeLater()
    {
        if (_loop.Wake is not { } wake || (_wake is { } known && known <= wake && known > _world.Time.Now))
        {
            return;
        }

        _wake = wake;
        var delay = wake - _world.Time.Now;
        _world.Time.After(delay > TimeSpan.Zero ? delay : TimeSpan.FromMilliseconds(1), () => Process.Run(() =>
        {
            _wake = null;
            if (LedgerMachine.Wake(State) <= _world.Time.Now)
            {
                _loop.Ask(new LedgerCommand.Tick(), _ => { });
            }

            Go();
        }));
    }

    private void Renew() => _world.Time.After(TimeSpan.FromSeconds(1), () => Process.Run(() =>
    {
        if (_world.Time.Now < LeaseEnd && _world.MayRenew(this))
        {
            LeaseEnd = _world.Time.Now + Lease;
            Renew();
        }
    }));

    private Task<bool> ArchiveAsync(IReadOnlyList<Payment> payments, LedgerState state)
    {
        foreach (var payment in payments)
        {
            _journal.Archive[payment.Id] = (payment, state.StageOf(payment));
        }

        return Task.FromResult(true);
    }
}

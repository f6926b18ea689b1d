using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Paywarden.Kernel;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Ledger;

/// <summary>Owns a wallet's ledger: one incarnation, from the journal to the end of its lease. Hosts <see cref="LedgerLoop"/>, which knows the order of things;
/// here are its journal, its lease and its thread. Begins with the journal, then the lease, then Claimed, and does nothing else before that is stored.</summary>
public sealed partial class LedgerActor : ReceivePersistentActor, IWithTimers
{
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(1);

    private readonly LedgerWorld _world;
    private readonly LedgerCommand.Bind _account;
    private readonly LeaseOwner _owner;
    private readonly ActorLedgerBook _book;
    private readonly LedgerHands _hands;
    private readonly LedgerDesk _desk;
    private readonly LedgerSnapshots _snapshots;
    private readonly IWalletPool _pool;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private LedgerState _recovered = LedgerState.Empty;
    private LedgerLoop? _loop;
    private LeaseAnswer.Granted? _lease;
    private bool _isClaimed;
    private IActorRef? _follower;

    public LedgerActor(LedgerWorld world, LedgerCommand.Bind account, string incarnation)
    {
        _world = world;
        _account = account;
        _owner = new LeaseOwner(world.Node, incarnation);
        PersistenceId = LedgerEntity.PersistenceId(account.AccountKey);
        _book = new ActorLedgerBook(Self);
        _pool = world.Pools(account.Wallet);
        _hands = new LedgerHands(_pool, _book, ArchiveAsync, new AddressHands(_pool, _book, world.Addresses, PersistenceId), world.Clock);
        _desk = new LedgerDesk(account.Wallet, PersistenceId, world.Archive, world.Addresses, new LedgerReconciler(_pool, _book, world.Archive, PersistenceId), world.Clock);
        _snapshots = new LedgerSnapshots(PersistenceId, SnapshotStore, Self, world.Clock, world.SnapshotEvery);

        Recover<SnapshotOffer>(offer => _recovered = _snapshots.Offered(offer));
        Recover<LedgerEvent>(OnRead);
        Recover<RecoveryCompleted>(_ => OnRecovered());
        Command<LeaseAnswer>(OnLease);
        Command<Status.Failure>(m => OnLease(new LeaseAnswer.Unknown(m.Cause.Message)));
        Command<Renew>(_ => _world.Lease.RenewAsync(PersistenceId, _lease!.Token, LeaseTime).PipeTo(Self));
        Command<TakeAgain>(_ => TakeLease());
        Command<ActorLedgerBook.Store>(m => Ask(m.Command, m.Reply));
        Command<Performed>(OnPerformed);
        Command<Wake>(_ => OnWake());
        Command<LedgerDesk.Looked>(OnLooked);
        Command<AddressDesk.LookedUp>(m => _desk.Addresses.Decide(m, Self, Ask, _loop!));
        Command<LedgerFollowing.Follow>(_ => _follower!.Tell(new LedgerFollowing.StoredUpTo(LastSequenceNr)));
        Command<IForLedger>(OnAsked);
        Command<SaveSnapshotSuccess>(_snapshots.Saved);
        Command<SaveSnapshotFailure>(m => _log.Warning("a snapshot of the ledger of {0} could not be stored, so its next start takes longer: {1}", _account.Wallet, m.Cause.Message));
        Command<ISnapshotResponse>(_ => { }); // old ones were deleted, or will be with the next
    }

    public override string PersistenceId { get; }

    public ITimerScheduler Timers { get; set; } = null!;

    private bool Serves => _isClaimed && _lease!.Until.Left(_world.Clock) > TimeSpan.Zero;

    public static Props Props(LedgerWorld world, LedgerCommand.Bind account) =>
        Akka.Actor.Props.Create(() => new LedgerActor(world, account, Incarnation()));

    protected override void PostStop()
    {
        if (_lease is { } lease)
        {
            _world.Meter.Left(_account.Wallet);
            _ = _world.Lease.ReleaseAsync(PersistenceId, lease.Token);
        }
    }

#pragma warning disable RS0030 // An incarnation must differ from every other of every node, and nothing decides by it.
    private static string Incarnation() => Guid.NewGuid().ToString("n");
#pragma warning restore RS0030

    private void OnRead(LedgerEvent e)
    {
        _recovered = LedgerMachine.Apply(_recovered, e);
        _snapshots.GoneOn();
    }

    private void OnRecovered()
    {
        if (SeedRule.Refuses(_recovered, _account.Wallet, _world.Accounts.IsConfigured) is { } why)
        {
            Context.Parent.Tell(new Refused(why));
            StopIfRefused(new Refusal("other-wallet", why));
            return;
        }

        TakeLease();
    }

    private void TakeLease() => _world.Lease.TakeAsync(PersistenceId, _owner, LeaseTime, _recovered.Token).PipeTo(Self);

    private void OnLease(LeaseAnswer answer)
    {
        switch (answer)
        {
            case LeaseAnswer.Granted granted when _loop is null:
                _lease = granted;
                Timers.StartPeriodicTimer(nameof(Renew), Renew.Instance, RenewEvery);
                BeginLoop(granted.Token);
                break;
            case LeaseAnswer.Granted granted:
                _lease = granted;
                Go();
                break;
            case LeaseAnswer.Held when _loop is not null:
                _log.Warning("another owner has the ledger of {0}: this one ends", _account.Wallet);
                Context.Stop(Self);
                break;
            case LeaseAnswer.Held when _loop is null && _recovered.Account is null:
                Context.Stop(Self); // nothing was stored yet, and soon something will be: whose it is, the next incarnation reads
                break;
            case LeaseAnswer.Held or LeaseAnswer.Unknown when _loop is null:
                // What was recovered may be old by the time the lease is free: Claimed is refused then, and the next incarnation reads anew.
                Timers.StartSingleTimer(nameof(TakeAgain), TakeAgain.Instance, RenewEvery);
                break;
            default:
                break; // not renewed: the deadline stands, and the next round tries again
        }
    }

    private void BeginLoop(long token)
    {
        var found = new HighWater(PersistenceId, LastSequenceNr, _recovered.Token);
        _loop = new LedgerLoop(_recovered);
        _book.Publish(_loop.State);
        TellIssued(_loop.State);
        _world.Meter.Stored(_account.Wallet, _loop.State, [], _loop.State);
        _loop.Ask(_account, StopIfRefused);
        _loop.Ask(new LedgerCommand.Claim(token, _world.Node, _owner.Incarnation), no =>
        {
            StopIfRefused(no);
            _isClaimed = no is null;
            if (_isClaimed)
            {
                Context.Parent.Tell(Begun.Instance);
                _follower = _world.Follower is { } follower ? Context.ActorOf(follower(_account, PersistenceId), "follower") : null;
            }
        });
        if ((_world.HighWater.Behind(found) ?? _snapshots.Ahead) is { } behind)
        {
            _loop.Ask(new LedgerCommand.Hold(behind), StopIfRefused);
        }

        Go();
    }

    private void StopIfRefused(Refusal? no)
    {
        if (no is not null)
        {
            _log.Error("the ledger of {0} cannot begin: {1}", _account.Wallet, no.Why);
            Context.Stop(Self);
        }
    }

    private void OnAsked(IForLedger asked)
    {
        if (!Serves)
        {
            _desk.Refuse(asked, Sender);
            return;
        }

        _desk.Take(asked, Sender, Self, Ask, _loop!);
    }

    private void Ask(LedgerCommand command, Action<Refusal?> reply)
    {
        _loop!.Ask(command, reply);
        Go();
    }

    /// <summary>All of them go into one write.</summary>
    private void OnLooked(LedgerDesk.Looked looked)
    {
        _desk.Decide(looked, Self, _loop!.Ask, _loop!);
        Go();
    }

    /// <summary>To its parent: from now on it answers.</summary>
    internal sealed class Begun : INoSerializationVerificationNeeded
    {
        public static readonly Begun Instance = new();
    }

    /// <summary>To its parent, before it stops: it will not begin as things are.</summary>
    internal sealed record Refused(string Why) : INoSerializationVerificationNeeded;

    private sealed record Performed(LedgerEffect Effect, EffectEnd End, Exception? Bug = null) : INoSerializationVerificationNeeded;

    private sealed class Renew : INoSerializationVerificationNeeded
    {
        public static readonly Renew Instance = new();
    }

    private sealed class TakeAgain : INoSerializationVerificationNeeded
    {
        public static readonly TakeAgain Instance = new();
    }

    private sealed class Wake : INoSerializationVerificationNeeded
    {
        public static readonly Wake Instance = new();
    }
}

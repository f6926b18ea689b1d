using System.Security.Cryptography;
using System.Text;
using Akka.Actor;
using Paywarden.Kernel;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Ledger;

/// <summary>The shard entity of a wallet's money. Learns whose money it is, since the journal goes by the account and not by the wallet's name in the
/// configuration: a wallet that is renamed keeps its keys, and two names for one seed meet at one lease. Starts the ledger anew whenever that has stopped.</summary>
public sealed class LedgerEntity : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan LearnAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BeginAgain = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RefusedAgain = TimeSpan.FromSeconds(30);

    private readonly LedgerWorld _world;
    private readonly string _wallet;
    private LedgerCommand.Bind? _account;
    private IActorRef? _ledger;

    /// <summary>The ledger once it is claimed. What is asked before that is refused at once: told to one that is still reading, it would wait there, or be
    /// lost with it, and its caller could only be told that nobody knows.</summary>
    private IActorRef? _serving;
    private string? _refused;
    private string _why = "its daemons have not told yet whose money they hold";

    public LedgerEntity(LedgerWorld world, string wallet)
    {
        (_world, _wallet) = (world, wallet);
        Receive<Ensure>(_ => { });
        Receive<IForLedger>(OnAsked);
        Receive<Learn>(_ => world.Accounts.LearnAsync(wallet).PipeTo(Self));
        Receive<Told<LedgerCommand.Bind>>(OnLearnt);
        Receive<Akka.Actor.Status.Failure>(m => OnLearnt(Told.Not<LedgerCommand.Bind>(m.Cause.Message)));
        Receive<Begin>(_ => OnBegin());
        Receive<LedgerActor.Begun>(_ => (_serving, _refused) = (_ledger, null));
        Receive<LedgerActor.Refused>(m => _refused = m.Why);
        Receive<Terminated>(_ => OnStopped());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(LedgerWorld world, string wallet) => Akka.Actor.Props.Create(() => new LedgerEntity(world, wallet));

    /// <summary>The journal's name for an account: nothing follows from it, and nothing else gives it.</summary>
    public static string PersistenceId(string accountKey) => "ledger-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(accountKey)).AsSpan(0, 12));

    protected override void PreStart() => Self.Tell(Learn.Instance);

    private void OnAsked(IForLedger asked)
    {
        if (_serving is { } ledger)
        {
            ledger.Forward(asked);
            return;
        }

        Sender.Tell(Denial(asked, new Refusal("suspended", $"the money of {_wallet} is suspended: {_why}")));
    }

    private void OnLearnt(Told<LedgerCommand.Bind> told)
    {
        if (told is { IsTold: true, Value: { } account })
        {
            _account = account;
            OnBegin();
            return;
        }

        _why = told.Fault!;
        Timers.StartSingleTimer(nameof(Learn), Learn.Instance, LearnAgain);
    }

    private void OnBegin()
    {
        _why = _refused ?? "its journal is being read, or its lease is still another's";
        _ledger ??= Context.Watch(Context.ActorOf(LedgerActor.Props(_world, _account!)));
    }

    private void OnStopped()
    {
        (_ledger, _serving) = (null, null);
        _why = _refused ?? "its ledger has stopped and is read anew from the journal";
        Timers.StartSingleTimer(nameof(Begin), Begin.Instance, _refused is null ? BeginAgain : RefusedAgain);
    }

    private sealed class Learn : INoSerializationVerificationNeeded
    {
        public static readonly Learn Instance = new();
    }

    private sealed class Begin : INoSerializationVerificationNeeded
    {
        public static readonly Begin Instance = new();
    }
}

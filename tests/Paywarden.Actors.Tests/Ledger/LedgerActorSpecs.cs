using System.Collections.Immutable;
using Akka.Actor;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Ledger;

/// <summary>The ledger's actors over a real journal in memory: its beginning, its end, and what goes on after each.</summary>
public sealed partial class LedgerActorSpecs : ActorSpecs
{
    private readonly LedgerStage _stage = new();
    private readonly IActorRef _ledger;

    public LedgerActorSpecs()
        : base("""
            akka.persistence.journal.plugin = "ledger-journal"
            ledger-journal.class = "Paywarden.Fleet.FailingJournal, Paywarden.Actors.Tests"
            akka.actor {
              serializers.wire = "Paywarden.Wire.WireSerializer, Paywarden.Actors"
              serialization-bindings {
                "Paywarden.Ledger.LedgerEvent, Paywarden.Core" = wire
              }
            }
            """)
    {
        var world = new LedgerWorld("node", _stage, _stage, _stage, _stage, _ => _stage, new FakeEventLog(CreateTestProbe("story")), Clock, () => 0.5) { Addresses = _stage.Addresses };
        _ledger = Sys.ActorOf(LedgerEntity.Props(world, "store"), "store");
    }

    [Fact]
    public void A_payment_is_made_and_the_same_key_gives_the_same_answer_even_from_the_archive()
    {
        var first = Pay("a");
        Assert.Equal((PaymentStage.Seen, false), (first.Payment!.Stage, first.IsReplayed));

        var again = Pay("a");
        Assert.Equal((first.Payment.Txid, true), (again.Payment!.Txid, again.IsReplayed));

        _stage.Mine(10);
        Until(() => Describe().Ledger is { Open.IsEmpty: true });
        Assert.Single(_stage.Archived);
        var archived = Pay("a");
        Assert.Equal((PaymentStage.Final, first.Payment.Txid, true), (archived.Payment!.Stage, archived.Payment.Txid, archived.IsReplayed));
        Assert.Equal("key-conflict", Pay("a", 2_000_000).No!.Code);
        Assert.Single(_stage.Chain.All, s => s.Transaction.Outputs.Any(o => o.Script == Destination("a")));
    }

    [Fact]
    public void Many_that_come_at_once_are_all_stored()
    {
        var callers = Enumerable.Range(0, 200).Select(i => CreateTestProbe()).ToList();
        Until(() => Describe().No is null);

        foreach (var (caller, i) in callers.Select((c, i) => (c, i)))
        {
            _ledger.Tell(Order($"many-{i}", 1_000, PaymentStage.Accepted), caller.Ref);
        }

        callers.ForEach(c => Assert.Null(c.ExpectMsg<PaymentTold>().No));
    }

    [Fact]
    public void Without_the_lease_money_is_suspended_and_with_it_goes_on()
    {
        Until(() => Describe().No is null);
        _stage.IsHeld = true;
        Until(() => Describe().No?.Code == "suspended");

        Assert.Equal("suspended", Pay("a").No!.Code);
        _stage.IsHeld = false;
        Until(() => Describe().No is null);
        Assert.Equal(PaymentStage.Seen, Pay("a").Payment!.Stage);
        Assert.Equal(_stage.Tokens.Order().Distinct(), _stage.Tokens);
    }

    [Fact]
    public void Nothing_is_promised_before_the_daemons_have_told_whose_money_it_is()
    {
        _stage.HasDaemons = false;
        var fresh = Sys.ActorOf(LedgerEntity.Props(
            new LedgerWorld("node", _stage, _stage, _stage, _stage, _ => _stage, new FakeEventLog(CreateTestProbe()), Clock, () => 0.5) { Addresses = _stage.Addresses }, "other"));

        Assert.Equal("suspended", Told<PaymentTold>(fresh, Order("a")).No!.Code);
    }

    [Fact]
    public void A_disk_that_goes_away_loses_nothing_that_was_promised()
    {
        var accepted = Pay("a", until: PaymentStage.Accepted);
        Assert.Null(accepted.No);
        Disk(away: true);
        var caller = CreateTestProbe();
        _ledger.Tell(Order("b"), caller.Ref);

        // Nobody is told anything of what may have been written or not.
        Until(() => Describe().No?.Code == "suspended");
        caller.ExpectNoMsg(TimeSpan.Zero);
        Disk(away: false);
        Until(() => Describe().No is null);

        Assert.Equal(PaymentStage.Seen, Pay("a").Payment!.Stage);
        Assert.Equal(PaymentStage.Seen, Pay("b").Payment!.Stage);
    }

    [Fact]
    public void What_is_owed_goes_on_when_a_signer_comes_back()
    {
        _stage.SignerProcess.Kill();
        var accepted = Pay("a", until: PaymentStage.Built);
        Assert.Equal(PaymentStage.Built, accepted.Payment!.Stage);

        _stage.SignerProcess = new World.FakeProcess();

        Until(() => Find("a").Payment!.Stage == PaymentStage.Seen);
    }

    [Fact]
    public void A_journal_that_is_behind_what_the_node_saw_holds_the_money()
    {
        _stage.BehindWhy = "the journal ends at 4, but this node saw it at 9";
        Until(() => Describe().Ledger?.Held is not null);

        Assert.Equal("held", Pay("a").No!.Code);
        Assert.Equal("unknown-payment", Find("a").No!.Code);
        Assert.Equal("not-reconciled", Told<Stored>(_ledger, new Act("store", new LedgerCommand.Release("treasurer", "matched"))).No!.Code);
        Assert.StartsWith("the daemons have 20 receiving addresses", Assert.Single(Compare().Found!.Differences), StringComparison.Ordinal);
        Assert.Null(Told<Stored>(_ledger, new Act("store", new LedgerCommand.Release("treasurer", "matched"))).No);
        Assert.Single(_stage.AcceptedMarks);
        Assert.Equal(PaymentStage.Seen, Pay("a").Payment!.Stage);
    }

    [Fact]
    public void A_pause_takes_no_new_order_and_builds_nothing_but_answers_what_was_ordered()
    {
        Until(() => Describe().No is null);
        _stage.PausedWhy = "audit";
        Assert.Equal(PaymentStage.Accepted, Pay("a", until: PaymentStage.Accepted).Payment!.Stage); // came before the pause was known where it was asked

        Until(() => Describe().Ledger!.Waits.Any(w => w.Contains("the wallet is paused: audit", StringComparison.Ordinal)));
        Assert.Equal("paused", Told<PaymentTold>(_ledger, Order("b") with { PausedWhy = "audit" }).No!.Code);
        Assert.True(Told<PaymentTold>(_ledger, Order("a", until: PaymentStage.Accepted) with { PausedWhy = "audit" }).IsReplayed);
        Assert.Equal(PaymentStage.Accepted, Find("a").Payment!.Stage);
        _stage.PausedWhy = null;
        Until(() => Find("a").Payment!.Stage == PaymentStage.Seen);
    }

    [Fact]
    public void A_user_is_told_of_no_other_users_payments_and_cancels_none()
    {
        _stage.SignerProcess.Kill();
        Pay("a", until: PaymentStage.Built);

        Assert.Equal("unknown-payment", Told<PaymentTold>(_ledger, new Find("store", Id("a"), "stranger")).No!.Code);
        Assert.Empty(Told<WalletTold>(_ledger, new Describe("store", "stranger")).Ledger!.Open);
        Assert.Equal("unknown-payment", Told<Stored>(_ledger, new Act("store", new LedgerCommand.Cancel(Id("a"), "stranger", "stranger"))).No!.Code);
        Assert.NotNull(Told<PaymentTold>(_ledger, new Find("store", Id("a"), "shop")).Payment);
        Assert.Null(Told<Stored>(_ledger, new Act("store", new LedgerCommand.Cancel(Id("a"), "shop", "shop"))).No);
    }

    [Fact]
    public void More_than_the_wallet_has_is_refused_with_both_figures()
    {
        var told = Pay("a", 200_000_000);

        var proof = Assert.IsType<Proof.TooPoor>(told.Payment!.Rejected);
        Assert.Equal((200_000_000, 100_000_000), (proof.Wanted.Satoshis, proof.Has.Satoshis));
    }

    [Fact]
    public void What_waits_together_is_paid_by_fewer_transactions_and_the_fees_are_told_to_the_last_unit()
    {
        string[] keys = ["a", "b", "c"];
        Until(() => Describe().No is null);
        _stage.PausedWhy = "until all have ordered";
        Assert.All(keys, key => Pay(key, 10_000_000, PaymentStage.Accepted));
        _stage.PausedWhy = null;

        Until(() => keys.All(key => Find(key).Payment!.Stage == PaymentStage.Seen));

        var found = keys.Select(key => Find(key).Payment!).ToList();
        Assert.True(found.Select(p => p.Txid).Distinct().Count() < keys.Length);
        Assert.Equal(Left(), 100_000_000 - 30_000_000 - found.Sum(p => p.Fee!.Value.Satoshis));
    }

    [Fact]
    public void One_that_cannot_be_paid_holds_up_none_that_came_with_it()
    {
        string[] good = ["a", "b", "c"];
        Until(() => Describe().No is null);
        _stage.PausedWhy = "until all have ordered";
        foreach (var daemon in _stage.Daemons)
        {
            daemon.Refuses = Destination("bad");
        }

        Pay("all and no fee", 99_999_900, PaymentStage.Accepted);
        Assert.All(["a", "bad", "b", "c"], key => Pay(key, 10_000_000, PaymentStage.Accepted));
        _stage.PausedWhy = null;

        Until(() => good.All(key => Find(key).Payment!.Stage == PaymentStage.Seen));

        Assert.Equal(PaymentStage.Accepted, Find("bad").Payment!.Stage);
        Assert.Equal(Left(), 100_000_000 - 30_000_000 - good.Sum(key => Find(key).Payment!.Fee!.Value.Satoshis));
    }

    /// <summary>What the chain has of the wallet's money.</summary>
    private long Left() => _stage.Chain.All
        .SelectMany(s => s.Transaction.Outputs.Select((o, i) => (Output: o, Coin: new Outpoint(s.Id, (uint)i))))
        .Where(o => World.FakeWallet.IsOwn(o.Output.Script) && !_stage.Chain.All.Any(s => s.Transaction.Inputs.Any(i => i.Spends == o.Coin)))
        .Sum(o => o.Output.Value.Satoshis);

    private PaymentTold Pay(string key, long satoshis = 1_000_000, PaymentStage until = PaymentStage.Seen)
    {
        PaymentTold? told = null;
        Until(() =>
        {
            var caller = CreateTestProbe();
            _ledger.Tell(Order(key, satoshis, until), caller.Ref);
            AwaitCondition(
                () =>
                {
                    Time.Advance(TimeSpan.FromMilliseconds(100));
                    return caller.HasMessages;
                },
                TimeSpan.FromSeconds(30),
                TimeSpan.FromMilliseconds(20));
            told = caller.ExpectMsg<PaymentTold>();
            return told.No?.Code != "suspended" || _stage.IsHeld;
        });
        return told!;
    }

    private PaymentTold Find(string key) => Told<PaymentTold>(_ledger, new Find("store", Id(key)));

    /// <summary>A ledger that is just stopping takes what it is asked with it: whoever asked asks again.</summary>
    private WalletTold Describe()
    {
        var caller = CreateTestProbe();
        for (var asked = 0; asked < 40; asked++)
        {
            _ledger.Tell(new Describe("store"), caller.Ref);
            if (caller.ReceiveOne(TimeSpan.FromMilliseconds(500)) is WalletTold told)
            {
                return told;
            }

            Time.Advance(TimeSpan.FromMilliseconds(500));
        }

        throw new InvalidOperationException("nobody answers for the wallet");
    }

    private T Told<T>(IActorRef ledger, object asked)
    {
        var caller = CreateTestProbe();
        ledger.Tell(asked, caller.Ref);
        return caller.ExpectMsg<T>();
    }

    private Pay Order(string key, long satoshis = 1_000_000, PaymentStage until = PaymentStage.Seen)
    {
        FeeRate.TryOf(1_000, out var rate);
        ImmutableArray<TransactionOutput> outputs = [new(Amount.Of(satoshis), Destination(key))];
        return new Pay("store", new PaymentOrder(Id(key), "shop", outputs, rate, Clock.GetUtcNow() + TimeSpan.FromHours(10)), Caps.None, AllowDuplicate: false, until);
    }

    private static PaymentId Id(string key) => PaymentId.Of("ledger", "shop", key);

    private static Bytes Destination(string key) => Scripts.ToKeyHash(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(key)).AsSpan(0, 20));

    private void Disk(bool away) => Akka.Persistence.Persistence.Instance.Apply(Sys).JournalFor("").Ask(new Fleet.FailingJournal.Disk(away)).Wait();

    private void Until(Func<bool> isSo) => AwaitCondition(
        () =>
        {
            Time.Advance(TimeSpan.FromMilliseconds(500));
            return isSo();
        },
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMilliseconds(20));
}

using System.Collections.Immutable;
using Akka.Actor;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using Paywarden.Ledger.World;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Ledger;

/// <summary>The ledger's actor and those who build with one call and send with another.</summary>
public sealed class HandOutSpecs : ActorSpecs
{
    private readonly LedgerStage _stage = new();
    private readonly IActorRef _ledger;

    public HandOutSpecs()
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
    public void The_bytes_are_given_before_anybody_has_them_and_sent_when_they_come_back()
    {
        var built = Ask(Build("a"));
        Assert.True(Transaction.TryRead(built.Raw!.Value.Span, out var transaction, out _));
        Assert.Equal(transaction.Id(), built.Payment!.Txid);
        Assert.Equal((PaymentStage.Sent, false), (Find().Payment!.Stage, built.IsReplayed));
        Assert.DoesNotContain(_stage.Chain.All, s => s.Id == transaction.Id());

        // Under another id, since a call without a key has none of its own.
        var same = Ask(Build("b"));
        Assert.Equal((built.Raw, built.Payment.Id, true), (same.Raw, same.Payment!.Id, same.IsReplayed));

        var sent = Ask(new Send("store", built.Raw.Value, "call-1", null));
        Assert.Equal((built.Payment.Id, built.Raw, false), (sent.Payment!.Id, sent.Raw, sent.IsReplayed));
        Until(() => Find().Payment!.Stage == PaymentStage.Seen);
        Assert.True(Ask(new Send("store", built.Raw.Value, "call-2", null)).IsReplayed);
        Assert.False(Ask(new Send("store", built.Raw.Value, "call-1", null)).IsReplayed);
        Assert.Single(_stage.Chain.All, s => s.Transaction.Outputs.Any(o => o.Script == Destination));
    }

    [Fact]
    public void Another_owner_gives_the_same_bytes()
    {
        var built = Ask(Build("a"));
        _stage.IsHeld = true;
        Until(() => Ask(new Find("store", Id("a"))).No?.Code == "suspended");
        _stage.IsHeld = false;
        Until(() => Ask(new Find("store", Id("a"))).No is null);

        Assert.Equal(built.Raw, Ask(Build("a")).Raw);
        Assert.Equal(built.Raw, Ask(Build("b")).Raw);
    }

    [Fact]
    public void Another_s_transaction_is_sent_and_ends_when_it_is_seen()
    {
        Until(() => Ask(new Find("store", Id("a"))).No?.Code != "suspended");
        var coin = _stage.Chain.All.Single();
        var foreign = FakeSigner.Signed(new Transaction(2, [new TransactionInput(new Outpoint(coin.Id, 0), Bytes.Empty, 0, [])], [new TransactionOutput(Amount.Of(5_000), Destination)], 0));

        var sent = Ask(new Send("store", Bytes.Copy(foreign.Write()), "call", null));

        Assert.Equal((null, null, false), (sent.No, sent.Payment, sent.IsReplayed));
        Until(() => _stage.Chain.Find(foreign.Id()) is not null);

        // Once it is seen it is nobody's first call any more.
        Until(() => Ask(new Send("store", Bytes.Copy(foreign.Write()), "again", null)) is { No: null, IsReplayed: false });
    }

    private PaymentTold Find() => Ask(new Find("store", Id("a")));

    /// <summary>A ledger that is just stopping takes what it is asked with it: whoever asked asks again.</summary>
    private PaymentTold Ask(object asked)
    {
        PaymentTold? told = null;
        Until(() =>
        {
            var caller = CreateTestProbe();
            _ledger.Tell(asked, caller.Ref);
            for (var waited = 0; waited < 100 && told is null; waited++)
            {
                Time.Advance(TimeSpan.FromMilliseconds(100));
                told = caller.ReceiveOne(TimeSpan.FromMilliseconds(50)) as PaymentTold;
            }

            told = told?.No?.Code == "suspended" && asked is not LedgerProtocol.Find ? null : told;
            return told is not null;
        });
        return told!;
    }

    private Pay Build(string key)
    {
        ImmutableArray<TransactionOutput> outputs = [new(Amount.Of(1_000_000), Destination)];
        return new Pay("store", new PaymentOrder(Id(key), "shop", outputs, FeeRate.Least, Clock.GetUtcNow() + TimeSpan.FromMinutes(10)), Caps.None, AllowDuplicate: false, PaymentStage.Signed, Handed: "the same");
    }

    private static PaymentId Id(string key) => PaymentId.Of("ledger", "shop", key);

    private static Bytes Destination => Scripts.ToKeyHash([.. Enumerable.Range(1, 20).Select(n => (byte)n)]);

    private void Until(Func<bool> isSo) => AwaitCondition(
        () =>
        {
            Time.Advance(TimeSpan.FromMilliseconds(500));
            return isSo();
        },
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMilliseconds(20));
}

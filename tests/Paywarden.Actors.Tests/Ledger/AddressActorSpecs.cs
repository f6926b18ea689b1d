using Akka.Actor;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using Paywarden.Ledger.World;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Ledger;

/// <summary>Addresses by way of the ledger's actors, over a real journal in memory.</summary>
public sealed class AddressActorSpecs : ActorSpecs
{
    private readonly LedgerStage _stage = new();
    private readonly IActorRef _ledger;

    public AddressActorSpecs()
        : base("""
            akka.actor {
              serializers.wire = "Paywarden.Wire.WireSerializer, Paywarden.Actors"
              serialization-bindings {
                "Paywarden.Ledger.LedgerEvent, Paywarden.Core" = wire
              }
            }
            """)
    {
        _ledger = Sys.ActorOf(LedgerEntity.Props(World(), "store"), "store");
    }

    [Fact]
    public void Each_asker_is_told_an_address_of_its_own_behind_those_that_the_wallet_had()
    {
        var first = Address("shop/key/a");
        var second = Address("shop/key/b");

        Assert.Equal((20u, false, FakeWallet.Account.Address(KeyBranch.Receiving, 20)), (first.Index, first.IsReplayed, first.Address));
        Assert.Equal(21u, second.Index);
        Assert.Equal(22u, _stage.IssuedCount);
        Assert.Equal(["shop/key/a", "shop/key/b"], _stage.Addresses.Filed.Keys.Order());
    }

    [Fact]
    public void The_same_asker_is_told_the_same_by_the_ledger_and_later_by_the_book()
    {
        var first = Address("shop/key/a");
        Assert.Equal(first with { IsReplayed = true }, Address("shop/key/a"));

        Time.Advance(LedgerState.KnowsArchived * 2);
        Address("shop/key/b");
        Until(() => Address("shop/key/c").No is null);
        Assert.Equal(first with { IsReplayed = true }, Address("shop/key/a"));
    }

    [Fact]
    public void An_index_whose_call_died_with_its_owner_goes_to_nobody_else_and_to_the_same_asker_again()
    {
        Address("shop/key/a");
        _stage.HasDaemons = false;
        var dead = CreateTestProbe();
        _ledger.Tell(Ask("shop/key/dead"), dead.Ref);
        Until(() => Told<WalletTold>(new Describe("store")).Ledger?.Waits.Any(w => w.Contains("address 21", StringComparison.Ordinal)) == true);

        _ledger.Tell(PoisonPill.Instance);
        ExpectTerminated(Watch(_ledger));
        _stage.HasDaemons = true;
        var again = Sys.ActorOf(LedgerEntity.Props(World(), "store"));
        Assert.Equal(22u, Until(again, "shop/key/b").Index);
        Assert.Equal(21u, Until(again, "shop/key/dead").Index);
    }

    [Fact]
    public void A_second_wallet_on_the_seed_is_refused_with_the_first_ones_name_and_a_renamed_one_is_not()
    {
        Address("shop/key/a");
        _stage.Configured.Add("other");
        var other = Sys.ActorOf(LedgerEntity.Props(World(), "other"));

        Until(() => Told<WalletTold>(new Describe("other"), other).No!.Why.Contains("its seed is that of the wallet store", StringComparison.Ordinal));
        Assert.Equal("suspended", Told<AddressTold>(new Allocate("other", "shop/key/a", true, null), other).No!.Code);
        Assert.Null(Address("shop/key/b").No);

        _ledger.Tell(PoisonPill.Instance);
        ExpectTerminated(Watch(_ledger));
        _stage.Configured.Remove("store");
        var renamed = Sys.ActorOf(LedgerEntity.Props(World(), "other"));
        Assert.Equal(20u, Until(renamed, "shop/key/a").Index);
    }

    [Fact]
    public void A_daemon_on_another_wallet_has_no_address_handed_out()
    {
        Address("shop/key/a");
        _stage.Pretends = true;

        var told = Address("shop/key/b");

        Assert.Equal("other-wallet", told.No!.Code);
        Assert.Contains("works on another wallet", told.No.Why, StringComparison.Ordinal);
        Assert.Equal("", told.Address);
    }

    private AddressTold Until(IActorRef ledger, string asker)
    {
        AddressTold? told = null;
        Until(() => (told = Told<AddressTold>(Ask(asker), ledger)).No is null);
        return told!;
    }

    private AddressTold Address(string asker) => Until(_ledger, asker, told => told.No?.Code is not ("suspended" or "not-imported"));

    private AddressTold Until(IActorRef ledger, string asker, Func<AddressTold, bool> enough)
    {
        AddressTold? told = null;
        Until(() => enough(told = Told<AddressTold>(Ask(asker), ledger)));
        return told!;
    }

    private static Allocate Ask(string asker) => new("store", asker, MayBeKnown: true, Terms: null);

    private T Told<T>(object asked, IActorRef? ledger = null)
    {
        var caller = CreateTestProbe();
        (ledger ?? _ledger).Tell(asked, caller.Ref);
        return caller.ExpectMsg<T>();
    }

    private LedgerWorld World() => new("node", _stage, _stage, _stage, _stage, _ => _stage, new FakeEventLog(CreateTestProbe()), Clock, () => 0.5) { Addresses = _stage.Addresses };

    private void Until(Func<bool> isSo) => AwaitCondition(
        () =>
        {
            Time.Advance(TimeSpan.FromMilliseconds(500));
            return isSo();
        },
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMilliseconds(20));
}

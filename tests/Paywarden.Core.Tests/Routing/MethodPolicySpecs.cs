using CsCheck;
using Paywarden.Daemons;
using Paywarden.JsonRpc;

namespace Paywarden.Routing;

public sealed class MethodPolicySpecs
{
    private static readonly CallRights All = CallRights.Of(["read", "allocate", "pay", "secret", "admin"]);
    private static readonly CallRights Shop = CallRights.Of(["read", "allocate", "pay"]);
    private static readonly PoolView Pool = PoolFixture.Published(new CallGate(1), PoolFixture.Daemon(0), PoolFixture.Daemon(1), PoolFixture.Daemon(2));

    [Fact]
    public void What_no_table_knows_is_refused_whoever_asks() =>
        Gen.String.Sample(name => Pool.Methods.TryGet(name, out _) || MethodPolicy.Route(Pool, name, All, null, out _, out _)?.Code == RpcCode.MethodNotFound);

    [Fact]
    public void Nothing_but_reads_and_broadcasts_ever_goes_to_a_twin()
    {
        foreach (var entry in Pool.Methods.Entries)
        {
            var no = MethodPolicy.Route(Pool, entry.Name, All, named: null, out _, out var need);
            if (no is null && entry.Class is not (MethodClass.Read or MethodClass.Broadcast))
            {
                Assert.All(Pool.Daemons.Where(d => d.Role == DaemonRole.Twin), twin => Assert.False(need.Accepts(Pool, twin), entry.Name));
            }
        }
    }

    [Fact]
    public void A_signer_gets_what_needs_the_keys_and_nothing_else()
    {
        var signer = PoolFixture.Daemon(9) with { Id = "store-s0", Role = DaemonRole.Signer, FreshMark = -1 };
        var split = PoolFixture.Pool(new CallGate(1), PoolFixture.Daemon(0), PoolFixture.Daemon(1), signer) with { HasSigners = true };
        foreach (var entry in split.Methods.Entries.Where(e => MethodPolicy.Route(split, e.Name, All, null, out _, out _) is null))
        {
            Assert.Null(MethodPolicy.Route(split, entry.Name, All, null, out _, out var need));
            var needsKeys = entry.Class == MethodClass.Sign || entry.Place == MethodPlace.Signer;
            Assert.Equal(needsKeys, need.Accepts(split, signer));
            Assert.Equal(!needsKeys, split.Daemons.Any(d => d.Role != DaemonRole.Signer && need.Accepts(split, d)));
        }

        Assert.Contains("only signs", MethodPolicy.Route(split, "getbalance", All, "store-s0", out _, out _)!.Why, StringComparison.Ordinal);
        Assert.Contains("store-1 has none", MethodPolicy.Route(split, "signtransaction", All, "store-1", out _, out _)!.Why, StringComparison.Ordinal);
        Assert.Null(MethodPolicy.Route(split, "stop", All, "store-s0", out _, out _));
    }

    [Fact]
    public void A_read_that_failed_is_tried_again_at_the_only_twin_though_a_signer_is_there_too()
    {
        var (only, signer) = (PoolFixture.Daemon(0), PoolFixture.Daemon(9) with { Id = "store-s0", Role = DaemonRole.Signer });
        var need = new CallNeed(CallTarget.Chain, Avoid: only.Slot);

        Assert.True(need.Accepts(PoolFixture.Pool(new CallGate(1), only, signer), only));
        Assert.False(need.Accepts(PoolFixture.Pool(new CallGate(1), only, PoolFixture.Daemon(1), signer), only));
    }

    [Theory]
    [InlineData("getseed", RpcCode.Forbidden)]
    [InlineData("stop", RpcCode.Forbidden)]
    [InlineData("run_cmdline", RpcCode.Forbidden)]
    public void A_shop_may_not_call_what_it_was_not_given(string method, RpcCode code) =>
        Assert.Equal(code, MethodPolicy.Route(Pool, method, Shop, null, out _, out _)?.Code);

    [Fact]
    public void A_method_of_one_daemon_wants_its_name()
    {
        Assert.Equal(RpcCode.InvalidParams, MethodPolicy.Route(Pool, "stop", All, null, out _, out _)?.Code);
        Assert.Equal(RpcCode.InvalidParams, MethodPolicy.Route(Pool, "stop", All, "store-9", out _, out _)?.Code);
        Assert.Null(MethodPolicy.Route(Pool, "stop", All, "store-1", out _, out var need));
        Assert.Equal(new CallNeed(CallTarget.Named, "store-1"), need);
    }

    [Fact]
    public void A_paused_wallet_refuses_money_with_its_reason_and_still_reads()
    {
        var paused = Pool with { PausedWhy = "the books are being checked" };

        var no = MethodPolicy.Route(paused, "addrequest", Shop, null, out _, out _);

        Assert.Equal(RpcCode.WalletPaused, no?.Code);
        Assert.Contains("the books are being checked", no!.Why, StringComparison.Ordinal);
        Assert.Null(MethodPolicy.Route(paused, "getbalance", Shop, null, out _, out _));
    }

    [Fact]
    public void A_broadcast_goes_to_another_daemon_than_the_builder_where_one_serves()
    {
        Assert.Null(MethodPolicy.Route(Pool, "broadcast", Shop, null, out _, out var need));
        Assert.False(need.Accepts(Pool, Pool.Daemons[0]));
        Assert.True(need.Accepts(Pool, Pool.Daemons[1]));

        var alone = PoolFixture.Pool(new CallGate(1), PoolFixture.Daemon(0), PoolFixture.Daemon(1, serves: false));
        Assert.True(need.Accepts(alone, alone.Daemons[0]));
    }

    [Fact]
    public void What_may_have_been_sent_is_never_sent_again_unless_it_is_a_read()
    {
        foreach (var what in Enum.GetValues<MethodClass>())
        {
            foreach (var fault in Enum.GetValues<CallFault>())
            {
                var again = RetryPolicy.Again(what, 1, fault);
                Assert.Equal(what == MethodClass.Read || fault == CallFault.Refused, again);
                Assert.False(RetryPolicy.Again(what, RetryPolicy.Attempts, fault));
                Assert.Equal(again ? Kernel.Outcome.NotCommitted : Kernel.Outcome.Unknown, RetryPolicy.OutcomeOf(what, fault));
            }
        }
    }
}

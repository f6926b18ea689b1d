using CsCheck;
using Paywarden.Daemons;
using Known = Paywarden.Routing.PoolFreshness.Known;

namespace Paywarden.Routing;

public sealed class PoolFreshnessSpecs
{
    private static readonly Gen<DaemonStatus> AnyStatus =
        from state in Gen.Enum<DaemonState>()
        from height in Gen.Int[0, 3]
        from addresses in Gen.Int[-1, 5]
        from synchronized in Gen.Bool
        from seen in Gen.Bool
        select Status(state, seen ? new HealthReport(height == 3 ? null : height, null, true, synchronized, addresses < 0 ? null : addresses, []) : null);

    [Fact]
    public void Copy_that_misses_nothing_is_fresh_up_to_the_builders_mark() =>
        Assert.Equal(7, PoolFreshness.MarkOf(Copy(addresses: 20, height: 100), new Known(20, 7), poolHeight: 100));

    [Theory]
    [InlineData(19, 100, true)] // an address behind
    [InlineData(20, 99, true)] // a block behind
    [InlineData(20, 100, false)] // still reading its history
    public void Copy_that_may_miss_something_is_not_fresh(int addresses, int height, bool synchronized) =>
        Assert.Equal(-1, PoolFreshness.MarkOf(Copy(addresses, height, synchronized), new Known(20, 7), poolHeight: 100));

    [Fact]
    public void Copy_that_knows_more_than_the_builder_did_is_fresh() =>
        Assert.Equal(7, PoolFreshness.MarkOf(Copy(addresses: 25, height: 101), new Known(20, 7), poolHeight: 100));

    [Fact]
    public void Nothing_is_fresh_before_the_builder_has_been_asked() =>
        Assert.Equal(-1, PoolFreshness.MarkOf(Copy(20, 100), builder: null, poolHeight: 100));

    [Fact]
    public void Copy_that_tells_no_height_is_fresh_only_where_nobody_tells_one()
    {
        Assert.Equal(7, PoolFreshness.MarkOf(Copy(20, height: null), new Known(20, 7), poolHeight: 0));
        Assert.Equal(-1, PoolFreshness.MarkOf(Copy(20, height: null), new Known(20, 7), poolHeight: 1));
    }

    [Fact]
    public void Dead_builder_leaves_what_it_knew_so_that_complete_copies_go_on_serving()
    {
        var known = PoolFreshness.Learn(null, Copy(20, 100), mark: 3);

        Assert.Equal(new Known(20, 3), PoolFreshness.Learn(known, Status(DaemonState.BackingOff, null), mark: 3));
    }

    [Fact]
    public void Probe_from_before_a_write_does_not_undo_what_was_learnt_after_it() =>
        Assert.Equal(new Known(21, 4), PoolFreshness.Learn(new Known(21, 4), Copy(20, 100), mark: 3));

    [Fact]
    public void What_is_known_never_gets_older() =>
        Gen.Select(AnyStatus, Gen.Int[-1, 5]).Array[0, 30].Sample(news =>
        {
            Known? known = null;
            foreach (var (status, mark) in news)
            {
                var next = PoolFreshness.Learn(known, status, mark);
                Assert.True((next?.Mark ?? 0) >= (known?.Mark ?? 0));
                Assert.True(next == known || (status.State is DaemonState.Ready or DaemonState.Degraded && next == new Known(status.Health!.Addresses!.Value, mark)));
                known = next;
            }
        });

    [Fact]
    public void Fresh_copy_knows_every_address_and_block_that_was_known() =>
        Gen.Select(AnyStatus, Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, 3]).Sample((copy, addresses, mark, height) =>
        {
            var fresh = PoolFreshness.MarkOf(copy, new Known(addresses, mark), height);
            var complete = copy.Health is { Synchronized: true } health && health.Addresses >= addresses && (health.Height ?? 0) >= height;

            Assert.Equal(complete ? mark : -1, fresh);
        });

    private static DaemonStatus Copy(int addresses, int? height, bool synchronized = true) =>
        Status(DaemonState.Ready, new HealthReport(height, height, true, synchronized, addresses, []));

    private static DaemonStatus Status(DaemonState state, HealthReport? health) => new()
    {
        Id = "store-1",
        Wallet = "store",
        Node = "n1",
        Role = DaemonRole.Twin,
        State = state,
        Why = "as drawn",
        Since = Some.Noon,
        Health = health,
        Version = 1,
    };
}

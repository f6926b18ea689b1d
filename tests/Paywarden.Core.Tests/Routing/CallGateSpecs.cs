namespace Paywarden.Routing;

public sealed class CallGateSpecs
{
    private static readonly CallNeed Read = new(CallTarget.Chain);
    private static readonly CallNeed Write = new(CallTarget.Builder);

    [Fact]
    public async Task A_place_given_back_goes_to_the_longest_waiting()
    {
        var (gate, daemon) = (new CallGate(10), PoolFixture.Daemon(0));
        var pool = PoolFixture.Published(gate, daemon);
        Assert.NotNull(gate.TryTake(pool, Read, 0));
        Assert.True(gate.TryWait(Read, CancellationToken.None, out var first));
        Assert.True(gate.TryWait(Read, CancellationToken.None, out var second));

        daemon.Slot.GiveBack();

        Assert.Equal(daemon, await first);
        Assert.False(second.IsCompleted);
        Assert.Null(gate.TryTake(pool, Read, 0)); // nobody overtakes

        daemon.Slot.GiveBack();

        Assert.Equal(daemon, await second);
    }

    [Fact]
    public void A_full_queue_refuses()
    {
        var gate = new CallGate(1);
        PoolFixture.Published(gate, PoolFixture.Daemon(0, serves: false));
        Assert.True(gate.TryWait(Read, CancellationToken.None, out _));

        Assert.False(gate.TryWait(Read, CancellationToken.None, out _));
    }

    [Fact]
    public async Task Whoever_gives_up_frees_the_line_for_the_next()
    {
        var (gate, daemon) = (new CallGate(10), PoolFixture.Daemon(0));
        var pool = PoolFixture.Published(gate, daemon);
        gate.TryTake(pool, Read, 0);
        using var patience = new CancellationTokenSource();
        gate.TryWait(Read, patience.Token, out var first);
        gate.TryWait(Read, CancellationToken.None, out var second);

        await patience.CancelAsync();
        daemon.Slot.GiveBack();

        Assert.Null(await first);
        Assert.Equal(daemon, await second);
    }

    [Fact]
    public async Task A_write_waits_for_the_builder_while_reads_pass_it()
    {
        var (gate, builder, twin) = (new CallGate(10), PoolFixture.Daemon(0), PoolFixture.Daemon(1));
        var pool = PoolFixture.Published(gate, builder, twin);
        Assert.True(builder.Slot.TryTake());
        Assert.True(twin.Slot.TryTake());
        gate.TryWait(Write, CancellationToken.None, out var write);
        gate.TryWait(Read, CancellationToken.None, out var read);

        twin.Slot.GiveBack();

        Assert.Equal(twin, await read);
        Assert.False(write.IsCompleted);
        Assert.Same(pool, pool);

        builder.Slot.GiveBack();

        Assert.Equal(builder, await write);
    }

    [Fact]
    public async Task A_copy_behind_the_builders_last_write_gets_no_read_of_the_wallet()
    {
        var (gate, builder, twin) = (new CallGate(10), PoolFixture.Daemon(0), PoolFixture.Daemon(1));
        var pool = PoolFixture.Published(gate, builder, twin);
        var need = new CallNeed(CallTarget.Wallet);
        Assert.True(need.Accepts(pool, twin));

        gate.MarkWrite();

        Assert.False(need.Accepts(pool, twin));
        Assert.True(need.Accepts(pool, builder));
        Assert.True(builder.Slot.TryTake());
        gate.TryWait(need, CancellationToken.None, out var read);
        Assert.False(read.IsCompleted);
        builder.Slot.GiveBack();
        Assert.Equal(builder, await read);
    }

    [Fact]
    public async Task A_probe_that_waits_comes_before_any_call()
    {
        var (gate, daemon) = (new CallGate(10), PoolFixture.Daemon(0));
        var pool = PoolFixture.Published(gate, daemon);
        gate.TryTake(pool, Read, 0);
        gate.TryWait(Read, CancellationToken.None, out var call);
        var probe = daemon.Slot.TakeForProbeAsync(CancellationToken.None).AsTask();

        daemon.Slot.GiveBack();

        Assert.True(await probe);
        Assert.False(call.IsCompleted);
        daemon.Slot.GiveBack();
        Assert.Equal(daemon, await call);
    }

    [Fact]
    public async Task Under_many_threads_no_place_is_given_twice_and_no_wake_up_is_lost()
    {
        var gate = new CallGate(1000);
        var daemons = Enumerable.Range(0, 3).Select(n => PoolFixture.Daemon(n, capacity: n + 1)).ToArray();
        var pool = PoolFixture.Published(gate, daemons);
        var running = new int[3];
        var (served, worst) = (0, 0);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 2000; i++)
            {
                var daemon = gate.TryTake(pool, Read, worker / 16.0);
                if (daemon is null)
                {
                    Assert.True(gate.TryWait(Read, patience.Token, out var turn));
                    daemon = await turn;
                }

                Assert.NotNull(daemon); // null: a minute went by without a turn
                var n = Array.IndexOf(daemons, daemon);
                if (Interlocked.Increment(ref running[n]) > daemon.Slot.Capacity)
                {
                    Interlocked.Increment(ref worst);
                }

                if (i % 7 == 0)
                {
                    await Task.Yield();
                }

                Interlocked.Decrement(ref running[n]);
                Interlocked.Increment(ref served);
                daemon.Slot.GiveBack();
            }
        })));

        Assert.Equal(0, worst);
        Assert.Equal(32_000, served);
        Assert.All(daemons, d => Assert.Equal(0, d.Slot.Taken));
        Assert.Equal(0, gate.Waiting);
    }
}

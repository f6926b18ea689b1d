namespace Paywarden.Routing;

/// <summary>A daemon that does not know an address does not count its money, and may not say what the wallet has.</summary>
public sealed class IssuedGateSpecs
{
    private static readonly CallNeed Wallet = new(CallTarget.Wallet);

    [Fact]
    public void Nobody_answers_for_the_wallet_who_does_not_know_all_that_was_handed_out()
    {
        var gate = new CallGate(10);
        var (builder, twin) = (PoolFixture.Daemon(0), PoolFixture.Daemon(1));
        var pool = PoolFixture.Published(gate, builder, twin);
        Assert.True(Wallet.Accepts(pool, builder) && Wallet.Accepts(pool, twin));

        Assert.True(gate.Issue(71));
        Assert.False(Wallet.Accepts(pool, builder) || Wallet.Accepts(pool, twin));
        Assert.True(new CallNeed(CallTarget.Chain).Accepts(pool, twin));
        Assert.True(new CallNeed(CallTarget.Named, twin.Id).Accepts(pool, twin));

        twin.Slot.Knows(70);
        Assert.False(Wallet.Accepts(pool, twin));
        twin.Slot.Knows(71);
        Assert.True(Wallet.Accepts(pool, twin));
        Assert.False(Wallet.Accepts(pool, builder));
    }

    [Fact]
    public void What_was_handed_out_never_becomes_less()
    {
        var gate = new CallGate(10);

        Assert.True(gate.Issue(5));
        Assert.False(gate.Issue(3));
        Assert.False(gate.Issue(5));
        Assert.Equal(5, gate.Issued);
    }

    [Fact]
    public async Task A_call_that_waits_goes_on_as_soon_as_a_daemon_knows_enough()
    {
        var gate = new CallGate(10);
        var twin = PoolFixture.Daemon(1);
        PoolFixture.Published(gate, twin);
        gate.Issue(71);
        Assert.True(gate.TryWait(Wallet, CancellationToken.None, out var turn));
        Assert.False(turn.IsCompleted);

        twin.Slot.Knows(120);

        Assert.Same(twin, await turn);
    }
}

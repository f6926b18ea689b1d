using Command = Paywarden.Daemons.DaemonCommand;
using Effect = Paywarden.Daemons.DaemonEffect;

namespace Paywarden.Daemons;

/// <summary>A twin before the wallet's public key is known.</summary>
public sealed class DaemonPendingSpecs
{
    private const string Why = "waits for store-s0 to tell the wallet's public key";

    [Fact]
    public void It_is_pending_with_its_sentence_and_launched_once_the_key_is_told()
    {
        var tale = Pending();

        Assert.Equal((DaemonState.Pending, Why, 0), (tale.State, tale.Life.Why, tale.Life.Restarts));
        Assert.Empty(tale.Life.Exits);
        Assert.IsType<Effect.AwaitKey>(tale.Owes);
        Assert.IsType<Effect.Launch>(tale.Tell(new Command.MayLaunch()).Owes);
        Assert.Equal(DaemonState.Ready, tale.Launched().Answers().State);
    }

    [Fact]
    public void However_often_it_is_put_off_that_is_no_failure()
    {
        var tale = Pending();
        for (var i = 0; i < 20; i++)
        {
            tale.Tell(new Command.MayLaunch()).Tell(new Command.CannotLaunchYet(Why));
        }

        Assert.Equal((DaemonState.Pending, 0), (tale.State, tale.Life.Restarts));
        Assert.Null(DaemonMachine.Wake(tale.Life));
    }

    [Fact]
    public void An_operator_stops_it_and_a_key_that_is_told_then_starts_nothing()
    {
        var tale = Pending().Tell(new Command.Stop("ann"));

        Assert.Equal("stopped by ann", tale.Life.Why);
        Assert.Empty(tale.Tell(new Command.MayLaunch()).Events);
        Assert.IsType<Effect.Launch>(tale.Tell(new Command.Start("ann")).Owes);
    }

    [Fact]
    public void A_node_that_stops_waits_for_nobody() =>
        Assert.Equal(DaemonState.Stopped, Pending().Tell(new Command.Leave(Keep: true)).State);

    private static DaemonTale Pending() => new DaemonTale().Tell(new Command.FoundNothing()).Tell(new Command.CannotLaunchYet(Why));
}

using System.Collections.Immutable;
using CsCheck;
using Paywarden.Kernel;

namespace Paywarden.Fleet;

public sealed class FleetMachineSpecs
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<FleetCommand> AnyCommand =
        from wallet in Gen.Int[0, 2].Select(i => new[] { "store", "shop", "till" }[i])
        from reason in Gen.Int[0, 3].Select(i => new[] { "", " ", "audit", "stock-taking" }[i])
        from pause in Gen.Bool
        select pause ? (FleetCommand)new FleetCommand.Pause(wallet, reason, "ann") : new FleetCommand.Resume(wallet, "ann");

    [Fact]
    public void Pause_holds_until_it_is_resumed()
    {
        var paused = After(FleetState.Empty, new FleetCommand.Pause("store", "audit", "ann"));
        Assert.Equal("audit", paused.Paused["store"]);

        Assert.Empty(After(paused, new FleetCommand.Resume("store", "bob")).Paused);
    }

    [Fact]
    public void Pause_without_a_reason_is_refused()
    {
        var no = Assert.IsType<Decision<FleetEvent>.Reject>(FleetMachine.Decide(FleetState.Empty, new FleetCommand.Pause("store", " ", "ann"), Noon, 0));

        Assert.Equal("no-reason", no.Refusal.Code);
    }

    [Fact]
    public void New_reason_replaces_the_old_one() =>
        Assert.Equal("fire", After(After(FleetState.Empty, new FleetCommand.Pause("store", "audit", "ann")), new FleetCommand.Pause("store", "fire", "bob")).Paused["store"]);

    [Fact]
    public void Event_tells_who_when_and_why() =>
        Assert.Equal([new FleetEvent.WalletPaused("store", "audit", "ann", Noon)], Events(FleetState.Empty, new FleetCommand.Pause("store", "audit", "ann")).AsEnumerable());

    [Fact]
    public void Repeating_a_command_stores_nothing_and_state_is_the_fold_of_events() =>
        AnyCommand.Array[0, 30].Sample(commands =>
        {
            var state = FleetState.Empty;
            var all = new List<FleetEvent>();
            foreach (var command in commands)
            {
                var events = Events(state, command);
                all.AddRange(events);
                state = events.Aggregate(state, FleetMachine.Apply);
                Assert.Empty(Events(state, command));
                Assert.All(state.Paused.Values, reason => Assert.False(string.IsNullOrWhiteSpace(reason)));
            }

            Assert.Equal(state.Paused.OrderBy(p => p.Key), all.Aggregate(FleetState.Empty, FleetMachine.Apply).Paused.OrderBy(p => p.Key));
        });

    private static FleetState After(FleetState state, FleetCommand command) => Events(state, command).Aggregate(state, FleetMachine.Apply);

    private static ImmutableArray<FleetEvent> Events(FleetState state, FleetCommand command) =>
        FleetMachine.Decide(state, command, Noon, 0) is Decision<FleetEvent>.Accept yes ? yes.Events : [];
}

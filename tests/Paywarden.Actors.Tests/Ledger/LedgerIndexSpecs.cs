using Paywarden.Ledger.World;

namespace Paywarden.Ledger;

/// <summary>What the ledger keeps at hand must be what a walk over all payments and attempts finds, after every event of any story.</summary>
public sealed class LedgerIndexSpecs
{
    [Fact]
    public void Every_index_is_what_a_walk_over_everything_finds()
    {
        foreach (var seed in Enumerable.Range(1, 60))
        {
            var state = LedgerState.Empty;
            foreach (var e in LedgerRun.StoryOf(seed))
            {
                state = LedgerMachine.Apply(state, e);
                var anew = LedgerMachine.Reindexed(state);
                var told = $"seed {seed} after {e}";
                Assert.True(anew.Settled.SequenceEqual(state.Settled), $"settled: {told}");
                Assert.True(anew.Expiries.SetEquals(state.Expiries), $"expiries: {told}");
                Assert.True(anew.Sending.SetEquals(state.Sending), $"sending: {told}");
                Assert.True(anew.Out.SetEquals(state.Out), $"out: {told}");
                Assert.True(anew.Contested.SetEquals(state.Contested), $"contested: {told}");
            }
        }
    }
}

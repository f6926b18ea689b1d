using Paywarden.Ledger.World;
using Xunit.Abstractions;

namespace Paywarden.Ledger;

/// <summary>Stories from seeds over a faked chain: payments, deaths of everybody, lost answers, lying servers, reorganisations, thefts and retries.
/// PAYWARDEN_SEEDS asks for more of them.</summary>
public sealed class LedgerRunSpecs(ITestOutputHelper output)
{
    private static readonly int Seeds = int.TryParse(Environment.GetEnvironmentVariable("PAYWARDEN_SEEDS"), out var seeds) ? seeds : 500;

    [Fact]
    public void Money_leaves_once_whatever_dies_and_whoever_lies()
    {
        var tales = Enumerable.Range(1, Seeds).AsParallel().Select(seed => LedgerRun.Of(seed)).OrderBy(t => t.Seed).ToList();
        var bad = tales.FindAll(t => t.Findings.Count > 0);
        foreach (var tale in bad.Take(10))
        {
            output.WriteLine($"seed {tale.Seed}:\n  {string.Join("\n  ", tale.Findings.Take(5))}");
        }

        output.WriteLine($"{Seeds} seeds, {bad.Count} with findings: {string.Join(' ', bad.Take(50).Select(b => b.Seed))}");
        output.WriteLine(string.Join(", ", tales.SelectMany(t => t.Events).GroupBy(e => e.Key, e => e.Value).OrderBy(g => g.Key).Select(g => $"{g.Key} {g.Sum()}")));
        Assert.Empty(bad);
    }

    /// <summary>A judge that finds nothing proves nothing: each of these mistakes is found, and found soon.</summary>
    [Theory]
    [InlineData(PlantedBug.RebuildAfterUnknownBroadcast)]
    [InlineData(PlantedBug.ReplyBeforeStored)]
    [InlineData(PlantedBug.FrozenSetNotEqualised)]
    [InlineData(PlantedBug.ClaimSkipped)]
    [InlineData(PlantedBug.LeaseEndedByTime)]
    internal void A_planted_bug_is_found_within_200_seeds(PlantedBug bug)
    {
        var found = Enumerable.Range(1, 200).Select(seed => LedgerRun.Of(seed, bug)).FirstOrDefault(t => t.Findings.Count > 0);

        output.WriteLine(found is null ? $"{bug}: not found" : $"{bug}: seed {found.Seed}: {found.Findings[0]}");
        Assert.NotNull(found);
    }
}

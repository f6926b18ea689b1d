using System.Collections.Concurrent;
using System.Diagnostics;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Ledger;

/// <summary>acceptance: line 2. At every append and every daemon call of a payment somebody dies or says nothing, and it is paid exactly once.</summary>
[Collection(Alone.Name)]
public sealed class KillMatrixSpecs(ITestOutputHelper output)
{
    /// <summary>Most of a cell is waiting: for a node to start, for a look at the chain.</summary>
    private const int Lanes = 3;

    [Fact]
    public Task Whoever_dies_and_whenever_a_payment_is_made_once() => Scene.PlayAsync(output, async scene =>
    {
        var clock = Stopwatch.StartNew();
        var matrix = new KillMatrix();
        var failures = new ConcurrentBag<string>();
        var cells = new ConcurrentQueue<KillCell>(Wanted());

        Assert.False(cells.IsEmpty, "no cell is called so");
        await Task.WhenAll(Enumerable.Range(1, Lanes).Select(n => PlayLaneAsync(scene, $"lane-{n}", cells, matrix, failures)));

        foreach (var line in matrix.Render())
        {
            scene.Figure(line);
        }

        scene.Figure($"line 2: {matrix.Played} of {KillMatrix.Cells.Count()} cells in {clock.Elapsed.TotalSeconds:0} s");
        Assert.True(failures.IsEmpty, string.Join("\n\n", failures));
        Assert.Equal(Wanted().Count(), matrix.Played);
    });

    /// <summary>PAYWARDEN_CELLS: only cells whose name holds this, for whoever looks into one.</summary>
    private static IEnumerable<KillCell> Wanted() =>
        KillMatrix.Cells.Where(c => c.Name.Contains(Environment.GetEnvironmentVariable("PAYWARDEN_CELLS") ?? "", StringComparison.OrdinalIgnoreCase));

    private static async Task PlayLaneAsync(Scene scene, string name, ConcurrentQueue<KillCell> cells, KillMatrix matrix, ConcurrentBag<string> failures)
    {
        KillLane? lane = null;
        var lanes = 0;
        while (cells.TryDequeue(out var cell))
        {
            try
            {
                if (lane is null)
                {
                    lane = new KillLane(scene, $"{name}-{lanes++}");
                    await lane.StartAsync();
                }

                matrix.Tell(cell, KillMatrix.Once(await lane.PlayAsync(cell)));
            }
            catch (Exception e)
            {
                // What is wrong there must not be counted against the next cell: that one gets a node of its own.
                matrix.Tell(cell, "FAILED");
                failures.Add($"{cell.Name} ({name}-{lanes - 1}): {e}");
                lane = null;
            }
        }
    }
}

using System.Diagnostics;

namespace Paywarden.Harness;

/// <summary>One daemon killed and back.</summary>
/// <param name="Launched">From the kill until the witness saw the new process.</param>
/// <param name="Ready">From the kill until the node called the new process ready.</param>
internal sealed record Recovery(string DaemonId, int Killed, int Replacement, TimeSpan Launched, TimeSpan Ready);

/// <summary>Kills a random ready daemon again and again, and times how each comes back.</summary>
internal sealed class KillLoop(NodeProcess node, int seed)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private readonly Random _random = new(seed);

    public async Task<Recovery[]> RunAsync(TimeSpan duration)
    {
        var recoveries = new List<Task<Recovery>>();
        var clock = Stopwatch.StartNew();
        using var tick = new PeriodicTimer(Every);
        while (clock.Elapsed < duration)
        {
            var ready = (await node.Admin.DaemonsAsync()).Where(d => d.IsReady).ToArray();
            if (ready.Length > 0)
            {
                recoveries.Add(KillAsync(node, ready[_random.Next(ready.Length)]));
            }

            await tick.WaitForNextTickAsync();
        }

        return await Task.WhenAll(recoveries);
    }

    public static Task<Recovery> KillAsync(NodeProcess node, SeenDaemon victim)
    {
        node.Watch.IsAttentive = true;
        var killed = Stopwatch.GetTimestamp();
        Assert.True(Signals.Send(victim.Pid!.Value, Signals.Kill), $"{victim.Id}: pid {victim.Pid} was gone before it was killed");
        return RecoveryAsync(node, victim, killed);
    }

    /// <summary>Waits for the process after <paramref name="victim"/>'s, which ended (or froze) at <paramref name="since"/>.</summary>
    public static async Task<Recovery> RecoveryAsync(NodeProcess node, SeenDaemon victim, long since)
    {
        MarkedProcess? replacement = null;
        await Eventually.HoldsAsync($"{victim.Id} has a new process", Patience, () =>
        {
            replacement = node.Watch.Seen.FirstOrDefault(p => p.DaemonId == victim.Id && p.FirstSeen > since && p.Pid != victim.Pid);
            return replacement is not null;
        });
        node.Watch.IsAttentive = false;

        // It may be killed again before it is ready: then the newer one counts.
        var back = await node.DaemonAsync(victim.Id, "is ready again", Patience, d => d.IsReady && d.Pid != victim.Pid);
        return new Recovery(
            victim.Id, victim.Pid!.Value, back.Pid!.Value, Stopwatch.GetElapsedTime(since, replacement!.FirstSeen), Stopwatch.GetElapsedTime(since));
    }
}

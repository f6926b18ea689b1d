using System.Diagnostics;
using Paywarden.Measuring;

namespace Paywarden.Swarm;

/// <summary>Debian's supervisord with the same thousand processes. Counted is what runs, not what it reports as running (that comes a second later).</summary>
internal static class SupervisordSwarm
{
    private const string Binary = "/usr/bin/supervisord";

    /// <returns>Null: it is not installed.</returns>
    public static async Task<SwarmFigures?> Measure(int count, TimeSpan idle)
    {
        if (!File.Exists(Binary))
        {
            return null;
        }

        using var place = new Workplace();
        var config = place.Write("supervisord.conf", $"""
            [supervisord]
            nodaemon=true
            minfds=16384
            minprocs=1000
            logfile={place.File("own.log")}
            pidfile={place.File("pid")}

            [program:swarm]
            command=sleep infinity
            numprocs={count}
            process_name=swarm-%(process_num)d
            autorestart=true
            stdout_logfile=NONE
            stderr_logfile=NONE
            """);
        var since = Stopwatch.GetTimestamp();
        var process = place.Start("supervisord", Binary, "-c", config);
        await Sleeping(process.Id, count, []);
        var start = Stopwatch.GetElapsedTime(since).TotalSeconds;

        await Task.Delay(TimeSpan.FromSeconds(5));
        var before = ProcMeter.Children(process.Id).ToHashSet();
        since = Stopwatch.GetTimestamp();
        foreach (var pid in before)
        {
            Signals.Send(pid, Signals.Kill);
        }

        await Sleeping(process.Id, count, before);
        var back = Stopwatch.GetElapsedTime(since).TotalSeconds;

        await Task.Delay(TimeSpan.FromSeconds(5));
        var cpu = ProcMeter.CpuSeconds(process.Id);
        await Task.Delay(idle);
        return new SwarmFigures(start, back, ProcMeter.ResidentMiB(process.Id), 100 * (ProcMeter.CpuSeconds(process.Id) - cpu) / idle.TotalSeconds, 0);
    }

    private static Task Sleeping(int pid, int count, HashSet<int> before) =>
        Workplace.Until(() => Task.FromResult(ProcMeter.Children(pid).Count(c => !before.Contains(c)) >= count), $"{count} children", TimeSpan.FromMinutes(3));
}

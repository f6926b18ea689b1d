using Paywarden.Measuring;
using static Paywarden.Measuring.Report;

namespace Paywarden.Swarm;

/// <summary>One node with a thousand daemons, once with processes that are only watched and once with daemons that are asked every two seconds.</summary>
internal static class SwarmBenchmark
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(60);

    public static async Task<int> Run(string[] args)
    {
        var count = Arguments.Number(args, "daemons", 1_000);
        var idle = TimeSpan.FromSeconds(Arguments.Number(args, "idle", 60));
        var report = new Report("", "goal", "watched only", "probed every 2 s", "supervisord");
        var watched = await Measure(count, idle, place => ("[\"sleep\", \"infinity\"]", ""));
        var probed = await Measure(count, idle, place =>
        {
            place.Write("calls", "\0\0\0\0\0\0\0\0");
            Workplace.Run("gcc", "-O2", "-static", "-o", place.File("tiny-daemon"), Path.Combine(AppContext.BaseDirectory, "Swarm", "tiny-daemon.c")).GetAwaiter().GetResult();
            return ($"[\"{place.File("tiny-daemon")}\", \"{{port}}\", \"{place.File("calls")}\"]", "generic { probe = ping }");
        });
        var other = await SupervisordSwarm.Measure(count, idle);
        report.Add("start of all, s", "≤ 10", Text(watched.Start), Text(probed.Start), other is null ? "not installed" : Text(other.Start));
        report.Add("kill -9 of all, all back, s", "≤ 5", Text(watched.Back), Text(probed.Back), other is null ? "" : Text(other.Back));
        report.Add("resident, MiB", "≤ 300", Text(watched.Resident, "0"), Text(probed.Resident, "0"), other is null ? "" : Text(other.Resident, "0"));
        report.Add("idle CPU, % of a core", "≤ 0.5 watched", Text(watched.Cpu, "0.00"), Text(probed.Cpu, "0.00"), other is null ? "" : Text(other.Cpu, "0.00"));
        report.Add("CPU per probe, µs", "≤ 60", "", Text(probed.CpuPerProbe, "0"), "");
        report.Print($"{count} daemons on one node");
        return 0;
    }

    private static async Task<SwarmFigures> Measure(int count, TimeSpan idle, Func<Workplace, (string Command, string More)> daemon)
    {
        using var place = new Workplace();
        var (command, more) = daemon(place);
        using var node = await MeasuredNode.Start(place, $$"""
            swarm {
              dialect = generic, daemons = {{count}}, command = {{command}}, {{more}}
              methods { ping = read }
              restart { crash-loop = 1000, reset-after = 2s }
            }
            """);
        var daemons = await node.AllReady(count);
        var start = (daemons.Max(d => d.Since) - await node.FirstEvent("daemon-launched")).TotalSeconds;

        // Longer than reset-after: this is the first unasked end of each.
        await Task.Delay(TimeSpan.FromSeconds(5));
        var killed = DateTimeOffset.UtcNow;
        var before = daemons.Select(d => d.Pid).ToHashSet();
        foreach (var pid in before)
        {
            Signals.Send(pid, Signals.Kill);
        }

        var back = ((await node.AllReady(count, before)).Max(d => d.Since) - killed).TotalSeconds;

        // Until the runtime has compiled what is hot for good.
        await Task.Delay(Settling);
        var (cpu, calls) = (ProcMeter.CpuSeconds(node.Pid), Calls(place));
        await Task.Delay(idle);
        cpu = ProcMeter.CpuSeconds(node.Pid) - cpu;
        calls = Calls(place) - calls;
        return new SwarmFigures(start, back, ProcMeter.ResidentMiB(node.Pid), 100 * cpu / idle.TotalSeconds, calls > 0 ? 1e6 * cpu / calls : 0);
    }

    private static long Calls(Workplace place) => File.Exists(place.File("calls")) ? BitConverter.ToInt64(File.ReadAllBytes(place.File("calls"))) : 0;
}

/// <param name="Start">Seconds from the first launch to the last ready daemon.</param>
/// <param name="Back">Seconds from the kill to the last ready replacement.</param>
/// <param name="Resident">MiB, after both.</param>
/// <param name="Cpu">Per cent of a core, idle.</param>
/// <param name="CpuPerProbe">µs: all of the node's idle CPU, by the calls that the daemons counted.</param>
internal sealed record SwarmFigures(double Start, double Back, double Resident, double Cpu, double CpuPerProbe);

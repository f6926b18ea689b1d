using System.Globalization;
using System.Text;
using Paywarden.Measuring;
using static Paywarden.Measuring.Report;

namespace Paywarden.Proxies;

/// <summary>The same reads to the same four backends through each proxy, round by round, so that what disturbs the machine disturbs all of them.</summary>
internal static class ProxyBenchmark
{
    private const int Connections = 16;

    public static async Task<int> Run(string[] args)
    {
        var rounds = Arguments.Number(args, "rounds", 5);
        var seconds = Arguments.Number(args, "seconds", 5);
        Environment.SetEnvironmentVariable("AUTHORIZATION", "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"{MeasuredNode.User}:{MeasuredNode.Password}")));
        using var place = new Workplace();
        var backends = await Contender.Backends(place);
        using var node = await MeasuredNode.Start(place, $$"""
            store {
              dialect = generic, daemons = 0
              external = [{{string.Join(", ", backends.Select(b => $$"""{ url = "http://127.0.0.1:{{b}}/" }"""))}}]
              methods { getbalance = read }
              call { concurrency = 16 }
            }
            """);
        await node.AllReady(backends.Count);
        Contender[] contenders =
        [
            new("direct", backends[0], []),
            await Contender.HAProxy(place, backends),
            await Contender.Nginx(place, backends),
            await Contender.Yarp(place, backends),
            new("Paywarden", node.RpcPort, [node.Pid]),
        ];

        // The .NET ones compile while they run.
        foreach (var contender in contenders[^2..])
        {
            await Load(contender, 2 * seconds, node);
        }

        var figures = contenders.ToDictionary(c => c, _ => new List<Round>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var contender in contenders)
            {
                figures[contender].Add(await Load(contender, seconds, node));
            }
        }

        var report = new Report("median of the rounds", "calls/s", "CPU per call, µs", "p50, ms", "p99, ms", "allocated per call, bytes", "failed calls");
        foreach (var contender in contenders)
        {
            double Median(Func<Round, double> of) => figures[contender].Select(of).Order().ElementAt(rounds / 2);
            report.Add(
                contender.Name,
                Text(Median(r => r.CallsPerSecond), "0"),
                contender.Pids.Count == 0 ? "" : Text(Median(r => r.Cpu)),
                Text(Median(r => r.Half), "0.00"),
                Text(Median(r => r.Nearly), "0.00"),
                contender.Pids.Contains(node.Pid) ? Text(Median(r => r.Allocated), "0") : "",
                $"{figures[contender].Sum(r => r.Failed)}");
        }

        report.Print($"Reads through proxies, {Connections} connections, {rounds} rounds of {seconds} s");
        return 0;
    }

    private static async Task<Round> Load(Contender contender, int seconds, MeasuredNode node)
    {
        var (cpu, allocated) = (ProcMeter.CpuSeconds(contender.Pids), node.Allocated());
        var output = await Workplace.Run("wrk", "-t1", $"-c{Connections}", $"-d{seconds}s", "-s", Path.Combine(AppContext.BaseDirectory, "Proxies", "call.lua"), $"http://127.0.0.1:{contender.Port}/");
        cpu = ProcMeter.CpuSeconds(contender.Pids) - cpu;
        var f = output.Split('\n').Last(l => l.StartsWith("figures ", StringComparison.Ordinal)).Split(' ')[1..].Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        return new Round(f[0] / f[4], 1e6 * cpu / f[0], f[2] / 1000, f[3] / 1000, (node.Allocated() - allocated) / f[0], (long)f[1]);
    }

    /// <param name="Cpu">µs of the proxy for each call.</param>
    /// <param name="Half">Of the calls took no more than so many ms.</param>
    /// <param name="Nearly">All did (99 of 100).</param>
    private sealed record Round(double CallsPerSecond, double Cpu, double Half, double Nearly, double Allocated, long Failed);
}

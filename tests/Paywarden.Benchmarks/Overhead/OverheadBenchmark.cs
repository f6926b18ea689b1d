using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Paywarden.Measuring;
using static Paywarden.Measuring.Report;

namespace Paywarden.Overhead;

/// <summary>What a shop loses by calling three daemons through Paywarden instead of each for itself: the same daemons, the same number of calls at once.
/// Two ways: daemons that answer at once, where all that runs shares the machine's cores, and daemons that take 2 ms, where they are what limits.</summary>
internal static class OverheadBenchmark
{
    private const int Rounds = 5;
    private const int Daemons = 3;

    public static async Task<int> Run(string[] args)
    {
        var time = TimeSpan.FromSeconds(Arguments.Number(args, "seconds", 5));
        var report = new Report("", "straight, calls/s", "through Paywarden, calls/s", "of it, %", "straight, p50 ms", "through Paywarden, p50 ms", "more, ms");
        await Compare(report, "at once, 3 callers", slow: 0, callers: Daemons, time);
        await Compare(report, "2 ms each, 3 callers", slow: 2, callers: Daemons, time);
        await Compare(report, "2 ms each, 9 callers", slow: 2, callers: 3 * Daemons, time);
        report.Print($"getinfo of {Daemons} simulated daemons, median of {Rounds} rounds of {time.TotalSeconds:0} s (goals: ≥ 95 %, ≤ 0.3 ms)");
        return 0;
    }

    private static async Task Compare(Report report, string what, int slow, int callers, TimeSpan time)
    {
        using var place = new Workplace();
        var command = slow == 0 ? "" : $"""command = ["paywarden-simulator", "--fault", "slow={slow} method=getinfo"]""";
        using var node = await MeasuredNode.Start(place, $"store {{ dialect = simulator, daemons = {Daemons}, signers = 0, {command} }}");
        var ids = (await node.AllReady(Daemons)).Select(d => d.Id).ToArray();
        Caller[] straight = [.. Enumerable.Range(0, callers).Select(n => Straight(place.File($"data/daemons/{ids[n % Daemons]}/run.json")))];
        Caller[] through = [.. Enumerable.Range(0, callers).Select(_ => new Caller(new Uri($"http://127.0.0.1:{node.RpcPort}/"), MeasuredNode.User, MeasuredNode.Password, keepAlive: true))];
        await Load(straight, time);
        await Load(through, time);
        List<(double Rate, double Half)> direct = [], ours = [];
        for (var round = 0; round < Rounds; round++)
        {
            direct.Add(await Load(straight, time));
            ours.Add(await Load(through, time));
        }

        var (a, b) = ((Rate: Median(direct, r => r.Rate), Half: Median(direct, r => r.Half)), (Rate: Median(ours, r => r.Rate), Half: Median(ours, r => r.Half)));
        report.Add(what, Text(a.Rate, "0"), Text(b.Rate, "0"), Text(100 * b.Rate / a.Rate), Text(a.Half, "0.00"), Text(b.Half, "0.00"), $"+{Text(b.Half - a.Half, "0.00")}");
    }

    private static double Median(List<(double Rate, double Half)> rounds, Func<(double Rate, double Half), double> of) => rounds.Select(of).Order().ElementAt(rounds.Count / 2);

    private static async Task<(double Rate, double Half)> Load(Caller[] callers, TimeSpan time)
    {
        var since = Stopwatch.GetTimestamp();
        var calls = (await Task.WhenAll(callers.Select(c => Task.Run(() => c.CallFor(time))))).SelectMany(c => c).Order().ToArray();
        return (calls.Length / Stopwatch.GetElapsedTime(since).TotalSeconds, calls[calls.Length / 2]);
    }

    /// <summary>The node notes there how it reaches the daemon; over one connection for each call, as the daemon serves them.</summary>
    private static Caller Straight(string runFile)
    {
        var run = JsonDocument.Parse(File.ReadAllBytes(runFile)).RootElement;
        return new Caller(new Uri(run.GetProperty("Url").GetString()!), run.GetProperty("EndpointUser").GetString()!, run.GetProperty("EndpointPassword").GetString()!, keepAlive: false);
    }

    private sealed class Caller(Uri url, string user, string password, bool keepAlive)
    {
        private static readonly byte[] Body = """{"jsonrpc":"2.0","method":"getinfo","params":[],"id":1}"""u8.ToArray();

        private readonly AuthenticationHeaderValue _authorization = new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{user}:{password}")));
        private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { PooledConnectionLifetime = keepAlive ? Timeout.InfiniteTimeSpan : TimeSpan.Zero });

        /// <returns>The ms of each call.</returns>
        public async Task<List<double>> CallFor(TimeSpan time)
        {
            List<double> calls = [];
            for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < time;)
            {
                var since = Stopwatch.GetTimestamp();
                using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Body) };
                request.Headers.Authorization = _authorization;
                using var response = await _http.SendAsync(request, CancellationToken.None);
                var reply = await response.Content.ReadAsStringAsync();
                if (!reply.Contains("blockchain_height", StringComparison.Ordinal))
                {
                    throw new InvalidOperationException($"HTTP {(int)response.StatusCode}: {reply}");
                }

                calls.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            }

            return calls;
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;

namespace Paywarden.Harness;

internal sealed record LoadReport(int Calls, IReadOnlyCollection<string> Failures, Spread Latency)
{
    public override string ToString() => $"{Calls} calls, {Failures.Count} failed, latency {Latency}";
}

/// <summary>Customers do not wait for each other: calls begin at a fixed rate whatever the answers do (an open loop), each with the
/// client's time-out of 5 s, and are timed from when they were due. Anything but a result is a failure, kept with its text.</summary>
internal sealed class LoadGenerator : IAsyncDisposable
{
    private readonly RpcClient _client;
    private readonly int _perSecond;
    private readonly string[] _methods;
    private readonly ConcurrentQueue<TimeSpan> _latencies = [];
    private readonly ConcurrentQueue<string> _failures = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public LoadGenerator(int port, string user, string password, int perSecond, params string[] methods)
    {
        _client = new RpcClient(port, user, password);
        _perSecond = perSecond;
        _methods = methods;
        _running = Task.Run(RunAsync);
    }

    public int FailuresSoFar => _failures.Count;

    /// <summary>Begins no more calls, waits for those under way.</summary>
    public async Task<LoadReport> StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
        return new LoadReport(_latencies.Count + _failures.Count, _failures, Spread.Of(_latencies));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var underWay = new HashSet<Task>();
        var began = Stopwatch.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var started = 0; !_stop.IsCancellationRequested; await tick.WaitForNextTickAsync(CancellationToken.None))
        {
            for (var due = Stopwatch.GetElapsedTime(began).TotalSeconds * _perSecond; started < due; started++)
            {
                underWay.Add(CallAsync(_methods[started % _methods.Length], began + (long)(started * (double)Stopwatch.Frequency / _perSecond)));
            }

            underWay.RemoveWhere(call => call.IsCompleted);
        }

        await Task.WhenAll(underWay);
    }

    private async Task CallAsync(string method, long due)
    {
        try
        {
            var answer = await _client.SendAsync(method);
            if (answer.Result is not null)
            {
                _latencies.Enqueue(Stopwatch.GetElapsedTime(due));
                return;
            }

            Fail($"HTTP {answer.Status} {answer.Body}");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or System.Text.Json.JsonException)
        {
            Fail(e.GetBaseException().Message);
        }

        void Fail(string why) =>
            _failures.Enqueue($"{DateTime.UtcNow:HH:mm:ss.fff} {method} after {Stopwatch.GetElapsedTime(due).TotalMilliseconds:0} ms: {why}");
    }
}

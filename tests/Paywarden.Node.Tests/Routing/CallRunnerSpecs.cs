using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Paywarden.Daemons;
using Paywarden.Daemons.Dialects;
using Paywarden.JsonRpc;
using Paywarden.Kernel;

namespace Paywarden.Routing;

/// <summary>What becomes of a daemon's place when a call ends in another way than with its reply.</summary>
public sealed class CallRunnerSpecs : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly TcpListener _daemon = new(IPAddress.Loopback, 0);
    private readonly DaemonTransports _transports = new();
    private readonly RouterViewSource _views = new();
    private readonly Doubts _doubts = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly CallRunner _runner;

    public CallRunnerSpecs()
    {
        _daemon.Start();
        _runner = new CallRunner(_views, _transports, _doubts, new RpcMetrics(_services.GetRequiredService<IMeterFactory>()), _clock);
    }

    [Fact]
    public async Task A_bug_of_ours_inside_an_exchange_costs_no_place()
    {
        // No transport can speak this, and none translates what .NET then throws.
        var pool = Publish("ftp://127.0.0.1:1/", keepAlive: true);

        await Assert.ThrowsAsync<NotSupportedException>(async () => await CallAsync(pool));

        Assert.Equal(0, pool.Daemons[0].Slot.Taken);
    }

    [Fact]
    public async Task Who_waits_no_longer_leaves_the_place_taken_until_the_daemon_has_answered()
    {
        var pool = Publish($"http://{_daemon.LocalEndpoint}/");
        var call = CallAsync(pool).AsTask();
        using var connection = await _daemon.AcceptSocketAsync();

        _clock.Advance(Patience);
        var outcome = await call;

        Assert.Equal("not done: getinfo at store-0: it had not answered in time", outcome.Fault?.Message);
        Assert.Equal(1, pool.Daemons[0].Slot.Taken);
        await AnswerAsync(connection);
        await FreeAsync(pool);
    }

    [Fact]
    public async Task Nobody_is_handed_the_place_of_a_call_that_was_refused()
    {
        _daemon.Stop();
        var pool = Publish($"http://{_daemon.LocalEndpoint}/");
        Assert.True(pool.Daemons[0].Slot.TryTake());
        var first = CallAsync(pool).AsTask();
        var second = CallAsync(pool).AsTask();

        pool.Daemons[0].Slot.GiveBack();

        while (_doubts.Seen.IsEmpty || pool.Gate.Waiting < 2)
        {
            await Task.Yield(); // until the first waits for a second try
        }

        _clock.Advance(Patience);
        Assert.Equal(1, (await first).Attempts);
        Assert.Equal(0, (await second).Attempts);
        Assert.Equal([CallFault.Refused], _doubts.Seen);
        Assert.Equal(0, pool.Daemons[0].Slot.Taken);
    }

    [Fact]
    public async Task The_next_call_is_at_the_daemon_as_soon_as_the_reply_before_it_is_whole()
    {
        var pool = Publish($"http://{_daemon.LocalEndpoint}/");
        var first = CallAsync(pool).AsTask();
        var second = CallAsync(pool).AsTask();
        using var connection = await _daemon.AcceptSocketAsync();

        // Not closed: the announced length says that nothing more comes.
        await AnswerAsync(connection);
        using var next = await _daemon.AcceptSocketAsync();
        await AnswerAsync(next);

        Assert.Equal("7", Text(await first));
        Assert.Equal("7", Text(await second));
        await FreeAsync(pool);
    }

    [Fact]
    public async Task While_a_call_waits_its_connection_is_made_and_nothing_is_sent_on_it()
    {
        var pool = Publish($"http://{_daemon.LocalEndpoint}/");
        var calls = new[] { CallAsync(pool).AsTask(), CallAsync(pool).AsTask(), CallAsync(pool).AsTask() };
        using var first = await _daemon.AcceptSocketAsync();
        await AnswerAsync(first);
        using var second = await _daemon.AcceptSocketAsync();
        using var third = await _daemon.AcceptSocketAsync();

        Assert.Equal(2, pool.Gate.Waiting + pool.Daemons[0].Slot.Taken);
        Assert.False(third.Poll(0, SelectMode.SelectRead));
        await AnswerAsync(second);
        await AnswerAsync(third);

        Assert.All(await Task.WhenAll(calls), outcome => Assert.Equal("7", Text(outcome)));
        await FreeAsync(pool);
        Assert.False(_daemon.Pending());
    }

    public void Dispose()
    {
        _runner.Dispose();
        _transports.Dispose();
        _daemon.Dispose();
        _services.Dispose();
    }

    private PoolView Publish(string url, bool keepAlive = false)
    {
        DaemonView daemon = new(
            "store-0", DaemonRole.Builder, Serves: true, long.MaxValue, new DaemonEndpoint(new Uri(url), "", Secret.None, "store-0#1", keepAlive), new DaemonSlot("store-0", "store-0#1", 1), "ready");
        PoolView pool = new(
            "store", "simulator", DialectCatalog.Find("simulator")!.Methods, new CallLimits(1, 10, TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(8)), [daemon], new CallGate(10), null);
        _views.Publish(new RouterView(1, new Dictionary<string, PoolView> { ["store"] = pool }.ToFrozenDictionary()));
        return pool;
    }

    private ValueTask<CallOutcome> CallAsync(PoolView pool)
    {
        Assert.True(pool.Methods.TryGet("getinfo", out var method));
        return _runner.RunAsync(pool, method, new CallNeed(CallTarget.Chain), default, new Deadline(_clock, Patience), new Caller(CancellationToken.None));
    }

    private static async Task AnswerAsync(Socket connection)
    {
        await connection.ReceiveAsync(new byte[4096]);
        await connection.SendAsync("HTTP/1.0 200 OK\r\nContent-Length: 19\r\n\r\n{\"result\":7,\"id\":1}"u8.ToArray());
    }

    private static string Text(CallOutcome outcome)
    {
        using (outcome)
        {
            return Encoding.UTF8.GetString(outcome.Answer.Value);
        }
    }

    private static async Task FreeAsync(PoolView pool)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        Assert.True(await pool.Daemons[0].Slot.TakeForProbeAsync(patience.Token));
    }

    private sealed class Doubts : ICallReports
    {
        public ConcurrentQueue<CallFault> Seen { get; } = [];

        public void Doubt(string daemonId, string incarnation, CallFault kind) => Seen.Enqueue(kind);

        public void Wrote(string daemonId)
        {
        }
    }
}

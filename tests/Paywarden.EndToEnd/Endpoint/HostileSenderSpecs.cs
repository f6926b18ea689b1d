using System.Diagnostics;
using System.Net.Sockets;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Endpoint;

/// <summary>acceptance: line 9. Senders that are slow, stop in the middle or only sit there, and guessers of passwords: they hurt themselves alone.</summary>
[Collection(Alone.Name)]
public sealed class HostileSenderSpecs(ITestOutputHelper output)
{
    private const int Each = 150;

    /// <summary>Far above what an ordinary call takes beside them: a noisy machine must not break it, one that waits for a hostile sender must.</summary>
    private const double Ordinary = 500;

    [Fact]
    public Task Hundreds_of_slow_half_and_idle_senders_hold_nobody_up() => Scene.PlayAsync(output, async scene =>
    {
        var node = await LoneEndpoint.StartAsync(scene, "header-timeout = 2s\nbody-timeout = 2s", concurrency: 4);
        var connections = await Task.WhenAll(Enumerable.Range(0, 3 * Each).Select(_ => node.OpenAsync()));
        var (idle, halves, slow) = (connections[..Each], connections[Each..(2 * Each)], connections[(2 * Each)..]);

        var attack = Task.WhenAll([.. halves.Select(c => HalfAsync(node, c)), .. slow.Select(SlowAsync)]);
        var calls = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => node.ShopAsync(attack)));
        await attack;

        var spread = Spread.Of(calls.SelectMany(c => c));
        scene.Figure($"line 9: calls beside {3 * Each} hostile connections: {spread}");
        Assert.InRange(spread.P50, 0, Ordinary);
        Assert.Equal(spread.Count, node.Daemon.Count);

        // To be idle is no crime: who then calls is served.
        foreach (var connection in idle)
        {
            Assert.Equal(200, (await node.TryAskAsync(connection))?.Status);
        }

        Assert.Empty(node.Node.Errors);
        Array.ForEach(connections, c => c.Dispose());
    });

    [Fact]
    public Task One_connection_too_many_is_closed_at_once_and_room_is_given_back() => Scene.PlayAsync(output, async scene =>
    {
        const int Most = 40;
        var node = await LoneEndpoint.StartAsync(scene, $"max-connections = {Most}");
        var open = new List<RawConnection>();
        do
        {
            open.Add(await node.OpenAsync());
        }
        while (open.Count < 2 * Most && await node.TryAskAsync(open[^1]) is { Status: 200 });

        // The harness may keep the one by which it looked whether the node is ready.
        Assert.InRange(open.Count - 1, Most - 1, Most);
        Assert.NotEmpty(await node.Node.Admin.DaemonsAsync());

        open[0].Dispose();
        await Eventually.HoldsAsync("one more is served", TimeSpan.FromSeconds(30), () =>
        {
            using var connection = node.OpenAsync().GetAwaiter().GetResult();
            return node.TryAskAsync(connection).GetAwaiter().GetResult() is { Status: 200 };
        });
        Assert.Equal(200, (await node.TryAskAsync(open[1]))?.Status);
        open.ForEach(c => c.Dispose());
    });

    [Theory]
    [InlineData(NodeSettings.User)]
    [InlineData("hashed")]
    public Task A_guesser_of_passwords_waits_alone(string user) => Scene.PlayAsync(output, async scene =>
    {
        const int Guessers = 50;
        const int Guesses = 4;
        var node = await LoneEndpoint.StartAsync(
            scene, users: "hashed { password-hash = \"pbkdf2-sha256$100000$c2FsdHNhbHQ=$jj3hfW0BtTqRZlR1XIGRHuZVg1DO8IsQFJKqnpVHUI8=\", allow = [read] }", concurrency: 4);
        var clock = Stopwatch.StartNew();
        var guessing = Task.WhenAll(Enumerable.Range(0, Guessers).Select(n => GuessAsync(node, user, n, Guesses)));
        var calls = await node.ShopAsync(guessing);
        var waits = (await guessing).SelectMany(w => w).ToArray();
        var all = clock.Elapsed;

        var spread = Spread.Of(calls);
        scene.Figure($"line 9: calls beside {Guessers} guessers of a password of {user}: {spread}");
        Assert.All(waits, wait => Assert.True(wait > TimeSpan.FromMilliseconds(45), $"{wait} is no wait"));
        Assert.InRange(spread.P50, 0, Ordinary);

        if (user == NodeSettings.User)
        {
            // One after the other they would take at least this long.
            Assert.InRange(all, TimeSpan.Zero, Guessers * Guesses * TimeSpan.FromMilliseconds(50));
        }
    });

    /// <summary>Announces a body, and sends a half of it.</summary>
    private static async Task HalfAsync(LoneEndpoint node, RawConnection connection)
    {
        var request = node.Request(LoneEndpoint.Write);
        await connection.SendAsync(request.Bytes.AsMemory(..^(request.Body.Length / 2)));
        var reply = await connection.ReadAsync();
        Assert.Equal((408, "close"), (reply.Status, reply["Connection"]));
        Assert.Contains("did not come within 2 s", reply.Text, StringComparison.Ordinal);
        await connection.EndsAsync();
    }

    /// <summary>Sends a header that never ends, a byte now and then.</summary>
    private static async Task SlowAsync(RawConnection connection)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var ended = connection.TryReadAsync();
        await connection.SendAsync("POST / HTTP/1.1\r\nX-Slow: ");
        try
        {
            while (!ended.IsCompleted && await tick.WaitForNextTickAsync())
            {
                await connection.SendAsync("a");
            }
        }
        catch (SocketException)
        {
            // Closed under us, as it must be.
        }

        Assert.True(await ended is null or { Status: 408 });
    }

    private static async Task<TimeSpan[]> GuessAsync(LoneEndpoint node, string user, int guesser, int guesses)
    {
        using var connection = await node.OpenAsync();
        var waits = new TimeSpan[guesses];
        for (var n = 0; n < guesses; n++)
        {
            var clock = Stopwatch.StartNew();
            await connection.SendAsync(node.Request(LoneEndpoint.Read) with { Authorization = RawRequest.Basic(user, $"guess {guesser} {n}") });
            Assert.Equal(401, (await connection.ReadAsync()).Status);
            waits[n] = clock.Elapsed;
        }

        return waits;
    }
}

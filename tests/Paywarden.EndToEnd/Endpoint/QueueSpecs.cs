using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Endpoint;

/// <summary>Calls wait outside the daemon, where they can still be called back: one that waits no longer never reaches it.</summary>
[Collection(EndpointNode.Name)]
public sealed class QueueSpecs(EndpointNode stage, ITestOutputHelper output)
{
    [Fact]
    public Task Beyond_the_queue_calls_are_refused_at_once_and_those_in_it_are_served() => stage.PlayAsync(output, async () =>
    {
        using var held = stage.Narrow.Hold();
        var running = stage.AskAsync(Write(1), "narrow");
        await stage.Narrow.NextAsync();
        var waiting = stage.AskAsync(Write(2), "narrow");
        await stage.QueuedAsync("narrow", 1);

        var reply = await stage.RefusedAsync(503, () => stage.AskAsync(Write(3), "narrow"));
        held.Release();

        reply.Json.AssertNotDone(-32021, "1 calls of narrow wait already", retryable: true);
        Assert.Equal(("1", 1000L), (reply["Retry-After"], reply.Json.GetProperty("error").GetProperty("data").GetProperty("retry_after_ms").GetInt64()));
        AssertServed(await running, await waiting);
        Assert.Equal("[2]", Assert.Single(stage.Narrow.Unseen()).Params);
    });

    [Fact]
    public Task Who_waits_beyond_the_deadline_is_told_that_nothing_was_done() => stage.PlayAsync(output, async () =>
    {
        using var held = stage.Narrow.Hold();
        var running = stage.AskAsync(Write(1), "narrow");
        await stage.Narrow.NextAsync();

        var reply = await stage.RefusedAsync(200, () => stage.AskAsync(Write(2), "narrow", "X-Paywarden-Deadline: 0.2\r\n"));
        held.Release();
        AssertServed(await running, await stage.AskAsync(Write(3), "narrow"));

        reply.Json.AssertNotDone(-32022, "no daemon of narrow was free before the deadline", retryable: true);
        Assert.Equal(("0", null), (reply["X-Paywarden-Attempts"], reply["X-Paywarden-Daemon"]));
        Assert.Equal("[3]", Assert.Single(stage.Narrow.Unseen()).Params);
    });

    [Theory]
    [InlineData("0")]
    [InlineData("0.0")]
    [InlineData("0.00000001")]
    public Task A_call_without_any_time_is_not_sent(string deadline) => stage.PlayAsync(output, async () =>
    {
        var reply = await stage.RefusedAsync(200, () => stage.AskAsync(Write(1), "wide", $"X-Paywarden-Deadline: {deadline}\r\n"));

        reply.Json.AssertNotDone(-32022, "deadline", retryable: true);
    });

    [Theory]
    [InlineData("-1")]
    [InlineData("-Infinity")]
    [InlineData("Infinity")]
    [InlineData("NaN")]
    [InlineData("1e-9")]
    [InlineData("soon")]
    [InlineData("86400")]
    [InlineData("99999999999999999999999999999999")]
    [InlineData("")]
    public Task A_deadline_that_means_nothing_here_shortens_nothing(string deadline) => stage.PlayAsync(output, async () =>
        AssertServed(await stage.AskAsync(Write(1), "wide", $"X-Paywarden-Deadline: {deadline}\r\n")));

    [Fact]
    public Task Who_leaves_while_waiting_never_reaches_a_daemon() => stage.PlayAsync(output, async () =>
    {
        using var held = stage.Narrow.Hold();
        var running = stage.AskAsync(Write(1), "narrow");
        await stage.Narrow.NextAsync();
        using var leaver = await LeaverAsync(Write(2));
        await stage.QueuedAsync("narrow", 1);

        leaver.Abort();
        await stage.QueuedAsync("narrow", 0);
        held.Release();

        AssertServed(await running, await stage.AskAsync(Write(3), "narrow"));
        Assert.Equal("[3]", Assert.Single(stage.Narrow.Unseen()).Params);
    });

    [Fact]
    public Task Who_leaves_during_a_call_leaves_the_place_taken_until_the_daemon_has_answered() => stage.PlayAsync(output, async () =>
    {
        using var held = stage.Narrow.Hold();
        using var leaver = await LeaverAsync(Write(1));
        await stage.Narrow.NextAsync();

        leaver.Abort();
        var next = stage.AskAsync(Write(2), "narrow");
        await stage.QueuedAsync("narrow", 1);
        await SeveralCallsAsync();

        // The daemon executes what it has: a second call would only wait inside it.
        Assert.Empty(stage.Narrow.Unseen());
        held.Release();
        AssertServed(await next);
        Assert.Equal("[2]", Assert.Single(stage.Narrow.Unseen()).Params);
    });

    [Fact]
    public Task Who_is_told_unknown_leaves_the_place_taken_too() => stage.PlayAsync(output, async () =>
    {
        using var held = stage.Narrow.Hold();
        var first = await stage.AskAsync(Write(1), "narrow", "X-Paywarden-Deadline: 0.3\r\n");
        await stage.Narrow.NextAsync();

        var next = stage.AskAsync(Write(2), "narrow");
        await stage.QueuedAsync("narrow", 1);
        await SeveralCallsAsync();

        first.Json.AssertUnknown(-32023, "setlabel at narrow-0: it had not answered in time");
        Assert.Empty(stage.Narrow.Unseen());
        held.Release();
        AssertServed(await next);
    });

    private static string Write(int n) => $$"""{"method":"setlabel","params":[{{n}}],"id":{{n}}}""";

    private static void AssertServed(params RawReply[] replies) => Assert.All(replies, reply =>
    {
        Assert.Equal((200, "1"), (reply.Status, reply["X-Paywarden-Attempts"]));
        Assert.Equal("setlabel", reply.Json.GetProperty("result").GetString());
    });

    private async Task<RawConnection> LeaverAsync(string body)
    {
        var leaver = await RawConnection.OpenAsync(stage.Node.RpcPort);
        await leaver.SendAsync(new RawRequest(body) { Line = "POST /wallets/narrow HTTP/1.1", Authorization = stage.Basic("shop") });
        return leaver;
    }

    /// <summary>Time enough for the node to do what it must not do.</summary>
    private async Task SeveralCallsAsync()
    {
        for (var n = 0; n < 20; n++)
        {
            await stage.AskAsync("""{"method":"getbalance","id":1}""");
        }
    }
}

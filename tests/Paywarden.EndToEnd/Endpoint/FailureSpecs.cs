using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Endpoint;

/// <summary>Daemons fail under calls: a read is asked again elsewhere, money is sent again only where certainly nothing ran.</summary>
[Collection(EndpointNode.Name)]
public sealed class FailureSpecs(EndpointNode stage, ITestOutputHelper output)
{
    private const string Read = """{"method":"getbalance","id":1}""";
    private const string Write = """{"method":"setlabel","params":["a"],"id":1}""";

    private static readonly Dictionary<string, Func<RecordedCall, Reaction>> Failures = new()
    {
        ["cuts the connection"] = _ => Reaction.Cut,
        ["dies in its answer"] = call => call.Result("\"a long answer, of which a half is missing\"").Half(),
        ["answers no JSON"] = _ => Reaction.Json("<html>"),
        ["answers neither result nor error"] = _ => Reaction.Json("""{"id":1}"""),
        ["answers nothing"] = _ => Reaction.Json(""),
        ["refuses the password"] = _ => Reaction.Json("", status: 401),
        ["talks no HTTP"] = _ => new Reaction("SSH-2.0-x\r\n\r\n"u8.ToArray(), Closes: true),
    };

    public static readonly TheoryData<string> Kinds = new(Failures.Keys);

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_read_that_fails_at_one_daemon_is_answered_by_the_other(string kind) => stage.PlayAsync(output, async () =>
    {
        var calls = 0;
        foreach (var daemon in new[] { stage.Builder, stage.Twin })
        {
            daemon.Answers(call => Interlocked.Increment(ref calls) == 1 ? Failures[kind](call) : call.Result("\"well\""));
        }

        var reply = await stage.AskAsync(Read);

        Assert.Equal("""{"result":"well","error":null,"id":1}""", reply.Text);
        Assert.Equal("2", reply["X-Paywarden-Attempts"]);
        Assert.Equal((1, 1), (stage.Builder.Unseen().Length, stage.Twin.Unseen().Length));
    });

    [Fact]
    public Task A_read_that_fails_twice_is_given_up() => stage.PlayAsync(output, async () =>
    {
        stage.Builder.Answers(_ => Reaction.Cut);
        stage.Twin.Answers(_ => Reaction.Cut);

        var reply = await stage.AskAsync(Read);

        Assert.Equal((200, "2"), (reply.Status, reply["X-Paywarden-Attempts"]));
        reply.Json.AssertNotDone(-32023, "getbalance at ", retryable: true);
        Assert.Equal(reply["X-Paywarden-Daemon"], reply.Json.GetProperty("error").GetProperty("data").GetProperty("daemon").GetString());
        Assert.Equal((1, 1), (stage.Builder.Unseen().Length, stage.Twin.Unseen().Length));
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Money_that_fails_after_it_was_sent_is_unknown_and_sent_once(string kind) => stage.PlayAsync(output, async () =>
    {
        // Over a kept connection, because a library may send again what it lost with one of these.
        await stage.AskAsync(Write);
        stage.Builder.Answers(Failures[kind]);

        var reply = await stage.AskAsync(Write);

        Assert.Equal((200, "1", "store-0"), (reply.Status, reply["X-Paywarden-Attempts"], reply["X-Paywarden-Daemon"]));
        reply.Json.AssertUnknown(-32023, "setlabel at store-0: ");
        Assert.Equal("store-0", reply.Json.GetProperty("error").GetProperty("data").GetProperty("daemon").GetString());
        Assert.Equal((2, 0), (stage.Builder.Unseen().Length, stage.Twin.Unseen().Length));
    });

    [Theory]
    [InlineData("addrequest", "store-0")]
    [InlineData("broadcast", "store-1")]
    public Task Every_class_but_read_counts_as_money(string method, string daemon) => stage.PlayAsync(output, async () =>
    {
        stage.Builder.Answers(_ => Reaction.Cut);
        stage.Twin.Answers(_ => Reaction.Cut);

        var reply = await stage.AskAsync($$"""{"method":"{{method}}","id":1}""");

        reply.Json.AssertUnknown(-32023, $"{method} at {daemon}");
        Assert.Single(stage.Builder.Unseen().Concat(stage.Twin.Unseen()));
    });

    [Theory]
    [InlineData("getbalance")]
    [InlineData("setlabel")]
    public Task At_the_deadline_the_caller_is_answered_and_nobody_else_is_asked(string method) => stage.PlayAsync(output, async () =>
    {
        using var first = stage.Builder.Hold();
        using var second = stage.Twin.Hold();

        var reply = await stage.AskAsync($$"""{"method":"{{method}}","id":1}""", headers: "X-Paywarden-Deadline: 0.3\r\n");

        Assert.Equal((200, "1"), (reply.Status, reply["X-Paywarden-Attempts"]));
        Assert.Equal(-32023, reply.Json.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(method == "getbalance" ? "not_committed" : "unknown", reply.Json.GetProperty("error").GetProperty("data").GetProperty("outcome").GetString());
        Assert.Single(stage.Builder.Unseen().Concat(stage.Twin.Unseen()));
        first.Release();
        second.Release();

        // No place was lost: both daemons take a call at once again.
        using var third = stage.Builder.Hold();
        using var fourth = stage.Twin.Hold();
        var both = stage.AskAsync("""[{"method":"getbalance","id":1},{"method":"getbalance","id":2}]""");
        await stage.Builder.NextAsync();
        await stage.Twin.NextAsync();
        third.Release();
        fourth.Release();
        Assert.Equal(200, (await both).Status);
    });

    [Theory]
    [InlineData(Write)]
    [InlineData(Read)]
    public Task A_call_whose_daemon_refuses_the_connection_is_sent_when_it_is_back(string body) => stage.PlayAsync(output, async () =>
    {
        await stage.Probed.VanishAsync();
        var asked = stage.AskAsync(body, "probed");
        await stage.QueuedAsync("probed", 1);
        stage.Probed.Return();

        var reply = await asked;

        Assert.Equal((200, "2", "probed-0"), (reply.Status, reply["X-Paywarden-Attempts"], reply["X-Paywarden-Daemon"]));
        Assert.True(reply.Json.TryGetProperty("result", out _));
        Assert.Single(stage.Probed.Unseen());
        await HealedAsync();
    });

    [Theory]
    [InlineData(Write)]
    [InlineData(Read)]
    public Task Without_a_healthy_daemon_a_call_is_refused_with_the_reason(string body) => stage.PlayAsync(output, async () =>
    {
        await stage.Probed.VanishAsync();
        var first = await stage.AskAsync(body, "probed", "X-Paywarden-Deadline: 0.1\r\n");
        await stage.Node.DaemonAsync("probed-0", "is not ready", TimeSpan.FromSeconds(60), d => !d.IsReady);
        var reply = await stage.RefusedAsync(503, () => stage.AskAsync(body, "probed", "X-Paywarden-Deadline: 0.1\r\n"));
        stage.Probed.Return();

        Assert.Equal("not_committed", first.Json.GetProperty("error").GetProperty("data").GetProperty("outcome").GetString());
        reply.Json.AssertNotDone(-32020, "no daemon of probed can take this call now (probed-0: ", retryable: true);
        Assert.Equal(("2", "0"), (reply["Retry-After"], reply["X-Paywarden-Attempts"]));
        Assert.Equal(2000, reply.Json.GetProperty("error").GetProperty("data").GetProperty("retry_after_ms").GetInt32());
        await HealedAsync();
        Assert.Equal(200, (await stage.AskAsync(body, "probed")).Status);
    });

    private Task<SeenDaemon> HealedAsync() => stage.Node.DaemonAsync("probed-0", "is ready", TimeSpan.FromSeconds(60), d => d.IsReady);
}

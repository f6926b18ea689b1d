using System.Globalization;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Endpoint;

/// <summary>What the node says no to by itself: each with its code and the outcome in words, and no daemon hears of it.</summary>
[Collection(EndpointNode.Name)]
public sealed class CallRefusalSpecs(EndpointNode stage, ITestOutputHelper output)
{
    public static readonly TheoryData<string, int, string> Bodies = new()
    {
        { "", -32700, "JSON" },
        { "{", -32700, "JSON" },
        { """{"method":"setlabel","id":1} x""", -32700, "JSON" },
        { """{'method':'setlabel','id':1}""", -32700, "JSON" },
        { """{"method":"setlabel","id":1,}""", -32700, "JSON" },
        { "1", -32600, "object" },
        { """{"id":1}""", -32600, "no \"method\"" },
        { """{"method":1,"id":1}""", -32600, "string" },
        { """{"method":"setlabel","id":[1]}""", -32600, "\"id\"" },
        { """{"method":"getbalance","m\u0065thod":"setlabel","id":1}""", -32600, "\"method\" stands twice" },
        { """{"method":"setlabel","params":[1],"params":[2],"id":1}""", -32600, "\"params\" stands twice" },
        { """{"method":"setlabel","id":1,"id":2}""", -32600, "\"id\" stands twice" },
        { """{"jsonrpc":"3.0","method":"setlabel","id":1}""", -32600, "\"jsonrpc\"" },
        { """{"method":"setlabel","params":"x","id":1}""", -32602, "list or an object" },
        { """{"method":"setlabel","params":{"a":1,"a":2},"id":1}""", -32602, "\"a\" of setlabel stands twice" },
        { """{"method":"setlabel","params":{"\u0061":1},"id":1}""", -32602, "escapes" },
        { """{"method":"nosuch","id":1}""", -32601, "nosuch" },
        { """{"method":"","id":1}""", -32601, "no method" },
        { """{"method":"SETLABEL","id":1}""", -32601, "SETLABEL" },
        { """{"method":"setlabel ","id":1}""", -32601, "setlabel " },
        { """{"method":"getseed","id":1}""", -32010, "secret" },
        { """{"method":"stop","id":1}""", -32010, "admin" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public Task A_call_that_cannot_be_is_refused(string body, int code, string why) => stage.PlayAsync(output, async () =>
    {
        var reply = await stage.RefusedAsync(200, () => stage.AskAsync(body));

        reply.Json.AssertNotDone(code, why);
        Assert.Equal(("application/json", "0", null), (reply["Content-Type"], reply["X-Paywarden-Attempts"], reply["X-Paywarden-Daemon"]));
    });

    [Theory]
    [InlineData("""{"method":"nosuch","id":1.0e0}""", """{"result":null,"error":{"code":-32601,"message":"not done: generic has no method \"nosuch\"","data":{"outcome":"not_committed","retryable":false,"why":"generic has no method \"nosuch\""}},"id":1.0e0}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"nosuch","id":"a"}""", """{"jsonrpc":"2.0","error":{"code":-32601,"message":"not done: generic has no method \"nosuch\"","data":{"outcome":"not_committed","retryable":false,"why":"generic has no method \"nosuch\""}},"id":"a"}""")]
    public Task A_refusal_has_the_callers_shape_and_id(string body, string reply) => stage.PlayAsync(output, async () =>
        Assert.Equal(reply, (await stage.AskAsync(body)).Text));

    [Fact]
    public Task JSON_nested_too_deep_is_no_request_but_keeps_its_id() => stage.PlayAsync(output, async () =>
    {
        // The request itself is one level.
        var good = await stage.AskAsync(Nested(31));
        var reply = await stage.RefusedAsync(200, () => stage.AskAsync(Nested(32)));

        Assert.Equal("getbalance", good.Json.GetProperty("result").GetString());
        reply.Json.AssertNotDone(-32600, "nested deeper than 32");
        Assert.Equal(9, reply.Json.GetProperty("id").GetInt32());

        static string Nested(int levels) => $$"""{"method":"getbalance","params":{{new string('[', levels)}}{{new string(']', levels)}},"id":9}""";
    });

    [Fact]
    public Task Params_over_the_limit_are_refused() => stage.PlayAsync(output, async () =>
    {
        var full = await stage.AskAsync(Of(EndpointNode.MaxParams));
        var over = await stage.RefusedAsync(200, () => stage.AskAsync(Of(EndpointNode.MaxParams + 1)));

        Assert.Equal("getbalance", full.Json.GetProperty("result").GetString());
        over.Json.AssertNotDone(-32602, string.Create(CultureInfo.InvariantCulture, $"longer than {EndpointNode.MaxParams} bytes"));

        static string Of(int bytes) => $$"""{"method":"getbalance","params":["{{new string('a', bytes - 4)}}"],"id":1}""";
    });

    [Theory]
    [InlineData("nosuch", "shop")]
    [InlineData("narrow", EndpointNode.Reader)]
    [InlineData("STORE", "shop")]
    public Task A_wallet_that_is_not_there_and_one_of_others_look_the_same(string wallet, string user) => stage.PlayAsync(output, async () =>
    {
        var reply = await stage.RefusedAsync(200, () => stage.AskAsync("""{"method":"getbalance","id":1}""", wallet, user: user));

        reply.Json.AssertNotDone(-32011, $"there is no wallet {wallet} for this user");
    });

    [Theory]
    [InlineData("setlabel", "write")]
    [InlineData("addrequest", "allocate")]
    [InlineData("broadcast", "broadcast")]
    public Task A_user_calls_only_the_classes_that_it_was_given(string method, string @class) => stage.PlayAsync(output, async () =>
    {
        var reply = await stage.RefusedAsync(200, () => stage.AskAsync($$"""{"method":"{{method}}","id":1}""", user: EndpointNode.Reader));

        reply.Json.AssertNotDone(-32010, $"the class {@class}");
        Assert.Equal("getbalance", (await stage.AskAsync("""{"method":"getbalance","id":1}""", user: EndpointNode.Reader)).Json.GetProperty("result").GetString());
    });

    [Fact]
    public Task A_paused_wallet_refuses_money_with_the_reason_and_serves_reads() => stage.PlayAsync(output, async () =>
    {
        const string Money = """{"method":"setlabel","id":1}""";
        await stage.Node.Admin.PostAsync("api/v1/wallets/wide/pause", new { reason = "moving the safe" });
        try
        {
            await Eventually.SeeAsync("money is refused", TimeSpan.FromSeconds(30), () => stage.AskAsync(Money, "wide"), reply => reply.Text.Contains("-32012", StringComparison.Ordinal));

            var refused = await stage.RefusedAsync(200, () => stage.AskAsync(Money, "wide"));
            var read = await stage.AskAsync("""{"method":"getbalance","id":1}""", "wide");

            refused.Json.AssertNotDone(-32012, "wide is paused: moving the safe");
            Assert.Equal("getbalance", read.Json.GetProperty("result").GetString());
        }
        finally
        {
            await stage.Node.Admin.PostAsync("api/v1/wallets/wide/resume");
            await Eventually.SeeAsync("money is taken", TimeSpan.FromSeconds(30), () => stage.AskAsync(Money, "wide"), reply => reply.Text.Contains("\"error\":null", StringComparison.Ordinal));
        }
    });

    [Fact]
    public Task Over_the_rate_a_caller_is_told_when_to_come_back() => stage.PlayAsync(output, async () =>
    {
        const string Read = """{"method":"getbalance","id":1}""";
        Assert.Equal(200, (await stage.AskAsync(Read, user: "hourly")).Status);

        var reply = await stage.RefusedAsync(429, () => stage.AskAsync(Read, user: "hourly"));

        reply.Json.AssertNotDone(-32029, "hourly", retryable: true);
        var wait = reply.Json.GetProperty("error").GetProperty("data").GetProperty("retry_after_ms").GetInt64();
        Assert.InRange(wait, 1, 3_600_000);
        Assert.Equal(((wait + 999) / 1000).ToString(CultureInfo.InvariantCulture), reply["Retry-After"]);
        Assert.Equal("application/json", reply["Content-Type"]);
    });

    [Theory]
    [InlineData("getbalance", "store-9", "names no running daemon of store")]
    [InlineData("getbalance", "narrow-0", "names no running daemon of store")]
    [InlineData("getbalance", "", "names no running daemon of store")]
    [InlineData("setlabel", "store-1", "store-1 is not it")]
    public Task A_daemon_that_cannot_be_meant_is_refused(string method, string daemon, string why) => stage.PlayAsync(output, async () =>
    {
        var reply = await stage.RefusedAsync(200, () => stage.AskAsync($$"""{"method":"{{method}}","id":1}""", headers: $"X-Paywarden-Daemon: {daemon}\r\n"));

        reply.Json.AssertNotDone(-32602, why);
    });

    [Fact]
    public Task A_method_of_one_daemon_needs_its_name() => stage.PlayAsync(output, async () =>
    {
        const string Stop = """{"method":"stop","id":1}""";
        var unnamed = await stage.RefusedAsync(200, () => stage.AskAsync(Stop, user: NodeSettings.Operator));
        var named = await stage.AskAsync(Stop, headers: "X-Paywarden-Daemon: store-1\r\n", user: NodeSettings.Operator);

        unnamed.Json.AssertNotDone(-32602, "X-Paywarden-Daemon");
        Assert.Equal("store-1", named["X-Paywarden-Daemon"]);
        Assert.Equal("stop", Assert.Single(stage.Twin.Unseen()).Method);
    });
}

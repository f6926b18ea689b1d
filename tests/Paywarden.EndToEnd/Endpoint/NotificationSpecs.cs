using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Endpoint;

/// <summary>A notification wants no answer: a read need not run then, money must.</summary>
[Collection(EndpointNode.Name)]
public sealed class NotificationSpecs(EndpointNode stage, ITestOutputHelper output)
{
    [Theory]
    [InlineData("""{"method":"getbalance","params":[]}""")]
    [InlineData("""{"method":"getbalance","params":[],"id":null}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"getbalance"}""")]
    public Task A_read_is_dropped(string body) => stage.PlayAsync(output, async () =>
        AssertEmpty(await stage.RefusedAsync(200, () => stage.AskAsync(body))));

    [Theory]
    [InlineData("""{"method":"setlabel","params":["a"]}""")]
    [InlineData("""{"method":"setlabel","params":["a"],"id":null}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"setlabel","params":["a"]}""")]
    public Task A_write_runs_once(string body) => stage.PlayAsync(output, async () =>
    {
        AssertEmpty(await stage.AskAsync(body));

        var call = Assert.Single(stage.Builder.Unseen());
        Assert.Equal(("setlabel", "[\"a\"]"), (call.Method, call.Params));
        Assert.Empty(stage.Twin.Unseen());
    });

    [Theory]
    [InlineData("""{"method":"nosuch"}""")]
    [InlineData("""{"method":"getseed"}""")]
    [InlineData("""{"method":"setlabel","params":"x"}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"setlabel","params":{"a":1,"a":2}}""")]
    public Task What_would_be_refused_is_refused_without_a_word(string body) => stage.PlayAsync(output, async () =>
        AssertEmpty(await stage.RefusedAsync(200, () => stage.AskAsync(body))));

    [Fact]
    public Task In_version_two_a_null_id_is_an_id() => stage.PlayAsync(output, async () =>
    {
        var reply = await stage.AskAsync("""{"jsonrpc":"2.0","method":"getbalance","id":null}""");

        Assert.Equal("""{"jsonrpc":"2.0","result":"getbalance","id":null}""", reply.Text);
    });

    [Fact]
    public Task A_write_whose_daemon_dies_is_sent_once_and_says_nothing() => stage.PlayAsync(output, async () =>
    {
        stage.Builder.Answers(_ => Reaction.Cut);

        AssertEmpty(await stage.AskAsync("""{"method":"setlabel","params":["a"]}"""));

        Assert.Single(stage.Builder.Unseen());
        Assert.Empty(stage.Twin.Unseen());
    });

    [Theory]
    [InlineData("""{"method":"setlabel" """, -32700)]
    [InlineData("""{"params":[]}""", -32600)]
    public Task What_is_no_request_is_answered_because_nobody_can_tell_that_it_is_a_notification(string body, int code) => stage.PlayAsync(output, async () =>
        (await stage.RefusedAsync(200, () => stage.AskAsync(body))).Json.AssertNotDone(code, ""));

    private static void AssertEmpty(RawReply reply)
    {
        Assert.Equal((200, "", "0"), (reply.Status, reply.Text, reply["Content-Length"]));
        Assert.NotNull(reply["X-Request-Id"]);
    }
}

using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Endpoint;

/// <summary>A batch: money in the given order, reads side by side, one deadline, an answer for each member that wants one.</summary>
[Collection(EndpointNode.Name)]
public sealed class BatchSpecs(EndpointNode stage, ITestOutputHelper output)
{
    /// <summary>How long a daemon waits for what must not come. A node that sends it would do so at once.</summary>
    private static readonly TimeSpan AMoment = TimeSpan.FromMilliseconds(200);

    [Fact]
    public Task Each_member_is_answered_in_its_place_and_in_its_own_shape() => stage.PlayAsync(output, async () =>
    {
        stage.Wide.Answers(call => call.Method == "history" ? call.Error("""{"code":5,"message":"x"}""") : call.Result("[ 1.0 ]"));

        var reply = await stage.AskAsync(
            """ [ {"jsonrpc":"2.0","method":"getbalance","id":1.0e0} , {"method":"setlabel","id":"b"},{"jsonrpc":"2.0","method":"history","id":null}, {"method":"history","id":3} ] """, "wide");

        Assert.Equal("application/json", reply["Content-Type"]);
        Assert.Equal(
            """[{"jsonrpc":"2.0","result":[ 1.0 ],"id":1.0e0},{"result":[ 1.0 ],"error":null,"id":"b"},"""
            + """{"jsonrpc":"2.0","error":{"code":5,"message":"x"},"id":null},{"result":null,"error":{"code":5,"message":"x"},"id":3}]""",
            reply.Text);
    });

    [Fact]
    public Task Each_member_has_an_error_of_its_own() => stage.PlayAsync(output, async () =>
    {
        var deep = new string('[', 40) + new string(']', 40);
        var reply = await stage.AskAsync(
            $$"""[{"method":"nosuch","id":1},{"method":"getbalance","id":2},7,{"method":"a","method":"b","id":3},{"method":"getseed","id":4},{"method":"getbalance","params":{{deep}},"id":5},{"method":"setlabel","id":6}]""");

        var members = reply.Json.EnumerateArray().ToArray();
        members[0].AssertNotDone(-32601, "nosuch");
        Assert.Equal("getbalance", members[1].GetProperty("result").GetString());
        members[2].AssertNotDone(-32600, "object");
        members[3].AssertNotDone(-32600, "\"method\" stands twice");
        members[4].AssertNotDone(-32010, "secret");
        members[5].AssertNotDone(-32600, "deeper than 32");
        Assert.Equal("setlabel", members[6].GetProperty("result").GetString());
        Assert.Equal(["1", "2", "null", "3", "4", "5", "6"], members.Select(m => m.GetProperty("id").GetRawText()));
        Assert.Equal(["getbalance", "setlabel"], stage.Builder.Unseen().Concat(stage.Twin.Unseen()).Select(c => c.Method).Order());
    });

    [Fact]
    public Task Reads_run_side_by_side_and_wait_for_no_write() => stage.PlayAsync(output, async () =>
    {
        using var held = stage.Wide.Hold();
        var batch = stage.AskAsync("""[{"method":"setlabel","id":1},{"method":"getbalance","id":2},{"method":"history","id":3}]""", "wide");

        // Nobody is answered before all three are there.
        var together = new[] { await stage.Wide.NextAsync(), await stage.Wide.NextAsync(), await stage.Wide.NextAsync() };
        held.Release();

        Assert.Equal(["getbalance", "history", "setlabel"], together.Select(c => c.Method).Order());
        Assert.Equal("""[{"result":"setlabel","error":null,"id":1},{"result":"getbalance","error":null,"id":2},{"result":"history","error":null,"id":3}]""", (await batch).Text);
    });

    [Fact]
    public Task Money_runs_one_after_the_other_in_the_given_order() => stage.PlayAsync(output, async () =>
    {
        var (running, most) = (0, 0);
        stage.Wide.Answers(async call =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(AMoment);
            Interlocked.Decrement(ref running);
            return call.Result("1");
        });

        await stage.AskAsync("""[{"method":"setlabel","params":[1],"id":1},{"method":"addrequest","params":[2],"id":2},{"method":"broadcast","params":[3]},{"method":"setlabel","params":[4],"id":4}]""", "wide");

        Assert.Equal(["[1]", "[2]", "[3]", "[4]"], stage.Wide.Unseen().Select(c => c.Params));
        Assert.Equal(1, most);
    });

    [Fact]
    public Task All_members_have_one_deadline_together() => stage.PlayAsync(output, async () =>
    {
        using var held = stage.Wide.Hold();

        var reply = await stage.AskAsync("""[{"method":"setlabel","id":1},{"method":"setlabel","id":2}]""", "wide", "X-Paywarden-Deadline: 0.5\r\n");

        // The daemon has room for the second one; only its time is over.
        reply.Json[0].AssertUnknown(-32023, "setlabel at wide-0");
        reply.Json[1].AssertNotDone(-32022, "", retryable: true);
        Assert.Single(stage.Wide.Unseen());
    });

    [Theory]
    [InlineData("[]", -32600, "empty")]
    [InlineData(" [ ] ", -32600, "empty")]
    [InlineData("""[{"method":"getbalance","id":1},{"method":"getbalance","id":2]""", -32700, "JSON")]
    [InlineData("""[{"method":"getbalance","id":1}] x""", -32700, "JSON")]
    [InlineData("""[{"method":"getbalance","id":1}""", -32700, "JSON")]
    public Task What_is_no_batch_is_one_error_for_all(string body, int code, string why) => stage.PlayAsync(output, async () =>
    {
        var reply = await stage.RefusedAsync(200, () => stage.AskAsync(body));

        reply.Json.AssertNotDone(code, why);
        Assert.Equal("null", reply.Json.GetProperty("id").GetRawText());
        Assert.Equal("application/json", reply["Content-Type"]);
    });

    [Fact]
    public Task A_batch_may_be_as_large_as_configured_and_no_larger() => stage.PlayAsync(output, async () =>
    {
        var full = await stage.AskAsync(Batch(EndpointNode.MaxBatch));
        var over = await stage.RefusedAsync(200, () => stage.AskAsync(Batch(EndpointNode.MaxBatch + 1)));

        Assert.All(full.Json.EnumerateArray(), member => Assert.Equal("getbalance", member.GetProperty("result").GetString()));
        Assert.Equal(EndpointNode.MaxBatch, full.Json.GetArrayLength());
        over.Json.AssertNotDone(-32600, $"more than {EndpointNode.MaxBatch} members");

        static string Batch(int members) => $"[{string.Join(',', Enumerable.Repeat("""{"method":"getbalance","id":1}""", members))}]";
    });

    [Fact]
    public Task A_batch_of_notifications_alone_is_answered_with_nothing_and_its_money_runs() => stage.PlayAsync(output, async () =>
    {
        var reply = await stage.AskAsync("""[{"method":"setlabel","params":[1]},{"jsonrpc":"2.0","method":"getbalance"},{"method":"nosuch"},{"method":"setlabel","params":[2],"id":null}]""");

        Assert.Equal((200, "", "0"), (reply.Status, reply.Text, reply["Content-Length"]));
        Assert.Equal(["[1]", "[2]"], stage.Builder.Unseen().Select(c => c.Params));
        Assert.Empty(stage.Twin.Unseen());
    });

    [Fact]
    public Task Each_member_counts_against_the_rate() => stage.PlayAsync(output, async () =>
    {
        var before = stage.Calls;
        var reply = await stage.AskAsync("""[{"method":"getbalance","id":1},{"method":"getbalance","id":2},{"method":"getbalance","id":3}]""", user: "hourly-batch");

        Assert.Equal((200, null), (reply.Status, reply["Retry-After"]));
        Assert.Equal("getbalance", reply.Json[0].GetProperty("result").GetString());
        reply.Json[1].AssertNotDone(-32029, "hourly-batch", retryable: true);
        reply.Json[2].AssertNotDone(-32029, "hourly-batch", retryable: true);
        Assert.Equal(before + 1, stage.Calls);
    });
}

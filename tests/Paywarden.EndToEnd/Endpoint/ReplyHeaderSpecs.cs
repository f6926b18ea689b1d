using System.Text;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Endpoint;

/// <summary>What stands above a reply: clients compare some of it letter for letter.</summary>
[Collection(EndpointNode.Name)]
public sealed class ReplyHeaderSpecs(EndpointNode stage, ITestOutputHelper output)
{
    private static readonly string[] Named = ["store-0", "store-1", "store-1", "store-0"];

    private const string Read = """{"method":"getbalance","id":1}""";

    [Fact]
    public Task A_reply_names_its_type_its_length_and_who_served() => stage.PlayAsync(output, async () =>
    {
        stage.Wide.Answers(call => call.Result("\"ü☕\""));
        var reply = await stage.AskAsync(Read, "wide");

        Assert.Equal("application/json", reply["Content-Type"]);
        Assert.Equal($"{Encoding.UTF8.GetByteCount("""{"result":"ü☕","error":null,"id":1}""")}", reply["Content-Length"]);
        Assert.Equal(("wide-0", "1"), (reply["X-Paywarden-Daemon"], reply["X-Paywarden-Attempts"]));
        Assert.Equal((null, null), (reply["Server"], reply["Transfer-Encoding"]));
    });

    [Fact]
    public Task The_daemon_that_the_caller_names_serves() => stage.PlayAsync(output, async () =>
    {
        foreach (var daemon in Named)
        {
            Assert.Equal(daemon, (await stage.AskAsync(Read, headers: $"X-Paywarden-Daemon: {daemon}\r\n"))["X-Paywarden-Daemon"]);
        }

        Assert.Equal((2, 2), (stage.Builder.Unseen().Length, stage.Twin.Unseen().Length));
    });

    [Theory]
    [InlineData("order-1942")]
    [InlineData("a.b_c:D-9")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public Task The_callers_request_id_comes_back(string id) => stage.PlayAsync(output, async () =>
        Assert.Equal(id, (await stage.AskAsync(Read, headers: $"X-Request-Id: {id}\r\n"))["X-Request-Id"]));

    [Theory]
    [InlineData("")]
    [InlineData("X-Request-Id:\r\n")]
    [InlineData("X-Request-Id: two words\r\n")]
    [InlineData("X-Request-Id: \u00c3\u00a9\r\n")]
    [InlineData("X-Request-Id: 01234567890123456789012345678901234567890123456789012345678901234\r\n")]
    [InlineData("X-Request-Id: a\r\nX-Request-Id: b\r\n")]
    public Task Else_the_request_gets_an_id_of_ours(string headers) => stage.PlayAsync(output, async () =>
    {
        var (first, second) = (await stage.AskAsync(Read, headers: headers), await stage.AskAsync(Read, headers: headers));

        Assert.Matches("^[A-Z0-9:]{8,40}$", first["X-Request-Id"]);
        Assert.NotEqual(first["X-Request-Id"], second["X-Request-Id"]);
    });

    [Fact]
    public Task Refusals_carry_the_request_id_too() => stage.PlayAsync(output, async () =>
    {
        var call = new RawRequest(Read) { Headers = "X-Request-Id: mine\r\n" };
        foreach (var request in new[]
        {
            call with { Line = "GET / HTTP/1.1" },
            call with { Authorization = "Basic x" },
            call with { Headers = call.Headers + "Origin: x\r\n" },
            call with { Line = "POST /wallets/nosuch HTTP/1.1" },
        })
        {
            Assert.Equal("mine", (await stage.AskAsync(request))["X-Request-Id"]);
        }
    });
}

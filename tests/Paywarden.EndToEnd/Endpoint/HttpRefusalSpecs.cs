using System.Net.Sockets;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Endpoint;

/// <summary>What HTTP itself says no to. Any status but 200 means that nothing was done: no daemon hears of it.</summary>
[Collection(EndpointNode.Name)]
public sealed class HttpRefusalSpecs(EndpointNode stage, ITestOutputHelper output)
{
    private static readonly RawRequest Write = new("""{"method":"setlabel","params":["a"],"id":1}""");

    [Theory]
    [InlineData("http://localhost:7777")]
    [InlineData("null")]
    [InlineData("")]
    public Task A_web_page_is_refused_whatever_password_the_browser_has(string origin) => stage.PlayAsync(output, () =>
        stage.RefusedAsync(403, () => stage.AskAsync(Write with { Headers = $"Origin: {origin}\r\n" })));

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("OPTIONS")]
    [InlineData("DELETE")]
    public Task Only_POST_is_taken(string verb) => stage.PlayAsync(output, async () =>
    {
        var reply = await stage.RefusedAsync(405, () => stage.AskAsync(Write with { Line = $"{verb} / HTTP/1.1" }));

        Assert.Equal("POST", reply["Allow"]);
    });

    [Fact]
    public Task Without_the_right_password_nothing_is_done() => stage.PlayAsync(output, async () =>
    {
        var own = stage.Settings.Password;
        string[] wrong =
        [
            "",
            RawRequest.Basic("shop", own[..^1]),
            RawRequest.Basic("shop", own + " "),
            RawRequest.Basic("shop", ""),
            RawRequest.Basic("nobody", own),
            RawRequest.Basic("SHOP", own),
            "Basic " + new string('=', 8),
            "Basic",
            $"Bearer {own}",
            "Bearer",
            $"Digest shop:{own}",
            $"shop:{own}",
            RawRequest.Basic("shop", new string('x', 5000)),
            $"{stage.Basic("shop")}, {stage.Basic("shop")}",
        ];
        foreach (var authorization in wrong)
        {
            var reply = await stage.RefusedAsync(401, () => stage.AskAsync(Write with { Authorization = authorization }, user: ""));

            Assert.Equal("Basic realm=\"paywarden\"", reply["WWW-Authenticate"]);
        }
    });

    [Fact]
    public Task The_password_comes_as_Basic_or_as_Bearer() => stage.PlayAsync(output, async () =>
    {
        string[] right = [stage.Basic("shop"), stage.Basic("shop").Replace("Basic", "basic", StringComparison.Ordinal), $"Bearer shop:{stage.Settings.Password}"];
        foreach (var authorization in right)
        {
            Assert.Equal(200, (await stage.AskAsync(Write with { Authorization = authorization })).Status);
        }

        Assert.Equal(right.Length, stage.Builder.Unseen().Length);
    });

    [Theory]
    [InlineData("/nosuch")]
    [InlineData("//")]
    [InlineData("/rpc")]
    [InlineData("/RPC2/x")]
    [InlineData("/wallets")]
    [InlineData("/wallets/")]
    [InlineData("/wallets/store/x")]
    [InlineData("/api/v1/daemons")]
    [InlineData("/metrics")]
    public Task Other_paths_are_not_there(string path) => stage.PlayAsync(output, () =>
        stage.RefusedAsync(404, () => stage.AskAsync(Write with { Line = $"POST {path} HTTP/1.1" })));

    [Fact]
    public Task A_body_over_the_limit_is_refused_before_it_is_read() => stage.PlayAsync(output, async () =>
    {
        var announced = await stage.RefusedAsync(413, () => stage.AskAsync(new RawRequest("") { HasLength = false, Headers = $"Content-Length: {EndpointNode.MaxBody + 1}\r\n" }));

        Assert.Contains("rpc.max-body", announced.Text, StringComparison.Ordinal);
        Assert.Equal("close", announced["Connection"]);
    });

    [Fact]
    public Task A_body_that_grows_over_the_limit_is_refused() => stage.PlayAsync(output, async () =>
    {
        var before = stage.Calls;
        using var connection = await RawConnection.OpenAsync(stage.Node.RpcPort);
        await connection.SendAsync((Write with { Authorization = stage.Basic("shop"), HasLength = false, Headers = "Transfer-Encoding: chunked\r\n" }).Head);
        var chunk = $"4000\r\n{new string(' ', 0x4000)}\r\n";
        try
        {
            for (var sent = 0; sent <= EndpointNode.MaxBody; sent += 0x4000)
            {
                await connection.SendAsync(chunk);
            }
        }
        catch (SocketException)
        {
            // It hung up on us already; the answer stands before that.
        }

        Assert.Equal((413, before), ((await connection.ReadAsync()).Status, stage.Calls));
    });

    [Fact]
    public Task Headers_over_the_limit_are_refused() => stage.PlayAsync(output, () =>
        stage.RefusedAsync(431, () => stage.AskAsync(Write with { Headers = string.Concat(Enumerable.Range(0, 200).Select(n => $"X-{n}: {n}\r\n")) })));

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost : a\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n")]
    [InlineData("POST  HTTP/1.1\r\n\r\n")]
    [InlineData("{\"method\":\"setlabel\",\"id\":1}\r\n\r\n")]
    public Task What_is_no_HTTP_is_refused(string text) => stage.PlayAsync(output, async () =>
    {
        var before = stage.Calls;
        using var connection = await RawConnection.OpenAsync(stage.Node.RpcPort);

        await connection.SendAsync(text);

        Assert.Equal((400, before), ((await connection.ReadAsync()).Status, stage.Calls));
    });
}

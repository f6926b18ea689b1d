using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Endpoint;

/// <summary>What clients of Electron Cash send: all of it is taken.</summary>
[Collection(EndpointNode.Name)]
public sealed class ClientHabitSpecs(EndpointNode stage, ITestOutputHelper output)
{
    private const string Body = """{"method":"setlabel","params":["ü"],"id":1}""";
    private const string Good = """{"result":"setlabel","error":null,"id":1}""";

    private RawRequest Request => new(Body) { Authorization = stage.Basic("shop") };

    [Theory]
    [InlineData("")]
    [InlineData("Content-Type: application/json\r\n")]
    [InlineData("Content-Type: application/json-rpc; charset=utf-8\r\n")]
    [InlineData("Content-Type: text/plain\r\n")]
    [InlineData("Content-Type: application/x-www-form-urlencoded\r\n")]
    [InlineData("Content-Type: what is this\r\n")]
    [InlineData("content-type:\r\n")]
    [InlineData("Accept: text/html\r\nAccept-Encoding: gzip, br\r\nUser-Agent: x\r\nCookie: a=b\r\n")]
    public Task Any_content_type_is_taken(string headers) => stage.PlayAsync(output, async () =>
    {
        var reply = await stage.AskAsync(Request with { Headers = headers });

        AssertServed(reply, stage.Builder);
        Assert.Equal(("application/json", $"{reply.Body.Length}"), (reply["Content-Type"], reply["Content-Length"]));
        Assert.Null(reply["Content-Encoding"]);
    });

    [Theory]
    [InlineData("/", "store")]
    [InlineData("/?a=b", "store")]
    [InlineData("/RPC2", "store")]
    [InlineData("/wallets/store", "store")]
    [InlineData("/wallet/store", "store")]
    [InlineData("/wallets/wide", "wide")]
    [InlineData("/wallet/wide", "wide")]
    [InlineData("http://127.0.0.1/wallets/wide", "wide")]
    public Task The_path_names_the_wallet_or_none(string path, string wallet) => stage.PlayAsync(output, async () =>
        AssertServed(await stage.AskAsync(Request with { Line = $"POST {path} HTTP/1.1" }), wallet == "store" ? stage.Builder : stage.Wide));

    [Fact]
    public Task A_body_in_chunks_is_taken() => stage.PlayAsync(output, async () =>
    {
        using var connection = await RawConnection.OpenAsync(stage.Node.RpcPort);
        await connection.SendAsync((Request with { HasLength = false, Headers = "Transfer-Encoding: chunked\r\n" }).Head);
        foreach (var piece in Request.Body.Chunk(7))
        {
            await connection.SendAsync($"{piece.Length:x};x=y\r\n");
            await connection.SendAsync(piece);
            await connection.SendAsync("\r\n");
        }

        await connection.SendAsync("0\r\nX-Trailer: 1\r\n\r\n");

        AssertServed(await connection.ReadAsync(), stage.Builder);
    });

    [Fact]
    public Task Who_waits_for_100_gets_it() => stage.PlayAsync(output, async () =>
    {
        using var connection = await RawConnection.OpenAsync(stage.Node.RpcPort);
        await connection.SendAsync((Request with { Headers = "Expect: 100-continue\r\n" }).Head);
        Assert.Equal(100, (await connection.ReadAsync()).Status);
        await connection.SendAsync(Request.Body);

        AssertServed(await connection.ReadAsync(), stage.Builder);
    });

    [Fact]
    public Task Who_waits_for_100_with_a_wrong_password_is_told_before_the_body() => stage.PlayAsync(output, async () =>
    {
        using var connection = await RawConnection.OpenAsync(stage.Node.RpcPort);
        await connection.SendAsync((Request with { Authorization = RawRequest.Basic("shop", "x"), Headers = "Expect: 100-continue\r\n" }).Head);

        Assert.Equal(401, (await connection.ReadAsync()).Status);
    });

    [Fact]
    public Task HTTP_1_0_is_taken_and_the_connection_closed() => stage.PlayAsync(output, async () =>
    {
        using var connection = await RawConnection.OpenAsync(stage.Node.RpcPort);
        await connection.SendAsync(Request with { Line = "POST / HTTP/1.0" });

        AssertServed(await connection.ReadAsync(), stage.Builder);
        await connection.EndsAsync();
    });

    [Fact]
    public Task HTTP_1_0_without_a_host_is_taken() => stage.PlayAsync(output, async () =>
    {
        using var connection = await RawConnection.OpenAsync(stage.Node.RpcPort);
        await connection.SendAsync($"POST / HTTP/1.0\r\nAuthorization: {stage.Basic("shop")}\r\nContent-Length: {Request.Body.Length}\r\n\r\n");
        await connection.SendAsync(Request.Body);

        AssertServed(await connection.ReadAsync(), stage.Builder);
    });

    [Theory]
    [InlineData("POST / HTTP/1.1", "")]
    [InlineData("POST / HTTP/1.0", "Connection: keep-alive\r\n")]
    public Task A_kept_connection_takes_call_after_call(string line, string headers) => stage.PlayAsync(output, async () =>
    {
        using var connection = await RawConnection.OpenAsync(stage.Node.RpcPort);
        for (var n = 0; n < 5; n++)
        {
            await connection.SendAsync(Request with { Line = line, Headers = headers });
            AssertServed(await connection.ReadAsync(), stage.Builder);
        }
    });

    [Fact]
    public Task A_refusal_leaves_a_kept_connection_as_it_was() => stage.PlayAsync(output, async () =>
    {
        using var connection = await RawConnection.OpenAsync(stage.Node.RpcPort);
        foreach (var (request, status) in new[]
        {
            (Request with { Authorization = "" }, 401),
            (Request with { Headers = "Origin: x\r\n" }, 403),
            (Request with { Line = "POST /x HTTP/1.1" }, 404),
            (Request with { Line = "PUT / HTTP/1.1" }, 405),
            (new RawRequest("{") { Authorization = stage.Basic("shop") }, 200),
        })
        {
            await connection.SendAsync(request);
            Assert.Equal(status, (await connection.ReadAsync()).Status);
        }

        await connection.SendAsync(Request);
        AssertServed(await connection.ReadAsync(), stage.Builder);
    });

    [Fact]
    public Task Calls_sent_ahead_are_answered_in_their_order() => stage.PlayAsync(output, async () =>
    {
        using var connection = await RawConnection.OpenAsync(stage.Node.RpcPort);
        await connection.SendAsync((byte[])[.. Request.Bytes, .. (Request with { Line = "POST /wallets/nosuch HTTP/1.1" }).Bytes, .. Request.Bytes]);

        var (first, second, third) = (await connection.ReadAsync(), await connection.ReadAsync(), await connection.ReadAsync());

        Assert.Equal((Good, Good), (first.Text, third.Text));
        second.Json.AssertNotDone(-32011, "nosuch");
    });

    [Fact]
    public Task A_request_in_single_bytes_is_taken() => stage.PlayAsync(output, async () =>
    {
        using var connection = await RawConnection.OpenAsync(stage.Node.RpcPort);
        foreach (var one in (Request with { Headers = "X-PAYWARDEN-DAEMON: store-0\r\n" }).Bytes.Chunk(1))
        {
            await connection.SendAsync(one);
        }

        AssertServed(await connection.ReadAsync(), stage.Builder);
    });

    private static void AssertServed(RawReply reply, RecordingDaemon by)
    {
        Assert.Equal((200, Good), (reply.Status, reply.Text));
        Assert.Equal("[\"ü\"]", Assert.Single(by.Unseen()).Params);
    }
}

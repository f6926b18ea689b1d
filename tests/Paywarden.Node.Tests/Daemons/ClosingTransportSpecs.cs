using System.Net;
using System.Net.Sockets;
using System.Text;
using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>HTTP by hand to daemons that close: every way in which a reply can come, and fail to.</summary>
public sealed class ClosingTransportSpecs
{
    private const string Good = """{"result":7,"id":1}""";
    private static readonly string Ok = $"HTTP/1.0 200 OK\r\nServer: x\r\ncontent-length:  {Good.Length} \r\n\r\n";

    [Fact]
    public async Task Asks_in_HTTP_1_0_with_credentials_and_a_length()
    {
        var (answer, asked) = await AskAsync([Ok + Good]);

        Assert.Equal("7", Encoding.UTF8.GetString(answer.Value));
        Assert.StartsWith("POST / HTTP/1.0\r\nHost: 127.0.0.1:", asked, StringComparison.Ordinal);
        Assert.Contains("\r\nAuthorization: Basic dXNlcjp3b3Jk\r\nContent-Length: 2\r\n\r\n{}", asked, StringComparison.Ordinal);
    }

    public static TheoryData<string[]> WholeReplies() => new()
    {
        { [Ok, Good] },
        { [.. (Ok + Good).Select(c => c.ToString())] },
        { [Ok + Good + "what does not belong to it"] },
        { ["HTTP/1.1 500 Internal Server Error\r\n\r\n" + Good] },
        { ["HTTP/1.0 200 OK\r\n\r\n", Good[..5], Good[5..]] },
    };

    [Theory]
    [MemberData(nameof(WholeReplies))]
    public async Task Reads_a_reply_in_whatever_pieces_it_comes(string[] pieces)
    {
        var (answer, _) = await AskAsync(pieces);

        Assert.True(answer.IsWhole, answer.Why);
        Assert.Equal("7", Encoding.UTF8.GetString(answer.Value));
    }

    [Theory]
    [InlineData("", CallFault.Reset)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Le", CallFault.Reset)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 40\r\n\r\n{\"result\":7,", CallFault.Reset)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 1e3\r\n\r\n", CallFault.Reset)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n", CallFault.Reset)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", CallFault.Reset)]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n", CallFault.Reset)]
    [InlineData("HTTP/1.0 20\r\n\r\n", CallFault.Reset)]
    [InlineData("HTTP/1.0 200 OK\r\n\r\n{\"result\":7,", CallFault.Garbage)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", CallFault.Garbage)]
    [InlineData("HTTP/1.0 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", CallFault.Unauthorized)]
    [InlineData("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", CallFault.Garbage)]
    public async Task Says_of_everything_else_what_it_is(string reply, CallFault fault)
    {
        var (answer, _) = await AskAsync([reply]);

        Assert.False(answer.IsWhole);
        Assert.Equal(fault, answer.Fault);
    }

    [Fact]
    public async Task Reads_no_head_without_end()
    {
        var (answer, _) = await AskAsync(["HTTP/1.0 200 OK\r\n", .. Enumerable.Repeat("X-Long: " + new string('x', 8000) + "\r\n", 20)]);

        Assert.Equal(CallFault.Reset, answer.Fault);
    }

    [Fact]
    public async Task Only_a_refused_connection_is_refused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var answer = await To(port).ExchangeAsync("{}"u8.ToArray(), CancellationToken.None);

        Assert.Equal(CallFault.Refused, answer.Fault);
    }

    [Fact]
    public async Task Gives_up_when_told_to()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var over = new CancellationTokenSource();
        var exchange = To(((IPEndPoint)listener.LocalEndpoint).Port).ExchangeAsync("{}"u8.ToArray(), over.Token);
        using var accepted = await listener.AcceptSocketAsync();

        await over.CancelAsync();

        Assert.Equal(CallFault.TimedOut, (await exchange).Fault);
    }

    [Fact]
    public async Task A_daemon_that_ended_refuses_though_a_connection_was_made_ahead()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var transport = To(((IPEndPoint)listener.LocalEndpoint).Port);
        transport.ConnectAhead();
        listener.Stop();

        Assert.Equal(CallFault.Refused, (await transport.ExchangeAsync("{}"u8.ToArray(), CancellationToken.None)).Fault);
    }

    [Fact]
    public async Task A_connection_that_nobody_needs_is_closed_and_had_nothing_sent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var transport = To(((IPEndPoint)listener.LocalEndpoint).Port);
        transport.ConnectAhead();
        transport.ConnectAhead();
        using var ahead = await listener.AcceptSocketAsync();

        transport.Unconnect();

        Assert.Equal(0, await ahead.ReceiveAsync(new byte[1]));
        Assert.False(listener.Pending());
    }

    private static ClosingTransport To(int port) => new(new DaemonEndpoint(new Uri($"http://127.0.0.1:{port}/"), "user", new Secret("word"), "store-0#1", KeepAlive: false));

    /// <summary>A server for one request, which it answers in these pieces before it closes.</summary>
    private static async Task<(DaemonAnswer Answer, string Asked)> AskAsync(string[] pieces)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var exchange = To(((IPEndPoint)listener.LocalEndpoint).Port).ExchangeAsync("{}"u8.ToArray(), CancellationToken.None);
        using (var socket = await listener.AcceptSocketAsync())
        {
            socket.NoDelay = true;
            var asked = new byte[4096];
            var length = 0;
            while (!asked.AsSpan(0, length).EndsWith("{}"u8))
            {
                length += await socket.ReceiveAsync(asked.AsMemory(length));
            }

            try
            {
                foreach (var piece in pieces)
                {
                    await socket.SendAsync(Encoding.UTF8.GetBytes(piece));
                }

                socket.Shutdown(SocketShutdown.Both);
            }
            catch (SocketException)
            {
                // It has heard enough and closed.
            }

            return (await exchange, Encoding.UTF8.GetString(asked, 0, length));
        }
    }
}

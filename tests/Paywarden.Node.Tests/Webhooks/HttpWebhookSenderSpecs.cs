using System.Net;
using System.Net.Sockets;
using System.Text;
using Paywarden.Kernel;

namespace Paywarden.Webhooks;

/// <summary>One delivery, over real sockets, to receivers of every kind.</summary>
public sealed class HttpWebhookSenderSpecs : IDisposable
{
    private static readonly OutboxEvent Event = new("shop", "a", 1, "0123456789abcdef", "payment.seen", DateTimeOffset.UnixEpoch, "{\"a\":1}");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HttpWebhookSender _sender = new(TimeProvider.System);

    public HttpWebhookSenderSpecs() => _listener.Start();

    public void Dispose()
    {
        _listener.Dispose();
        _sender.Dispose();
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", null)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", null)]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "it answered 500")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "it answered 404")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "it answered 302, and redirects are not followed")]
    public async Task Only_an_answer_of_two_hundred_and_something_is_a_yes(string answer, string? why)
    {
        var serving = ServeAsync(answer);

        Assert.Equal(why, await _sender.SendAsync(Target(), Event));
        await serving;
    }

    [Fact]
    public async Task The_body_goes_as_it_is_with_its_id_and_a_signature_of_both_secrets()
    {
        var serving = ServeAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await _sender.SendAsync(Target() with { Secrets = [new Secret("new secret of ours"), new Secret("old secret of ours")] }, Event);

        var (head, body) = await serving;
        var lines = head.Split("\r\n").Select(l => l.Split(": ", 2)).Where(l => l.Length == 2).ToDictionary(l => l[0], l => l[1], StringComparer.OrdinalIgnoreCase);
        var parts = lines["Paywarden-Signature"].Split(',');
        Assert.StartsWith("POST /hook?x=1 HTTP/1.1", head, StringComparison.Ordinal);
        Assert.Equal(("{\"a\":1}", "0123456789abcdef", "application/json"), (body, lines["Paywarden-Event"], lines["Content-Type"]));
        Assert.Equal(3, parts.Length);
        Assert.Equal("v1=" + WebhookSignature.Mac(new Secret("old secret of ours"), Encoding.ASCII.GetBytes(parts[0][2..] + "." + body)), parts[2]);
    }

    [Fact]
    public async Task One_that_does_not_answer_is_left_after_the_time()
    {
        var serving = ServeAsync("");

        Assert.Equal("it did not answer within 0.2 s", await _sender.SendAsync(Target() with { Timeout = TimeSpan.FromSeconds(0.2) }, Event));
        await serving;
    }

    [Fact]
    public async Task An_answer_without_end_is_read_no_further_than_it_matters()
    {
        var sent = 0L;
        var serving = Task.Run(async () =>
        {
            using var client = await _listener.AcceptSocketAsync();
            await ReadAsync(client);
            await client.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
            var chunk = Encoding.ASCII.GetBytes($"4000\r\n{new string('x', 0x4000)}\r\n");
            try
            {
                while (true)
                {
                    sent += await client.SendAsync(chunk);
                }
            }
            catch (SocketException)
            {
            }
        });

        Assert.Null(await _sender.SendAsync(Target(), Event));
        await serving;
        Assert.InRange(sent, 1, 64 * 1024 * 1024);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_private_address_is_not_connected_to_however_it_is_named(string host)
    {
        var accepting = _listener.AcceptSocketAsync();

        var why = await _sender.SendAsync(Target() with { Url = new Uri($"https://{host}:{Port}/"), AllowPrivate = false }, Event);

        Assert.Contains("is an address of this machine or of a private network, and allow-private is not set", why, StringComparison.Ordinal);
        Assert.False(accepting.IsCompleted);
    }

    [Fact]
    public async Task Nobody_there_is_said_in_one_sentence()
    {
        var target = Target();
        _listener.Stop();

        Assert.Contains("refused", await _sender.SendAsync(target, Event), StringComparison.OrdinalIgnoreCase);
    }

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    private WebhookTarget Target() => WebhookStage.Target("shop") with { Url = new Uri($"http://127.0.0.1:{Port}/hook?x=1"), AllowPrivate = true };

    /// <summary>Answers one request, and closes when the caller does.</summary>
    private Task<(string Head, string Body)> ServeAsync(string answer) => Task.Run(async () =>
    {
        using var client = await _listener.AcceptSocketAsync();
        var request = await ReadAsync(client);
        await client.SendAsync(Encoding.ASCII.GetBytes(answer));
        if (answer.Length == 0)
        {
            await client.ReceiveAsync(new byte[1]);
        }

        return request;
    });

    private static async Task<(string Head, string Body)> ReadAsync(Socket client)
    {
        var text = "";
        var buffer = new byte[4096];
        while (!text.EndsWith('}'))
        {
            text += Encoding.ASCII.GetString(buffer, 0, await client.ReceiveAsync(buffer));
        }

        var parts = text.Split("\r\n\r\n", 2);
        return (parts[0], parts[1]);
    }
}

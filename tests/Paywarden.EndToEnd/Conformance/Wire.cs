using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Paywarden.Conformance;

/// <summary>What came back over one connection.</summary>
/// <param name="Ending">replied, closed (not a byte came), reset or refused.</param>
internal sealed record Exchange(string Ending, int Status, string Head, string Body, TimeSpan Took);

/// <summary>HTTP by hand: one connection for each request, and every way in which it can end is seen.</summary>
internal static class Wire
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static byte[] Post(string authorization, string body, string verb = "POST", string path = "/", string headers = "", bool length = true)
    {
        var content = Encoding.UTF8.GetBytes(body);
        var head = new StringBuilder($"{verb} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n");
        head.Append(authorization.Length > 0 ? $"Authorization: {authorization}\r\n" : "");
        head.Append(length ? string.Create(CultureInfo.InvariantCulture, $"Content-Length: {content.Length}\r\n") : "");
        return [.. Encoding.UTF8.GetBytes($"{head}{headers}\r\n"), .. content];
    }

    public static string Call(string method, string? parameters) =>
        $$"""{"jsonrpc": "2.0", "id": 1, "method": "{{method}}", "params": {{parameters ?? "[]"}}}""";

    public static async Task<Exchange> SendAsync(int port, byte[] request)
    {
        var clock = Stopwatch.StartNew();
        using var limit = new CancellationTokenSource(Patience);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync("127.0.0.1", port, limit.Token);
            await socket.SendAsync(request, limit.Token);
        }
        catch (SocketException e)
        {
            return new Exchange(EndingOf(e), 0, "", "", clock.Elapsed);
        }

        var (text, ending) = await ReadToEndAsync(socket, limit.Token);
        return Read(text, ending, clock.Elapsed);
    }

    /// <summary>Everything until the connection ends, and how it ends: closed or reset.</summary>
    public static async Task<(string Text, string Ending)> ReadToEndAsync(Socket socket, CancellationToken limit)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[65536];
        try
        {
            for (int count; (count = await socket.ReceiveAsync(buffer, limit)) > 0;)
            {
                whole.Write(buffer, 0, count);
            }

            return (TextOf(whole), "closed");
        }
        catch (SocketException e)
        {
            return (TextOf(whole), EndingOf(e));
        }
    }

    private static Exchange Read(string text, string ending, TimeSpan took)
    {
        var split = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (split < 0)
        {
            return new Exchange(text.Length == 0 ? ending : "garbage", 0, "", text, took);
        }

        var head = text[..split];
        return new Exchange("replied", int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture), head, text[(split + 4)..], took);
    }

    private static string TextOf(MemoryStream whole) => Encoding.UTF8.GetString(whole.GetBuffer(), 0, (int)whole.Length);

    private static string EndingOf(SocketException e) => e.SocketErrorCode == SocketError.ConnectionRefused ? "refused" : "reset";
}

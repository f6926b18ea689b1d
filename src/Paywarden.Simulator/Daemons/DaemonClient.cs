using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Paywarden.Daemons;

/// <summary>The command line's own calls to a living daemon. No time-out anywhere: beside a stopped daemon it waits without end, like the original.</summary>
internal sealed class DaemonClient(string host, int port, string user, string password)
{
    public bool Answers()
    {
        try
        {
            return Call("ping", "[]").ValueKind == JsonValueKind.True;
        }
        catch (Exception away) when (away is SocketException or IOException or JsonException or KeyNotFoundException)
        {
            return false;
        }
    }

    public JsonElement Call(string method, string parameters)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":"cli","method":"{{method}}","params":{{parameters}}}""");
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        var head = Encoding.ASCII.GetBytes(
            $"POST / HTTP/1.0\r\nAuthorization: Basic {credentials}\r\nContent-Type: application/json-rpc\r\nContent-Length: {body.Length}\r\n\r\n");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(host, port);
        using var stream = new NetworkStream(socket);
        stream.Write(head);
        stream.Write(body);
        using var whole = new MemoryStream();
        stream.CopyTo(whole);
        var reply = whole.GetBuffer().AsMemory(0, (int)whole.Length);
        var at = reply.Span.IndexOf("\r\n\r\n"u8);
        return JsonDocument.Parse(reply[(at + 4)..]).RootElement.GetProperty("result");
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Unicode;
using Paywarden.Faults;

namespace Paywarden.JsonRpc;

/// <summary>One thread, one connection at a time, five waiting: whoever holds the thread holds everybody.</summary>
internal sealed class RpcServer(string user, string password, RpcEnvelope envelope, FaultBoard faults) : IDisposable
{
    private const int Backlog = 5;
    private const int BadPasswordPause = 50;
    private const string JsonType = "application/json-rpc";
    private static readonly string[] Paths = ["/", "/RPC2"];

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _credentials = Encoding.UTF8.GetBytes($"{user}:{password}");

    /// <summary>Throws what the socket throws for an address that is taken or no address at all.</summary>
    public IPEndPoint Bind(string host, int port)
    {
        _listener.Bind(new IPEndPoint(Resolve(host), port));
        _listener.Listen(Backlog);
        return (IPEndPoint)_listener.LocalEndPoint!;
    }

    /// <summary>Serves the next connection, if one comes within the given time.</summary>
    public void ServeNext(int milliseconds)
    {
        if (!_listener.Poll(milliseconds * 1000, SelectMode.SelectRead))
        {
            return;
        }

        using var socket = _listener.Accept();
        try
        {
            Serve(socket);
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (ConnectionCut)
        {
            FaultBoard.Cut(socket);
        }
        catch (SocketException)
        {
            // The caller left; what it asked for has been done.
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Serve(Socket socket)
    {
        var exchange = new HttpExchange(socket);
        if (!exchange.ReadHead())
        {
            return;
        }

        var (status, reason) = Judge(exchange);
        if (status != 200)
        {
            exchange.Send(HttpExchange.Reply(status, reason, "text/html;charset=utf-8", Encoding.ASCII.GetBytes($"Error code: {status}. {reason}.\n")));
            return;
        }

        var length = exchange.Headers.TryGetValue("Content-Length", out var text)
            && int.TryParse(text, CultureInfo.InvariantCulture, out var given) && given >= 0 ? given : -1;
        if (length < 0)
        {
            exchange.Send(Failure("TypeError: int() argument must be a string, a bytes-like object or a real number, not 'NoneType'"));
            return;
        }

        var body = exchange.ReadBody(length);
        if (!Utf8.IsValid(body.Span))
        {
            exchange.Send(Failure("UnicodeDecodeError: 'utf-8' codec can't decode byte: invalid start byte"));
            return;
        }

        faults.Send(HttpExchange.Reply(200, "OK", JsonType, envelope.Answer(body)), exchange);
    }

    /// <summary>What fails before the call is known is the only failure with another status than 200.</summary>
    private static byte[] Failure(string exception)
    {
        var reply = new StringBuilder();
        RpcReply.WriteFault(reply, new RpcFault(-32603, $"Server error: {exception}\n"), default, old: false);
        return HttpExchange.Reply(500, "Internal Server Error", JsonType, Encoding.ASCII.GetBytes(reply.ToString()));
    }

    private (int Status, string Reason) Judge(HttpExchange exchange)
    {
        if (exchange.Verb.Length == 0)
        {
            return (400, "Bad request syntax");
        }

        if (!exchange.Headers.TryGetValue("Authorization", out var authorization))
        {
            return (401, "Authentication failed (missing credentials)");
        }

        if (!authorization.StartsWith("Basic ", StringComparison.Ordinal))
        {
            return (401, "Authentication failed (only basic auth is supported)");
        }

        if (!Matches(authorization[6..]))
        {
            // On the only thread: one caller with a bad password makes everybody wait.
            Thread.Sleep(BadPasswordPause);
            return (401, "Authentication failed (bad credentials)");
        }

        if (exchange.Verb != "POST")
        {
            return (501, $"Unsupported method ('{exchange.Verb}')");
        }

        return Paths.Contains(exchange.Path) ? (200, "OK") : (404, "Not Found");
    }

    private bool Matches(string encoded)
    {
        var given = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded.Trim(), given, out var length) && given.AsSpan(0, length).SequenceEqual(_credentials);
    }

    private static IPAddress Resolve(string host) =>
        host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(host, out var address) ? address : Dns.GetHostAddresses(host)[0];
}

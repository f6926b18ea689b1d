using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Paywarden.JsonRpc;

namespace Paywarden.Daemons;

/// <summary>To a daemon that serves one connection at a time and closes it (Electron Cash speaks HTTP/1.0 so): connect, send, read, close. .NET's client is
/// made for pools and starts a connection that it may not keep on a detour over other threads.</summary>
/// <remarks>Asked in HTTP/1.0, so that no server answers in chunks or keeps the connection.</remarks>
internal sealed class ClosingTransport(DaemonEndpoint endpoint) : DaemonTransport(endpoint)
{
    private const int MaxHead = 64 << 10;

    /// <summary>On this host a connection is there at once; a host that is gone must not hold a place for the minutes that the kernel would try.</summary>
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    private readonly EndPoint _address = AddressOf(endpoint.Url);
    private readonly SocketAddress? _ip = (AddressOf(endpoint.Url) as IPEndPoint)?.Serialize();
    private readonly string _start = $"POST {endpoint.Url.PathAndQuery} HTTP/1.0\r\nHost: {endpoint.Url.Authority}\r\nContent-Type: application/json\r\n";

    protected override async Task<int> PostAsync(byte[] body, PooledBuffer reply, CancellationToken cancel)
    {
        using var socket = _ip is null ? new Socket(SocketType.Stream, ProtocolType.Tcp) : new Socket(_ip.Family, SocketType.Stream, ProtocolType.Tcp);
        socket.Blocking = false;
        if (_ip is null || !Posix.BeginConnect(socket, _ip.Buffer.Span[.._ip.Size]))
        {
            await InTimeAsync(socket.ConnectAsync(_address, cancel), cancel).ConfigureAwait(false);
        }

        using (var request = Request(body))
        {
            // The first piece fits into any socket, so all it ever waits for is the connection.
            var first = Math.Min(request.Length, 2048);
            await InTimeAsync(SendAsync(socket, request.Memory[..first], cancel), cancel).ConfigureAwait(false);
            await SendAsync(socket, request.Memory[first..], cancel).ConfigureAwait(false);
        }

        return await ReadAsync(socket, reply, cancel).ConfigureAwait(false);
    }

    protected override bool WasRefused(Exception e) => e is SocketException { SocketErrorCode: SocketError.ConnectionRefused };

    private static EndPoint AddressOf(Uri url) => IPAddress.TryParse(url.IdnHost, out var ip) ? new IPEndPoint(ip, url.Port) : new DnsEndPoint(url.IdnHost, url.Port);

    private static ValueTask InTimeAsync(ValueTask connecting, CancellationToken cancel)
    {
        return connecting.IsCompleted ? connecting : new ValueTask(WaitAsync(connecting.AsTask(), cancel));

        static async Task WaitAsync(Task connecting, CancellationToken cancel)
        {
            try
            {
                await connecting.WaitAsync(ConnectPatience, cancel).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw new OperationCanceledException("no connection in time");
            }
        }
    }

    private static async ValueTask SendAsync(Socket socket, ReadOnlyMemory<byte> rest, CancellationToken cancel)
    {
        while (rest.Length > 0)
        {
            rest = rest[await socket.SendAsync(rest, cancel).ConfigureAwait(false)..];
        }
    }

    private PooledBuffer Request(byte[] body)
    {
        var request = new PooledBuffer(512 + body.Length);
        var authorization = Authorization is null ? "" : $"Authorization: {Authorization}\r\n";
        request.Advance(Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{_start}{authorization}Content-Length: {body.Length}\r\n\r\n"),
            request.GetSpan(_start.Length + authorization.Length + 64)));
        body.CopyTo(request.GetSpan(body.Length));
        request.Advance(body.Length);
        return request;
    }

    private static async Task<int> ReadAsync(Socket socket, PooledBuffer reply, CancellationToken cancel)
    {
        using var start = new PooledBuffer(2048);
        HttpHead head;
        while (!HttpHead.TryRead(start.Span, out head))
        {
            var read = start.Length > MaxHead ? 0 : await socket.ReceiveAsync(start.GetMemory(1024), cancel).ConfigureAwait(false);
            start.Advance(read > 0 ? read : throw new IOException("no whole HTTP head"));
        }

        // One more than may come, so that one that is too long is seen to be.
        var length = Math.Min(head.ContentLength ?? long.MaxValue, MaxReply + 1);
        Take(start.Span[head.Length..], reply, length);
        reply.GetMemory((int)Math.Min(length - reply.Length, head.ContentLength is null ? 1024 : length));
        while (reply.Length < length)
        {
            var room = reply.GetMemory(1);
            var read = await socket.ReceiveAsync(room[..(int)Math.Min(room.Length, length - reply.Length)], cancel).ConfigureAwait(false);
            reply.Advance(read);
            if (read == 0)
            {
                return head.ContentLength is null ? head.Status : throw new IOException("the reply was cut short");
            }
        }

        return head.Status;
    }

    private static void Take(ReadOnlySpan<byte> early, PooledBuffer reply, long length)
    {
        early = early[..(int)Math.Min(early.Length, length)];
        early.CopyTo(reply.GetSpan(Math.Max(early.Length, 1)));
        reply.Advance(early.Length);
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Paywarden.JsonRpc;

namespace Paywarden.Daemons;

/// <summary>To a daemon that serves one connection at a time and closes it (Electron Cash speaks HTTP/1.0 so): connect, send, read, close. .NET's client is
/// made for pools and starts a connection that it may not keep on a detour over other threads.</summary>
/// <remarks>Asked in HTTP/1.0, so that no server answers in chunks or keeps the connection.
/// While calls wait, the connection of the next one is made ahead: the daemon takes it up while we still read its last reply, and only has to be sent
/// the request. Nothing is sent on it before its call has the daemon's place, so a call that waits can still be called back.</remarks>
internal sealed class ClosingTransport(DaemonEndpoint endpoint) : DaemonTransport(endpoint)
{
    private const int MaxHead = 64 << 10;

    /// <summary>On this host a connection is there at once; a host that is gone must not hold a place for the minutes that the kernel would try.</summary>
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    private readonly EndPoint _address = AddressOf(endpoint.Url);
    private readonly SocketAddress? _ip = (AddressOf(endpoint.Url) as IPEndPoint)?.Serialize();
    private readonly string _start = $"POST {endpoint.Url.PathAndQuery} HTTP/1.0\r\nHost: {endpoint.Url.Authority}\r\nContent-Type: application/json\r\n";
    private Socket? _ahead;

    public override void ConnectAhead()
    {
        if (_ip is null || Volatile.Read(ref _ahead) is not null)
        {
            return;
        }

        var socket = NewSocket();
        if (!Posix.BeginConnect(socket, _ip.Buffer.Span[.._ip.Size]) || Interlocked.CompareExchange(ref _ahead, socket, null) is not null)
        {
            socket.Dispose();
        }
    }

    public override void Unconnect() => Interlocked.Exchange(ref _ahead, null)?.Dispose();

    protected override async Task<int> PostAsync(byte[] body, PooledBuffer reply, CancellationToken cancel)
    {
        var ahead = TakeAhead();
        using var socket = ahead ?? NewSocket();
        if (ahead is null && (_ip is null || !Posix.BeginConnect(socket, _ip.Buffer.Span[.._ip.Size])))
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

    private Socket NewSocket() => _ip is null ? new(SocketType.Stream, ProtocolType.Tcp) { Blocking = false } : new(_ip.Family, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };

    /// <summary>Null: there is none that is connected and still open. A daemon that ended has closed it, and then only a new connection can be
    /// refused, which is the proof that nothing ran.</summary>
    private Socket? TakeAhead()
    {
        if (Interlocked.Exchange(ref _ahead, null) is not { } socket)
        {
            return null;
        }

        if (socket.Poll(0, SelectMode.SelectWrite) && !socket.Poll(0, SelectMode.SelectRead))
        {
            return socket;
        }

        socket.Dispose();
        return null;
    }

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

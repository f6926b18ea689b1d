using System.Net.Sockets;
using System.Text;

namespace Paywarden.Harness;

/// <summary>A caller's connection in the test's own hands: it sends what the test says, when the test says, and leaves as the test says.</summary>
internal sealed class RawConnection : IDisposable
{
    /// <summary>Only for an answer that never comes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _limit = new(Patience);
    private BufferedStream _stream = null!;

    private RawConnection()
    {
    }

    public static async Task<RawConnection> OpenAsync(int port, string address = "127.0.0.1")
    {
        var connection = new RawConnection();
        try
        {
            await connection._socket.ConnectAsync(address, port, connection._limit.Token);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        connection._stream = new BufferedStream(new NetworkStream(connection._socket), 16 << 10);
        return connection;
    }

    public Task SendAsync(RawRequest request) => SendAsync(request.Bytes);

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _socket.SendAsync(bytes, _limit.Token);

    /// <summary>The next answer, be it an interim one.</summary>
    /// <returns>Null: the connection ended without one.</returns>
    public async Task<RawReply?> TryReadAsync()
    {
        try
        {
            return await RawHttp.ReadAsync(_stream, _limit.Token) is var (head, body) ? new RawReply(head, body) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public async Task<RawReply> ReadAsync() => await TryReadAsync() ?? throw new IOException("the connection ended without an answer");

    /// <summary>Waits until the other side ends the connection; whatever still comes is a failure.</summary>
    public async Task EndsAsync() => Assert.Null(await TryReadAsync());

    /// <summary>Leaves without a word, as a caller that crashes.</summary>
    public void Abort()
    {
        _socket.LingerState = new LingerOption(enable: true, 0);
        _socket.Dispose();
    }

    public void Dispose()
    {
        _socket.Dispose();
        _limit.Dispose();
    }
}

using System.Net.Sockets;
using System.Text;

namespace Paywarden.JsonRpc;

/// <summary>
/// One request and its reply on a blocking socket, HTTP/1.0, then the end. Nothing here times out: an idle connection or half a
/// body holds the only thread for ever, as in the original.
/// </summary>
internal sealed class HttpExchange(Socket socket)
{
    private const int MostHeaderBytes = 65536;
    private byte[] _held = new byte[4096];
    private int _length;

    public string Verb { get; private set; } = "";

    public string Path { get; private set; } = "";

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <returns>False: the caller left or sent no request.</returns>
    public bool ReadHead()
    {
        int end;
        while ((end = _held.AsSpan(0, _length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (_length >= MostHeaderBytes || !Receive(4096))
            {
                return false;
            }
        }

        var lines = Encoding.Latin1.GetString(_held, 0, end).Split("\r\n");
        var words = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        (Verb, Path) = words.Length >= 2 ? (words[0], words[1]) : ("", "");
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                Headers[line[..colon].Trim()] = line[(colon + 1)..].Trim();
            }
        }

        _held.AsSpan(end + 4, _length - end - 4).CopyTo(_held);
        _length -= end + 4;
        return true;
    }

    /// <summary>The body as far as it came: a caller that leaves in the middle is answered all the same.</summary>
    public ReadOnlyMemory<byte> ReadBody(int length)
    {
        while (_length < length && Receive(Math.Min(length - _length, 1 << 20)))
        {
        }

        return _held.AsMemory(0, Math.Min(_length, length));
    }

    public static byte[] Reply(int status, string reason, string contentType, ReadOnlySpan<byte> body)
    {
        var head = $"HTTP/1.0 {status} {reason}\r\nServer: BaseHTTP/0.6 Python/3.11.2\r\nDate: {DateTime.UtcNow:R}\r\n"
            + $"Content-type: {contentType}\r\nContent-length: {body.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[socket.Send(bytes)..];
        }
    }

    private bool Receive(int room)
    {
        if (_held.Length - _length < room)
        {
            Array.Resize(ref _held, Math.Max(_held.Length * 2, _length + room));
        }

        var count = socket.Receive(_held.AsSpan(_length, room));
        _length += count;
        return count > 0;
    }
}

using System.Buffers.Text;
using System.Text;

namespace Paywarden.Daemons;

/// <summary>What matters of a reply's head (RFC 9112): its status and how long the body is.</summary>
/// <param name="Length">Of the head itself, with the empty line.</param>
/// <param name="ContentLength">Null: until the connection ends.</param>
internal readonly record struct HttpHead(int Length, int Status, long? ContentLength)
{
    /// <summary>False: it has not come whole yet.</summary>
    /// <exception cref="IOException">This is no HTTP.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out HttpHead head)
    {
        head = default;
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var lines = bytes[..end];
        var first = Line(ref lines);
        if (!first.StartsWith("HTTP/1."u8) || first.Length < 12 || !Utf8Parser.TryParse(first[9..12], out int status, out var digits) || digits != 3)
        {
            throw new IOException("no HTTP");
        }

        head = new HttpHead(end + 4, status, null);
        while (lines.Length > 0)
        {
            var line = Line(ref lines);
            var colon = line.IndexOf((byte)':');
            if (colon > 0 && Ascii.EqualsIgnoreCase(line[..colon], "Content-Length"u8))
            {
                var value = line[(colon + 1)..].Trim(" \t"u8);
                head = Utf8Parser.TryParse(value, out long length, out var read) && read == value.Length && length >= 0 && (head.ContentLength ?? length) == length
                    ? head with { ContentLength = length }
                    : throw new IOException("no length");
            }
        }

        return true;
    }

    private static ReadOnlySpan<byte> Line(ref ReadOnlySpan<byte> lines)
    {
        var end = lines.IndexOf("\r\n"u8);
        var line = end < 0 ? lines : lines[..end];
        lines = end < 0 ? default : lines[(end + 2)..];
        return line;
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Paywarden.Harness;

/// <summary>One HTTP message as it came: first line and header lines as text, the body as bytes.</summary>
internal record RawMessage(string Head, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string FirstLine => Head.Split("\r\n")[0];

    /// <summary>A header's value; null where it is missing, an error where it stands twice.</summary>
    public string? this[string header] => Head.Split("\r\n").Skip(1).Select(line => line.Split(':', 2)).SingleOrDefault(h => h[0].Equals(header, StringComparison.OrdinalIgnoreCase))?[1].Trim();
}

/// <summary>One answer of the endpoint.</summary>
internal sealed record RawReply(string Head, byte[] Body) : RawMessage(Head, Body)
{
    public int Status => int.Parse(FirstLine.Split(' ')[1], CultureInfo.InvariantCulture);

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    public override string ToString() => $"{Head}\n\n{(Body.Length < 2000 ? Text : $"({Body.Length} bytes)")}";
}

/// <summary>HTTP messages off a stream, byte for byte.</summary>
internal static class RawHttp
{
    /// <returns>Null: the stream ended before a whole message.</returns>
    public static async Task<(string Head, byte[] Body)?> ReadAsync(Stream stream, CancellationToken limit)
    {
        if (await HeadAsync(stream, limit) is not { } head)
        {
            return null;
        }

        var length = new RawMessage(head, [])["Content-Length"];
        var body = new byte[length is null ? 0 : int.Parse(length, CultureInfo.InvariantCulture)];
        var read = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, limit);
        return read == body.Length ? (head, body) : null;
    }

    private static async Task<string?> HeadAsync(Stream stream, CancellationToken limit)
    {
        var head = new List<byte>(512);
        var one = new byte[1];
        while (head is not [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'])
        {
            if (await stream.ReadAsync(one, limit) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        return Encoding.Latin1.GetString([.. head])[..^4];
    }
}

using System.Globalization;
using System.Text;

namespace Paywarden.Harness;

/// <summary>A request to the endpoint, written by hand.</summary>
internal sealed record RawRequest(byte[] Body)
{
    public RawRequest(string body)
        : this(Encoding.UTF8.GetBytes(body))
    {
    }

    public string Line { get; init; } = "POST / HTTP/1.1";

    /// <summary>Empty: no such header.</summary>
    public string Authorization { get; init; } = "";

    /// <summary>Further header lines, each with its end.</summary>
    public string Headers { get; init; } = "";

    /// <summary>Gives the body's length in the header.</summary>
    public bool HasLength { get; init; } = true;

    public byte[] Head => Encoding.Latin1.GetBytes(
        Line + "\r\nHost: 127.0.0.1\r\n"
        + (Authorization.Length > 0 ? $"Authorization: {Authorization}\r\n" : "")
        + (HasLength ? string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n") : "")
        + Headers
        + "\r\n");

    public byte[] Bytes => [.. Head, .. Body];

    public static string Basic(string user, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
}

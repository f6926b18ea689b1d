using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Paywarden.Kernel;

namespace Paywarden.Webhooks;

/// <summary>How a receiver knows that a body is ours, whole and not an old one played again: an HMAC-SHA256 over the time of sending and the body's bytes.
/// <c>t=SECONDS,v1=HEX</c>, with one more v1 for each further secret.</summary>
public static class WebhookSignature
{
    public static string Of(IEnumerable<Secret> secrets, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var header = new StringBuilder("t=").Append(time);
        byte[] told = [.. Encoding.ASCII.GetBytes(time), (byte)'.', .. body];
        foreach (var secret in secrets)
        {
            header.Append(",v1=").Append(Mac(secret, told));
        }

        return header.ToString();
    }

    public static string Mac(Secret secret, ReadOnlySpan<byte> told) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), told));
}

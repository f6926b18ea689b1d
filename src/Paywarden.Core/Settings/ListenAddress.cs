using System.Globalization;
using System.Net;

namespace Paywarden.Settings;

/// <summary>Where a listener binds: "127.0.0.1:7777", "[::1]:7777", "0.0.0.0:7777" or "localhost:7777". Names other than localhost are
/// refused, because what they bind to depends on the resolver.</summary>
public sealed record ListenAddress(IPAddress Address, int Port)
{
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    public static ListenAddress? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "" : text[..colon];
        var bare = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host.Contains(':', StringComparison.Ordinal) ? "" : host;
        var known = bare == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(bare, out var parsed) ? parsed : null;
        return known is not null && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? new(known, port) : null;
    }

    /// <summary>True where both cannot be bound at once. Port 0 is a free port, so it meets nothing.</summary>
    public bool Meets(ListenAddress other) => Port == other.Port && Port != 0 && (Address.Equals(other.Address) || IsAny || other.IsAny);

    private bool IsAny => Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any);
}

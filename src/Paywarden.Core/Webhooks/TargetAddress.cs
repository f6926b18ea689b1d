using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Paywarden.Webhooks;

/// <summary>Where events may be sent. Judged by the address that is about to be connected to, not by its name: a name may mean another address a moment later.</summary>
public static class TargetAddress
{
    /// <summary>What is not the public internet: IANA's registries of special-purpose addresses (RFC 6890), with multicast and what is reserved.</summary>
    private static readonly ImmutableArray<IPNetwork> Private =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            "::/96", "100::/64", "2001:db8::/32", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",

            // An address of IPv4 inside: whoever routes it decides where it ends. Teredo, 6to4, NAT64.
            "2001::/32", "2002::/16", "64:ff9b::/96", "64:ff9b:1::/48",
        }.Select(n => IPNetwork.Parse(n)),
    ];

    public static bool IsPrivate(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Private.Any(network => network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain))
            || plain.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6);
    }

    /// <returns>Null: it may be connected to; else why not.</returns>
    public static string? Refuses(IPAddress address, bool allowPrivate, bool isEncrypted) => (IsPrivate(address), allowPrivate, isEncrypted) switch
    {
        (true, false, _) => $"{address} is an address of this machine or of a private network, and allow-private is not set",
        (false, _, false) => $"{address} is public, and over http everybody on the way could read what is paid to whom: use https",
        _ => null,
    };
}

using System.Net;
using System.Net.Sockets;
using Paywarden.Daemons;
using Paywarden.Settings;

namespace Paywarden.Startup;

/// <summary>Looks at all addresses before anything starts: each one taken gets its sentence, and no daemon has been touched yet. One taken a moment later is
/// still refused, by the listener itself.</summary>
internal static class TakenAddresses
{
    public static IReadOnlyList<string> Find(PaywardenOptions options) =>
        [.. Addresses(options).Where(a => a.Address.Length > 0).Select(a => Fault(a.Key, ListenAddress.Parse(a.Address)!)).OfType<string>()];

    private static IEnumerable<(string Key, string Address)> Addresses(PaywardenOptions options) =>
    [
        ("rpc.listen", options.Rpc.Listen),
        ("admin.listen", options.Admin.Listen),
        ("observe.listen", options.Observe.Listen),
        ("cluster.listen", options.Cluster.Listen),
        .. options.Wallets.Select(w => ($"wallets.{w.Key}.listen", w.Value.Listen)),
    ];

    private static string? Fault(string key, ListenAddress at)
    {
        using var socket = new Socket(at.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(at.Address, at.Port));
            return null;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            var holder = PortHolder.Of(at.Port);
            return $"paywarden.{key}: {at.Address}:{at.Port} is taken by {holder}: stop it, or set another address.";
        }
        catch (SocketException e)
        {
            return $"paywarden.{key}: {at.Address}:{at.Port} cannot be listened on: {e.Message}.";
        }
    }
}

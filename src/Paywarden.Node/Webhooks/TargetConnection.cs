using System.Net;
using System.Net.Sockets;

namespace Paywarden.Webhooks;

/// <summary>Connects to a receiver. Looks the name up once and judges the very address that it then connects to: a name that leads elsewhere a moment later gains nothing.</summary>
internal static class TargetConnection
{
    public static async ValueTask<Stream> OpenAsync(DnsEndPoint to, bool allowPrivate, bool isEncrypted, CancellationToken cancel)
    {
        var addresses = IPAddress.TryParse(to.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(to.Host, cancel);
        Exception? last = null;
        foreach (var address in addresses)
        {
            if (TargetAddress.Refuses(address, allowPrivate, isEncrypted) is { } why)
            {
                last ??= new RefusedException(why);
                continue;
            }

            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, to.Port), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last ?? new RefusedException($"{to.Host} has no address");
    }
}

/// <summary>We do not go there.</summary>
internal sealed class RefusedException(string why) : IOException(why);

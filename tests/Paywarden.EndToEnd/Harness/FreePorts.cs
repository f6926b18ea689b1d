using System.Net;
using System.Net.Sockets;

namespace Paywarden.Harness;

/// <summary>Loopback ports that nobody listens on now. Somebody may take one before it is used: the tests run one at a time, so that hardly happens.</summary>
internal static class FreePorts
{
    public static int[] Take(int count)
    {
        var held = Enumerable.Range(0, count).Select(_ => Hold(0)!).ToArray();
        var ports = held.Select(PortOf).ToArray();
        Array.ForEach(held, listener => listener.Dispose());
        return ports;
    }

    /// <returns>The first of a run of ports that are all free.</returns>
    public static int TakeRun(int count)
    {
        while (true)
        {
            var first = Take(1)[0];
            if (first + count <= IPEndPoint.MaxPort && Enumerable.Range(first, count).All(IsFree))
            {
                return first;
            }
        }
    }

    public static bool IsFree(int port)
    {
        using var listener = Hold(port);
        return listener is not null;
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static TcpListener? Hold(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }
}

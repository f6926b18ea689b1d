using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Paywarden.Daemons;

/// <summary>Which loopback ports this node has given to daemons. A port that a daemon has left is not given to another for a minute:
/// a call meant for the old one must find nobody, never somebody else's wallet.</summary>
internal sealed class PortBook(TimeProvider time, int[] choice)
{
    private const int Lowest = 10_000;
    private const int Highest = 65_535;
    private const int SolSocket = 1;
    private const int SoReuseAddr = 2;
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private readonly Dictionary<int, DateTimeOffset> _until = [];

    public PortBook(TimeProvider time)
        : this(time, Choice())
    {
    }

    /// <summary>The daemon's fixed port, or a random free one that is given to nobody else until it is left.</summary>
    /// <returns>Null: <paramref name="port"/> is it.</returns>
    public LaunchResult.Failed? Claim(DaemonSpec spec, out int port)
    {
        port = spec.Port;
        if (port != 0)
        {
            return IsFree(port)
                ? null
                : new($"{spec.Id}: port {port} is taken by {PortHolder.Of(port)}. End that or set another paywarden.wallets.{spec.Wallet}.port; it is tried again by itself", Hopeless: false);
        }

        if (Choose() is { } free)
        {
            port = free;
            return null;
        }

        return new($"{spec.Id}: no free loopback port found. Look for what listens on thousands of them; it is tried again by itself", Hopeless: false);
    }

    private int? Choose()
    {
        lock (_until)
        {
            var now = time.GetUtcNow();
            for (var tries = 0; tries < 1_000; tries++)
            {
                var port = choice[RandomNumberGenerator.GetInt32(choice.Length)];
                if ((!_until.TryGetValue(port, out var until) || until <= now) && IsFree(port))
                {
                    _until[port] = DateTimeOffset.MaxValue;
                    return port;
                }
            }

            return null;
        }
    }

    /// <summary>An adopted daemon sits on it.</summary>
    public void Take(int port)
    {
        lock (_until)
        {
            _until[port] = DateTimeOffset.MaxValue;
        }
    }

    /// <summary>A fixed port is its daemon's own and needs no rest.</summary>
    public void Leave(DaemonSpec spec, int port)
    {
        if (port == spec.Port)
        {
            return;
        }

        lock (_until)
        {
            _until[port] = time.GetUtcNow() + Rest;
        }
    }

    /// <summary>Whether a daemon could listen there. With SO_REUSEADDR, as servers do, so that old connections in TIME_WAIT are no hindrance;
    /// set raw, because .NET's option of that name sets SO_REUSEPORT too, which would share the port with its holder.</summary>
    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetRawSocketOption(SolSocket, SoReuseAddr, BitConverter.GetBytes(1));
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Outside the range from which the kernel takes the ports of outgoing connections: one of those could hold ours while a daemon is down.</summary>
    private static int[] Choice()
    {
        var range = File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range")
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(p => int.Parse(p, CultureInfo.InvariantCulture))
            .ToArray();
        var all = Enumerable.Range(Lowest, Highest - Lowest + 1);
        var outside = all.Where(p => p < range[0] || p > range[1]).ToArray();
        return outside.Length > 0 ? outside : [.. all];
    }
}

using Microsoft.Extensions.Time.Testing;

namespace Paywarden.Daemons;

public sealed class PortBookSpecs
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Ports_are_given_once_and_lie_outside_the_range_of_outgoing_connections()
    {
        PortBook book = new(_time);
        var range = File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray();
        var ports = Enumerable.Range(0, 500).Select(_ => Claim(book)).ToList();
        Assert.Equal(500, ports.Distinct().Count());
        Assert.All(ports, p => Assert.False(p >= range[0] && p <= range[1]));
    }

    [Fact]
    public void Port_rests_for_a_minute_after_its_daemon()
    {
        PortBook book = new(_time, [23456, 23457]);
        var spec = Workshop.Spec("true");
        var first = Claim(book);
        book.Leave(spec, first);
        var second = Claim(book);
        Assert.NotEqual(first, second);
        Assert.False(book.Claim(spec, out _)!.Hopeless);
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(first, Claim(book));
    }

    [Fact]
    public void Port_of_an_adopted_daemon_is_given_to_nobody()
    {
        PortBook book = new(_time, [23456, 23457]);
        book.Take(23456);
        Assert.Equal(23457, Claim(book));
    }

    private static int Claim(PortBook book)
    {
        Assert.Null(book.Claim(Workshop.Spec("true"), out var port));
        return port;
    }
}

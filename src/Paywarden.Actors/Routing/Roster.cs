using System.Collections.Immutable;
using Paywarden.Daemons;

namespace Paywarden.Routing;

/// <summary>The picture of all daemons, for whoever shows it; swapped whole by the router actor.</summary>
/// <param name="Paused">Wallet → why an operator paused it.</param>
public sealed record Roster(ImmutableArray<DaemonStatus> Daemons, ImmutableDictionary<string, string> Paused)
{
    public static readonly Roster Empty = new([], ImmutableDictionary<string, string>.Empty);
}

/// <summary>The one place where the newest roster is read and swapped.</summary>
public sealed class RosterSource
{
    private Roster _current = Roster.Empty;

    public Roster Current => Volatile.Read(ref _current);

    public void Publish(Roster roster) => Volatile.Write(ref _current, roster);
}

using Paywarden.Daemons;

namespace Paywarden.Routing;

/// <summary>Which copies of a wallet may answer reads of it: those that miss nothing the builder knows.</summary>
public static class PoolFreshness
{
    /// <param name="Addresses">How many addresses the builder's copy knew.</param>
    /// <param name="Mark">The <see cref="CallGate.WriteMark"/> at which it was asked.</param>
    public sealed record Known(int Addresses, long Mark);

    /// <summary>What the builder knows after one more probe of it; kept when it dies, so that complete copies go on serving.</summary>
    public static Known? Learn(Known? known, DaemonStatus builder, long mark) =>
        builder is { State: DaemonState.Ready or DaemonState.Degraded, Health.Addresses: { } addresses } && mark >= (known?.Mark ?? 0)
            ? new Known(addresses, mark)
            : known;

    /// <returns>The mark up to which this copy is complete; -1: it is not.</returns>
    public static long MarkOf(DaemonStatus copy, Known? builder, int poolHeight) =>
        builder is not null
        && copy.Health is { Synchronized: true, Addresses: { } addresses } health
        && addresses >= builder.Addresses
        && (health.Height ?? 0) >= poolHeight
            ? builder.Mark
            : -1;
}

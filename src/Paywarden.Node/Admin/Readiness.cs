namespace Paywarden.Admin;

/// <summary>Whether this node can take calls; set by whoever starts and stops it. Neither a wallet nor the database has a say here:
/// one broken wallet must not take every node out of a load balancer.</summary>
public sealed class Readiness
{
    private volatile State _now = new(false, false, "starting");

    public bool Ready => _now.Ready;

    /// <summary>It has been ready once.</summary>
    public bool Started => _now.Started;

    /// <summary>One sentence.</summary>
    public string Why => _now.Why;

    public void Set(bool ready, string why) => _now = new State(ready, ready || _now.Started, why);

    private sealed record State(bool Ready, bool Started, string Why);
}

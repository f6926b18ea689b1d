namespace Paywarden.Daemons;

/// <summary>The verdict of probes: it flips only after as many equal results in a row as the limits say, so that a flapping daemon does not flip with every probe.</summary>
/// <param name="Streak">Results in a row that speak against the verdict.</param>
public sealed record Verdict(bool Healthy, int Streak)
{
    public static readonly Verdict Good = new(Healthy: true, 0);

    public static readonly Verdict Bad = new(Healthy: false, 0);
}

public static class HealthPolicy
{
    /// <param name="good">What the probe found.</param>
    /// <param name="weight">How many results it counts for, from 1: a call that holds the daemon for several probe time-outs beyond its limit stands for several failed probes.</param>
    public static Verdict Judge(ProbeLimits limits, Verdict verdict, bool good, int weight = 1)
    {
        if (good == verdict.Healthy)
        {
            return verdict with { Streak = 0 };
        }

        var streak = verdict.Streak + weight;
        return streak >= (good ? limits.HealthyAfter : limits.UnhealthyAfter) ? new Verdict(good, 0) : verdict with { Streak = streak };
    }
}

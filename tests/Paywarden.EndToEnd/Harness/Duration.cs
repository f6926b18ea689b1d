using System.Globalization;

namespace Paywarden.Harness;

/// <summary>How long a spec goes on: short in the daily run, longer where a variable of the environment says so.</summary>
internal static class Duration
{
    /// <summary>PAYWARDEN_KILL_SECONDS: how long daemons are killed under load. The acceptance run takes 180.</summary>
    public static TimeSpan OfKills => Seconds("PAYWARDEN_KILL_SECONDS", 30);

    private static TimeSpan Seconds(string variable, int otherwise) =>
        TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var seconds) ? seconds : otherwise);
}

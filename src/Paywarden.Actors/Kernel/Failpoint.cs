using System.Diagnostics;

namespace Paywarden.Kernel;

/// <summary>Named places at which a rehearsal has this process die, as of kill -9, or stand still. They are in builds of the configuration Failpoints only:
/// in every other the compiler leaves the calls out, arguments and all, and what is here is empty.</summary>
/// <remarks>A file with the point's name in the folder <see cref="Folder"/> arms it for one hit: "die" in it kills, an empty one holds. A point that was hit
/// says so by renaming its file to NAME.reached; a held one goes on when that is deleted.</remarks>
public static class Failpoint
{
    /// <summary>The variable of the environment that names the folder.</summary>
    public const string Folder = "PAYWARDEN_FAILPOINTS";

    /// <param name="detail">Written into the .reached file of a held one.</param>
    [Conditional("PAYWARDEN_FAILPOINTS")]
    public static void Hit(string point, string detail)
    {
#if PAYWARDEN_FAILPOINTS
        var armed = Path.Combine(Environment.GetEnvironmentVariable(Folder) ?? "", point);
        var reached = armed + ".reached";
        if (!File.Exists(armed))
        {
            return;
        }

        try
        {
            // The renaming is the claim: of two that come at once one is hit.
            File.Move(armed, reached, overwrite: true);
        }
        catch (FileNotFoundException)
        {
            return;
        }

        if (File.ReadAllText(reached) == "die")
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();
            SpinWait.SpinUntil(() => false);
        }

        File.WriteAllText(reached, detail);
        SpinWait.SpinUntil(() => !File.Exists(reached), TimeSpan.FromSeconds(60));
#endif
    }

    /// <summary>One point for each kind of event that an append holds.</summary>
    /// <param name="when">before or after.</param>
    [Conditional("PAYWARDEN_FAILPOINTS")]
    public static void HitEach(IEnumerable<object> events, string when)
    {
#if PAYWARDEN_FAILPOINTS
        foreach (var kind in events.Select(e => e.GetType().Name).Distinct())
        {
            Hit($"append-{kind}-{when}", "");
        }
#endif
    }
}

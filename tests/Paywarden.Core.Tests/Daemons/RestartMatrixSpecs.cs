using Command = Paywarden.Daemons.DaemonCommand;

namespace Paywarden.Daemons;

/// <summary>What follows an end: for every wish it meets and every way to end (as OTP's suite tests a supervisor).</summary>
public sealed class RestartMatrixSpecs
{
    private const string Launches = "launches", Stops = "stops", Parks = "parks", Leaves = "leaves", SetsAside = "sets aside";

    public static TheoryData<string, string, string, int> Matrix
    {
        get
        {
            var rows = new TheoryData<string, string, string, int>();
            foreach (var end in new[] { "exit 0", "exit 1", "signal 9", "unseen" })
            {
                rows.Add("keep running", end, Launches, 1);
                rows.Add("replace it", end, Launches, 1);
                rows.Add("restart", end, Launches, 0);
                rows.Add("stop", end, Stops, 0);
                rows.Add("stop, then start", end, Launches, 0);
                rows.Add("recreate", end, SetsAside, 0);
                rows.Add("park", end, Parks, 0);
                rows.Add("leave", end, Leaves, 0);
            }

            rows.Add("keep running", "hopeless", Parks, 1);
            rows.Add("restart", "hopeless", Launches, 0);
            rows.Add("stop", "hopeless", Stops, 0);
            rows.Add("leave", "hopeless", Leaves, 0);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public void End_is_followed_by_what_was_wanted(string wish, string end, string then, int counted)
    {
        var daemon = Wish(DaemonTale.Up(), wish);

        daemon.Tell(End(end));

        Assert.Equal(then, daemon.Life.Phase switch
        {
            DaemonPhase.Launching => Launches,
            DaemonPhase.Stopped => Stops,
            DaemonPhase.Parked => Parks,
            DaemonPhase.Left => Leaves,
            DaemonPhase.SettingAside => SetsAside,
            var other => other.ToString(),
        });
        Assert.Equal((counted, counted), (daemon.Life.Restarts, daemon.Life.Exits.Length));
        Assert.Null(daemon.Life.ReadySince);
        Assert.Null(daemon.Life.Health);
    }

    private static DaemonTale Wish(DaemonTale daemon, string wish) => wish switch
    {
        "replace it" => daemon.Tell(new Command.IsFrozen('T')),
        "restart" => daemon.Tell(new Command.Restart("ann")),
        "stop" => daemon.Tell(new Command.Stop("ann")),
        "stop, then start" => daemon.Tell(new Command.Stop("ann")).Tell(new Command.Start("ann")),
        "recreate" => daemon.Tell(new Command.Recreate("ann")),
        "park" => new DaemonTale().Tell(new Command.FoundNothing()).Launched().Tell(new Command.CannotBecomeReady("wrong wallet password")),
        "leave" => daemon.Tell(new Command.Leave(Keep: false)),
        _ => daemon,
    };

    private static Command.HasEnded End(string end) => end switch
    {
        "exit 0" => new(Some.Exit(0), "ended with exit code 0", null),
        "exit 1" => new(Some.Exit(1), "ended with exit code 1", null),
        "signal 9" => new(Some.Killed(), "was killed", null),
        "hopeless" => new(Some.Exit(1), "ended with exit code 1", "its wallet cannot be read"),
        _ => new(new DaemonExit(null, null, []), "ended, nobody saw how", null),
    };
}

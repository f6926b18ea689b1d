using System.CommandLine;
using System.Text;
using Paywarden.Admin;

namespace Paywarden.Verbs;

/// <summary>What is asked of one daemon.</summary>
internal static class DaemonVerbs
{
    public static IEnumerable<Verb> All()
    {
        yield return Act("start", "Starts a stopped daemon");
        yield return Act("stop", "Stops a daemon until it is started again");
        yield return Act("restart", "Stops a daemon gracefully and starts it again");
        yield return Act("unpark", "Tries a parked daemon again, after its cause is mended");
        yield return Act("recreate", "Gives a daemon a fresh data directory from the imported wallet; the old one is kept aside");
        yield return Logs();
        yield return Explain();
    }

    public static string Escaped(string name) => Uri.EscapeDataString(name);

    private static Argument<string> Daemon() => new("daemon") { Description = "Its id, such as store-0" };

    private static Verb Act(string name, string description)
    {
        var daemon = Daemon();
        return new(name, description, (parsed, session, cancel) => session.ActAsync($"api/v1/daemons/{Escaped(parsed.GetRequiredValue(daemon))}/{name}", null, cancel))
        {
            Arguments = [daemon],
        };
    }

    private static Verb Explain()
    {
        var daemon = Daemon();
        return new("explain", "The story of one daemon in sentences", (parsed, session, cancel) =>
            session.ShowAsync($"api/v1/daemons/{Escaped(parsed.GetRequiredValue(daemon))}/explain", Wire.Default.ExplainItem, explained =>
            {
                foreach (var sentence in explained.Story)
                {
                    session.Screen.Line(sentence);
                }

                if (!explained.LastLines.IsDefaultOrEmpty)
                {
                    session.Screen.Line("Its last lines:", Tone.Faint);
                    foreach (var line in explained.LastLines)
                    {
                        session.Screen.Line("  " + line, Tone.Faint);
                    }
                }
            }, cancel))
        {
            Arguments = [daemon],
        };
    }

    private static Verb Logs()
    {
        var daemon = Daemon();
        var follow = new Option<bool>("--follow", "-f") { Description = "Goes on as the daemon prints" };
        var lines = new Option<int>("--lines", "-n") { Description = "How many lines", DefaultValueFactory = _ => 100 };
        return new("logs", "What a daemon printed", (parsed, session, cancel) =>
        {
            var path = $"api/v1/daemons/{Escaped(parsed.GetRequiredValue(daemon))}/logs?lines={parsed.GetValue(lines)}";
            return parsed.GetValue(follow)
                ? FollowAsync(session, path + "&follow=true", cancel)
                : session.ShowAsync(path, Wire.Default.LogItem, log =>
                {
                    foreach (var line in log.Lines.DefaultIfEmpty("(it has printed nothing yet)"))
                    {
                        session.Screen.Line(line);
                    }
                }, cancel);
        })
        {
            Arguments = [daemon],
            Options = [follow, lines],
        };
    }

    private static async Task<int> FollowAsync(Session session, string path, CancellationToken cancel)
    {
        var failure = await session.Node.FollowAsync(path, async (stream, stop) =>
        {
            using var reader = new StreamReader(stream, Encoding.UTF8);
            while (await reader.ReadLineAsync(stop) is { } line)
            {
                session.Screen.Log(line);
            }
        }, cancel);
        failure ??= new(ExitCode.Unreachable, "the node has closed the log: it stopped or was lost");
        session.Screen.Fail(failure);
        return failure.Exit;
    }
}

using Paywarden.Admin;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Paywarden.Verbs;

/// <summary>status, drawn anew every second until Ctrl-C. Where nobody looks at a terminal it is status, once.</summary>
internal static class TopVerb
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    public static IEnumerable<Verb> All() => [new("top", "status, live, until Ctrl-C", (_, session, cancel) => WatchAsync(session, cancel))];

    private static Task<int> WatchAsync(Session session, CancellationToken cancel) =>
        session.Around.Ansi is { } terminal && !session.Screen.Json ? WatchAsync(session, terminal, cancel) : StatusVerbs.StatusAsync(session, cancel);

    private static async Task<int> WatchAsync(Session session, IAnsiConsole terminal, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Pace, session.Around.Clock);
        await terminal.Live(new Text("")).StartAsync(async live =>
        {
            do
            {
                live.UpdateTarget(Draw(await Picture.ReadAsync(session.Node, cancel), session.Now));
                live.Refresh();
            }
            while (await timer.WaitForNextTickAsync(cancel));
        });
        return ExitCode.Ok;
    }

    private static IRenderable Draw(Reply<Picture> reply, DateTimeOffset now) => reply switch
    {
        Reply<Picture>.Good { Value: var seen } => new Rows(
        [
            .. StatusVerbs.Lines(seen).Select(line => Screen.Styled(line.Text, line.Tone)),
            new Text(""),
            Screen.Drawn(StatusVerbs.Heads, StatusVerbs.Rows(seen.Daemons, now)),
        ]),
        Reply<Picture>.Bad { Failure: var failure } => Screen.Styled($"{failure.Why}; trying on", Tone.Bad),
        _ => throw new InvalidOperationException("unknown reply"),
    };
}

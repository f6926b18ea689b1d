using System.Globalization;
using Paywarden.Admin;

namespace Paywarden.Verbs;

/// <summary>status and daemons: what is, the bad first.</summary>
internal static class StatusVerbs
{
    public static readonly string[] Heads = ["daemon", "state", "role", "since", "pid", "port", "restarts", "height", "why"];

    public static IEnumerable<Verb> All() =>
    [
        new("status", "One screen: the node, its wallets, its daemons, the bad first", (_, session, cancel) => StatusAsync(session, cancel)),
        new("daemons", "All daemons", (_, session, cancel) =>
            session.ShowAsync("api/v1/daemons", Wire.Default.ItemsOfDaemonItem, d => session.Screen.Table(Heads, Rows(d.Items, session.Now)), cancel)),
    ];

    public static async Task<int> StatusAsync(Session session, CancellationToken cancel)
    {
        var picture = await Picture.ReadAsync(session.Node, cancel);
        return await session.ShowAsync(Task.FromResult(picture), seen =>
        {
            var screen = session.Screen;
            foreach (var (text, tone) in Lines(seen))
            {
                screen.Line(text, tone);
            }

            screen.Line();
            screen.Table(Heads, Rows(seen.Daemons, session.Now));
        });
    }

    public static IEnumerable<(string Text, Tone Tone)> Lines(Picture seen)
    {
        foreach (var node in seen.Nodes)
        {
            yield return (
                $"node {node.Name} ({node.Version}): {(node.Ready ? "ready" : "NOT READY")}, {node.Why}; {node.Serving} of {node.Daemons} daemons serve",
                node.Ready ? Tone.Good : Tone.Bad);
        }

        foreach (var wallet in seen.Wallets.OrderBy(w => w.Reads).ThenBy(w => w.Money))
        {
            yield return (
                $"wallet {wallet.Name} ({wallet.Dialect}, {wallet.Network}): reads {(wallet.Reads ? "yes" : "NO")}, money {(wallet.Money ? "yes" : "NO")}: {wallet.Why}",
                wallet.Reads ? wallet.Money ? Tone.Good : Tone.Warn : Tone.Bad);
        }
    }

    public static Cell[][] Rows(IEnumerable<DaemonItem> daemons, DateTimeOffset now) =>
        [.. daemons.OrderByDescending(d => Badness(d.State)).Select(d => Row(d, now))];

    private static Cell[] Row(DaemonItem d, DateTimeOffset now) =>
    [
        d.Id,
        new(d.State, ToneOf(d.State)),
        d.Role,
        Ago.Of(now - d.Since),
        Number(d.Pid),
        Number(d.Port),
        new(Number(d.Restarts), d.Restarts > 0 ? Tone.Warn : Tone.Plain),
        Number(d.Height),
        string.Join("; ", d.Degradations.Where(g => !d.Why.Contains(g, StringComparison.Ordinal)).Prepend(d.Why)),
    ];

    private static Tone ToneOf(string state) => Badness(state) switch { 0 => Tone.Good, < 3 => Tone.Warn, _ => Tone.Bad };

    /// <summary>What needs a person stands first, what mends itself next, what works last.</summary>
    private static int Badness(string state) => state switch
    {
        "parked" => 5,
        "crash_looping" => 4,
        "backing_off" => 3,
        "degraded" or "stopped" => 2,
        "starting" or "stopping" or "pending" => 1,
        _ => 0,
    };

    private static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";
}

using System.Globalization;
using Paywarden.Admin;

namespace Paywarden.Verbs;

/// <summary>status, daemons, top: what is, the bad first.</summary>
internal static class StatusVerbs
{
    private static readonly string[] Heads = ["daemon", "state", "role", "since", "pid", "port", "restarts", "height", "why"];

    public static IEnumerable<Verb> All() =>
    [
        new("status", "One screen: the node, its wallets, its daemons, the bad first", (_, session, cancel) => StatusAsync(session, cancel)),
        new("daemons", "All daemons", (_, session, cancel) =>
            session.ShowAsync("api/v1/daemons", Wire.Default.ItemsOfDaemonItem, d => session.Screen.Table(Heads, Rows(d.Items, session.Now)), cancel)),
    ];

    private static async Task<int> StatusAsync(Session session, CancellationToken cancel)
    {
        var picture = await Picture.ReadAsync(session.Node, cancel);
        return await session.ShowAsync(Task.FromResult(picture), seen =>
        {
            var screen = session.Screen;
            foreach (var node in seen.Nodes)
            {
                screen.Line($"node {node.Name} ({node.Version}): {(node.Ready ? "ready" : "NOT READY")}, {node.Why}; {node.Serving} of {node.Daemons} daemons serve", node.Ready ? Tone.Good : Tone.Bad);
            }

            foreach (var wallet in seen.Wallets.OrderBy(w => w.Reads).ThenBy(w => w.Money))
            {
                screen.Line(
                    $"wallet {wallet.Name} ({wallet.Dialect}, {wallet.Network}): reads {(wallet.Reads ? "yes" : "NO")}, money {(wallet.Money ? "yes" : "NO")}: {wallet.Why}",
                    wallet.Reads ? wallet.Money ? Tone.Good : Tone.Warn : Tone.Bad);
            }

            screen.Line();
            screen.Table(Heads, Rows(seen.Daemons, session.Now));
        });
    }

    public static Cell[][] Rows(IEnumerable<DaemonItem> daemons, DateTimeOffset now) =>
        [.. daemons.OrderByDescending(d => Badness(d.State)).Select(d => Row(d, now))];

    public static string[] Columns => Heads;

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
        d.Degradations.IsDefaultOrEmpty ? d.Why : string.Join("; ", d.Degradations.Prepend(d.Why).Distinct()),
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

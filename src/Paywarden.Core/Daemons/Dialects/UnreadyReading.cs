namespace Paywarden.Daemons.Dialects;

/// <summary>The sentence for a process that lives and does not become ready. It is what a restart loop looks like from inside: the
/// daemon prints nothing and its own command line only says that it is not running.</summary>
public static class UnreadyReading
{
    private static readonly string[] Refusals = ["401", "403", "unauthor", "forbidden", "our credentials"];

    public static string Explain(DaemonSpec spec, DaemonSite site, string? lastFault)
    {
        var rewritten = $"The next start writes its configuration anew{(spec.Port == 0 ? " and chooses another free port" : "")}";
        if (Says(lastFault, Refusals))
        {
            return $"whoever answers on port {site.Port} refuses the credentials of this start: it is another program, or somebody changed the daemon's configuration under its start. {Find(site)}. {rewritten}";
        }

        if (Says(lastFault, ["refused"]))
        {
            return $"it runs, but nobody listens on port {site.Port}: it needs longer than start.ready-within (then raise that), or cannot use its address or configuration and lives on without an RPC server. {rewritten}";
        }

        var fault = lastFault is null ? "" : $" ({lastFault})";
        var cure = spec.Port == 0 ? rewritten : $"{Find(site)} and end it, or set port = 0 for any free one";
        return $"it runs but answers no RPC on port {site.Port}{fault}: another program took the port, or the daemon hangs. {cure}";
    }

    private static bool Says(string? fault, string[] texts) => fault is not null && texts.Any(t => fault.Contains(t, StringComparison.OrdinalIgnoreCase));

    private static string Find(DaemonSite site) => $"Find it (ss -ltnp 'sport = :{site.Port}')";
}

namespace Paywarden.Daemons.Dialects;

/// <summary>The sentence for a process that lives and does not become ready. It is what a restart loop looks like from inside: the
/// daemon prints nothing and its own command line only says that it is not running.</summary>
public static class UnreadyReading
{
    private static readonly string[] Refusals = ["401", "403", "unauthor", "forbidden", "credentials"];

    public static string Explain(DaemonSpec spec, DaemonSite site, string? lastFault)
    {
        if (lastFault is not null && Refusals.Any(r => lastFault.Contains(r, StringComparison.OrdinalIgnoreCase)))
        {
            return $"whoever answers on port {site.Port} refuses the credentials of this start, so it is not the daemon that was started. {Find(site)} and end it";
        }

        var fault = lastFault is null ? "" : $" ({lastFault})";
        var cure = spec.Port == 0
            ? "The next start chooses another free port"
            : $"{Find(site)} and end it, or set port = 0 for any free one";
        return $"it runs but answers no RPC on port {site.Port}{fault}: another program took the port, or the daemon cannot use it and lives on without an RPC server. {cure}";
    }

    private static string Find(DaemonSite site) => $"Find it (ss -ltnp 'sport = :{site.Port}')";
}

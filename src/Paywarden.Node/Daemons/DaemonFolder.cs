namespace Paywarden.Daemons;

/// <summary>DATA/daemons/ID: what one daemon has on disk.</summary>
/// <param name="Node">The data directory itself.</param>
internal sealed record DaemonFolder(string Node, string DaemonId)
{
    public string Root { get; } = Path.Combine(Node, "daemons", DaemonId);

    /// <summary>The daemon's own directory, all of which is set aside when it is recreated.</summary>
    public string Home => Path.Combine(Root, "home");

    public string Output => Path.Combine(Root, "output.log");

    public string Run => Path.Combine(Root, "run.json");

    public string Record => Path.Combine(Root, "record.json");

    public void Make()
    {
        OwnerFiles.MakeFolder(Root);
        OwnerFiles.MakeFolder(Home);
    }

    /// <returns>Where the home lies now; null when there was none.</returns>
    public string? SetHomeAside(DateTimeOffset now)
    {
        if (!Directory.Exists(Home))
        {
            return null;
        }

        var name = $"{Home}.broken-{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}";
        var aside = name;
        for (var n = 2; Directory.Exists(aside); n++)
        {
            aside = $"{name}-{n}";
        }

        Directory.Move(Home, aside);
        return aside;
    }
}

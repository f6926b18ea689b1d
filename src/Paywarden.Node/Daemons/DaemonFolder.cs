namespace Paywarden.Daemons;

/// <summary>DATA/daemons/ID: what one daemon has on disk.</summary>
internal sealed record DaemonFolder(string Root)
{
    public DaemonFolder(string dataDir, string daemonId)
        : this(Path.Combine(dataDir, "daemons", daemonId))
    {
    }

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

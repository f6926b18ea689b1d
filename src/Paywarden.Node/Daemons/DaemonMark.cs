namespace Paywarden.Daemons;

/// <summary>Whose process it is: stands in the environment of every daemon and of everything a daemon starts, so that a process can be
/// found again when nothing else is known of it (its node was killed between the start and the note of it, or it left its session).</summary>
/// <param name="DataDir">Absolute: two nodes on one host have daemons of the same names.</param>
internal sealed record DaemonMark(string DaemonId, string DataDir)
{
    public const string IdVariable = "PAYWARDEN_DAEMON";
    public const string DataVariable = "PAYWARDEN_DATA";

    /// <summary>Reads the mark from the bytes of /proc/PID/environ.</summary>
    public static DaemonMark? In(string environ) =>
        Value(environ, IdVariable) is { } id && Value(environ, DataVariable) is { } data ? new DaemonMark(id, data) : null;

    private static string? Value(string environ, string name)
    {
        foreach (var range in environ.AsSpan().Split('\0'))
        {
            var line = environ.AsSpan(range);
            if (line.StartsWith(name) && line.Length > name.Length && line[name.Length] == '=')
            {
                return line[(name.Length + 1)..].ToString();
            }
        }

        return null;
    }
}

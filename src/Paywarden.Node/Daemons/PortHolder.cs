using System.Globalization;

namespace Paywarden.Daemons;

/// <summary>Who listens on a port of this host, as far as /proc lets us see.</summary>
internal static class PortHolder
{
    private const string Listening = "0A";
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>"nginx (pid 12)", or what keeps us from telling.</summary>
    public static string Of(int port) =>
        Inodes(port) is not { Count: > 0 } inodes ? "a connection that is not listening"
        : ProcFs.Pids().FirstOrDefault(pid => Holds(pid, inodes)) is var pid and > 0 ? $"{ProcFs.Command(pid) ?? "a process"} (pid {pid})"
        : "a process of another user or container";

    /// <summary>Null: nobody listens there.</summary>
    /// <param name="own">The process that should, or one that it started.</param>
    public static PortSight? See(int port, int? own)
    {
        if (Inodes(port) is not { Count: > 0 } inodes)
        {
            return null;
        }

        var pid = own is { } first && Holds(first, inodes) ? first : ProcFs.Pids().FirstOrDefault(p => Holds(p, inodes));
        return pid == 0
            ? new("a process of another user or container", Ours: false)
            : new($"{ProcFs.Command(pid) ?? "a process"} (pid {pid})", own is { } leader && (pid == leader || ProcFs.IsPartOf(pid, leader)));
    }

    /// <summary>Lines of /proc/net/tcp: "0: 0100007F:1E61 00000000:0000 0A … uid timeout inode".</summary>
    private static HashSet<string> Inodes(int port)
    {
        var suffix = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        return Tables
            .Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(f => f.Length > 9 && f[1].EndsWith(suffix, StringComparison.Ordinal) && f[3] == Listening)
            .Select(f => $"socket:[{f[9]}]")
            .ToHashSet(StringComparer.Ordinal);
    }

    private static bool Holds(int pid, HashSet<string> inodes)
    {
        try
        {
            return new DirectoryInfo($"/proc/{pid}/fd").EnumerateFileSystemInfos().Any(f => f.LinkTarget is { } target && inodes.Contains(target));
        }
        catch (Exception e) when (WorldFault.IsOf(e))
        {
            return false;
        }
    }
}

using System.Globalization;
using System.Text;

namespace Paywarden.Daemons;

/// <summary>One line of /proc/PID/stat, as far as we need it (proc(5)).</summary>
internal readonly record struct ProcStat(char State, int Parent, int Session, long StartTicks, long ResidentBytes)
{
    /// <summary>Dead and not yet waited for, or being torn down.</summary>
    public bool IsDead => State is 'Z' or 'X';
}

/// <summary>Reads /proc. A process may vanish between any two reads: every method answers null or nothing then.</summary>
internal static class ProcFs
{
    public static readonly string BootId = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    public static ProcStat? Stat(int pid)
    {
        if (Read($"/proc/{pid}/stat", 4096) is not { } text)
        {
            return null;
        }

        // The command stands in brackets and may hold spaces and brackets itself: the fields start after the last one.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return fields.Length < 22
            ? null
            : new ProcStat(fields[0][0], (int)Number(fields[1]), (int)Number(fields[3]), Number(fields[19]), Number(fields[21]) * Environment.SystemPageSize);
    }

    /// <summary>Null when there is no such process or it is dead.</summary>
    public static DaemonIdentity? Identity(int pid) =>
        Stat(pid) is { IsDead: false } stat ? new DaemonIdentity(pid, stat.StartTicks, BootId) : null;

    public static bool IsAlive(DaemonIdentity identity) => Identity(identity.Pid) == identity;

    public static bool DescendsFrom(int pid, int ancestor)
    {
        while (pid > 1 && pid != ancestor)
        {
            pid = Stat(pid)?.Parent ?? 0;
        }

        return pid == ancestor;
    }

    /// <summary>In its session, or started by it.</summary>
    public static bool IsPartOf(int pid, int leader) => Stat(pid)?.Session == leader || DescendsFrom(pid, leader);

    /// <summary>The mark in its environment, as it was at exec; null for everyone else's processes and for those we may not look at.</summary>
    public static DaemonMark? Mark(int pid) => Read($"/proc/{pid}/environ", 64 * 1024) is { } text ? DaemonMark.In(text) : null;

    /// <summary>The command's short name (never its arguments: they may hold a stranger's secret).</summary>
    public static string? Command(int pid) => Read($"/proc/{pid}/comm", 64)?.Trim();

    /// <summary>Its whole command line, each argument followed by a zero byte: to compare, never to show.</summary>
    public static string? Arguments(int pid) => Read($"/proc/{pid}/cmdline", 64 * 1024);

    public static IEnumerable<int> Pids() =>
        Directory.EnumerateDirectories("/proc").Select(d => int.TryParse(d.AsSpan(6), out var pid) ? pid : 0).Where(pid => pid > 0);

    /// <summary>Children of our first thread. Orphans that reach us as their subreaper (or as PID 1) are given to it by the kernel
    /// (find_alive_thread), so this finds every orphan without a scan of all processes.</summary>
    public static IEnumerable<int> Orphans() =>
        (Read($"/proc/self/task/{Environment.ProcessId}/children", 1024 * 1024) ?? "")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(p => int.Parse(p, CultureInfo.InvariantCulture));

    private static long Number(string field) => long.TryParse(field, NumberStyles.Integer, CultureInfo.InvariantCulture, out var n) ? n : 0;

    private static string? Read(string path, int limit)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            var buffer = new byte[Math.Min(limit, 4096)];
            var length = 0;
            for (int n; length < limit && (n = file.Read(buffer, length, buffer.Length - length)) > 0;)
            {
                length += n;
                if (length == buffer.Length && length < limit)
                {
                    Array.Resize(ref buffer, Math.Min(limit, length * 4));
                }
            }

            return length == 0 ? null : Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

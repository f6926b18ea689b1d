using System.Globalization;
using System.Text;

namespace Paywarden.Harness;

/// <summary>What /proc says of a process now (proc(5)).</summary>
internal sealed record ProcStat(int Pid, char State, int Parent, int Session, long StartTicks)
{
    /// <summary>A zombie runs nothing any more: it waits to be reaped.</summary>
    public bool IsAlive => State is not ('Z' or 'X');
}

internal static class ProcFs
{
    public static IEnumerable<int> Pids()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(folder.AsSpan("/proc/".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                yield return pid;
            }
        }
    }

    public static ProcStat? Stat(int pid)
    {
        if (Read($"/proc/{pid}/stat") is not { } bytes)
        {
            return null;
        }

        // The command's name may hold spaces and brackets; nothing after the last bracket does.
        var text = Encoding.UTF8.GetString(bytes);
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcStat(pid, fields[0][0], Number(fields[1]), Number(fields[3]), long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    /// <summary>Memory that a living process has in RAM now, in bytes.</summary>
    public static long Resident(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").Single(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>One variable of the environment that a process was started with; null where it has none or is gone.</summary>
    public static string? Variable(int pid, string name)
    {
        if (Read($"/proc/{pid}/environ") is not { } bytes)
        {
            return null;
        }

        var prefix = name + "=";
        return Array.Find(Encoding.UTF8.GetString(bytes).Split('\0'), v => v.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
    }

    private static int Number(string field) => int.Parse(field, CultureInfo.InvariantCulture);

    private static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path) is { Length: > 0 } bytes ? bytes : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

using System.Globalization;

namespace Paywarden.Measuring;

/// <summary>What the kernel says a process has used.</summary>
internal static class ProcMeter
{
    private const double TicksPerSecond = 100; // USER_HZ: 100 on every Linux that .NET runs on

    /// <summary>User and system time of the process and of its children of <paramref name="pids"/>.</summary>
    public static double CpuSeconds(params IEnumerable<int> pids) => pids.Sum(pid =>
    {
        var text = File.ReadAllText($"/proc/{pid}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
    });

    public static double ResidentMiB(int pid) => Number(Line($"/proc/{pid}/status", "VmRSS:")) / 1024;

    /// <summary>How much work waited for a core in the last minute: above 2 on two cores a measurement was disturbed.</summary>
    public static string Load => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    public static IReadOnlyList<int> Children(int pid) =>
        [.. File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => int.Parse(p, CultureInfo.InvariantCulture))];

    public static string Cpu => Line("/proc/cpuinfo", "model name").TrimStart('\t', ' ', ':');

    private static string Line(string path, string name) => File.ReadLines(path).First(l => l.StartsWith(name, StringComparison.Ordinal))[name.Length..];

    private static double Number(string text) => double.Parse(text.Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}

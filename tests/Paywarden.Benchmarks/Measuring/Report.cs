using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Paywarden.Measuring;

/// <summary>Figures as a Markdown table, to be read on the screen and copied into RESULTS.md.</summary>
internal sealed class Report(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells)
    {
        _rows.Add(cells);
        Console.Error.WriteLine(string.Join("  ", cells));
    }

    public void Print(string title)
    {
        Console.WriteLine($"\n## {title}\n\n{Where()}\n");
        Console.WriteLine($"| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select((_, n) => n == 0 ? "---|" : "---:|"))}");
        foreach (var row in _rows)
        {
            Console.WriteLine($"| {string.Join(" | ", row)} |");
        }
    }

    public static string Text(double number, string format = "0.0") => number.ToString(format, CultureInfo.InvariantCulture);

    private static string Where() =>
        $"{DateTime.UtcNow:yyyy-MM-dd}, commit {Commit()}, {RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} cores of {ProcMeter.Cpu}, load {ProcMeter.Load}";

    private static string Commit()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["rev-parse", "--short", "HEAD"]) { RedirectStandardOutput = true, WorkingDirectory = AppContext.BaseDirectory })!;
        return git.StandardOutput.ReadToEnd().Trim();
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Paywarden.Measuring;
using static Paywarden.Measuring.Report;

namespace Paywarden.Ledger;

/// <summary>What the ledger of one wallet bears: durable accepts, memory over many payments, and how long its next owner needs to begin.</summary>
internal static class LedgerBenchmark
{
    private const int Callers = 256;
    private const int Open = 500;

    public static async Task<int> Run(string[] args)
    {
        if (args is ["begin", var folder])
        {
            return await BeginAsync(folder);
        }

        if (GCSettings.IsServerGC)
        {
            return await AsTheNodeAsync(args); // which has the workstation's collector
        }

        using var place = new Workplace();
        await AcceptsAsync(place.File("accepts"), Arguments.Number(args, "accepts", 50_000));
        await ManyAsync(place.File("many"), Arguments.Number(args, "payments", 100_000));
        return 0;
    }

    private static async Task AcceptsAsync(string folder, int count)
    {
        var report = new Report("accepts on SQLite FULL", "accepts/s", "p50, ms", "p99, ms");
        var sync = Fsync(Directory.CreateDirectory(folder).FullName);
        report.Add("4 KiB written and synced there", "", Text(sync.Half, "0.00"), Text(sync.Most, "0.00"));
        await using var ledger = await LedgerUnderTest.StartAsync(folder);
        await PayAsync(ledger, 0, 3_000, Callers);
        await PayAsync(ledger, 3_000, 1_000, 1);
        Tell("1 caller", await PayAsync(ledger, 10_000, 2_000, 1));
        Tell($"{Callers} callers", await PayAsync(ledger, 20_000, count, Callers));
        report.Print($"Durable accepts (goals: ≥ 5,000/s; p50 of one ≤ 2 × synced + 2 ms = {Text((2 * sync.Half) + 2, "0.00")} ms)");

        void Tell(string who, (double Rate, double Half, double Most) seen) => report.Add(who, Text(seen.Rate, "0"), Text(seen.Half, "0.00"), Text(seen.Most, "0.00"));
    }

    private static async Task ManyAsync(string folder, int payments)
    {
        var report = new Report("payments settled and archived", "seconds", "heap, MiB", "resident, MiB", "journal, MiB");
        await using (var ledger = await LedgerUnderTest.StartAsync(Directory.CreateDirectory(folder).FullName))
        {
            ledger.Pool.Serves = true;
            var clock = Stopwatch.StartNew();
            var step = Math.Max(1, payments / 10);
            for (var done = 0; done < payments; done += step)
            {
                await PayAsync(ledger, done, step, Callers);
                await SettledAsync(ledger);
                var heap = GC.GetTotalMemory(forceFullCollection: true);
                report.Add($"{done + step}", Text(clock.Elapsed.TotalSeconds), Mebi(heap), Text(ProcMeter.ResidentMiB(Environment.ProcessId)), Mebi(new FileInfo(Path.Combine(folder, "journal.db")).Length));
            }

            report.Print("Memory over many payments, with daemons and a chain that answer at once (goal: flat)");
            ledger.Pool.Serves = false;
            await PayAsync(ledger, payments, Open, Callers);
        }

        var begins = new Report($"{payments} archived, {Open} open", "until it answers, s", "open");
        begins.Add(["from its snapshot", .. await BeginElsewhereAsync(folder)]);
        File.Delete(Path.Combine(folder, "snapshots.db"));
        begins.Add(["from every event", .. await BeginElsewhereAsync(folder)]);
        begins.Print("The next owner's beginning, in a process of its own (goal: ≤ 5 s)");
    }

    private static string Mebi(long bytes) => Text(bytes / 1048576.0);

    private static async Task SettledAsync(LedgerUnderTest ledger)
    {
        while ((await ledger.DescribeAsync()).Ledger is not { Open.IsEmpty: true })
        {
            await Task.Delay(50);
        }
    }

    /// <summary>Each caller orders the next payment as soon as its own is on disk.</summary>
    private static async Task<(double Rate, double Half, double Most)> PayAsync(LedgerUnderTest ledger, int first, int count, int callers)
    {
        var (next, since) = (first - 1, Stopwatch.GetTimestamp());
        var took = (await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var mine = new List<double>();
            while (Interlocked.Increment(ref next) is var number && number < first + count)
            {
                var began = Stopwatch.GetTimestamp();
                await ledger.AcceptAsync(number);
                mine.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            return mine;
        })))).SelectMany(t => t).Order().ToArray();
        return (count / Stopwatch.GetElapsedTime(since).TotalSeconds, took[took.Length / 2], took[took.Length * 99 / 100]);
    }

    /// <summary>What the disk takes for what a commit does at least once.</summary>
    private static (double Half, double Most) Fsync(string folder)
    {
        using var file = File.OpenHandle(Path.Combine(folder, "synced"), FileMode.Create, FileAccess.Write);
        var block = new byte[4096];
        var took = Enumerable.Range(0, 500).Select(n =>
        {
            var began = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, block, n * 4096L);
            RandomAccess.FlushToDisk(file);
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }).Order().ToArray();
        return (took[took.Length / 2], took[took.Length * 99 / 100]);
    }

    private static async Task<int> BeginAsync(string folder)
    {
        var clock = Stopwatch.StartNew();
        await using var ledger = await LedgerUnderTest.StartAsync(folder);
        var took = clock.Elapsed.TotalSeconds;
        Console.WriteLine($"{Text(took, "0.00")} {(await ledger.DescribeAsync()).Ledger!.Queued.ToString(CultureInfo.InvariantCulture)}");
        return 0;
    }

    private static async Task<string[]> BeginElsewhereAsync(string folder) =>
        (await Workplace.Run(Environment.ProcessPath!, [.. Ourselves(), "ledger", "begin", folder])).Trim().Split(' ');

    private static async Task<int> AsTheNodeAsync(string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Ourselves(), "ledger", .. args]);
        start.Environment["DOTNET_gcServer"] = "0";
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Started as "dotnet X.dll" or by its own name.</summary>
    private static string[] Ourselves() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(LedgerBenchmark).Assembly.Location] : [];
}

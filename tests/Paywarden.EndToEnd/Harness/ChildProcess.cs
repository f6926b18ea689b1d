using System.Diagnostics;

namespace Paywarden.Harness;

/// <summary>A program started by a test, with its output in a file, ended by its pid.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    /// <param name="environment">Added to ours; null removes one. Ours loses every PAYWARDEN variable: they configure a node.</param>
    public ChildProcess(string program, IEnumerable<string> arguments, string log, string folder, IReadOnlyDictionary<string, string?>? environment = null)
    {
        Log = log;

        // The shell opens the log and becomes the program: the pid stays the same, and the output outlives whoever would have had to pump it.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", log, program, .. arguments])
        {
            WorkingDirectory = folder,
        };
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("PAYWARDEN", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
    }

    public int Pid => _process.Id;

    public string Log { get; }

    public bool HasExited => _process.HasExited;

    public string Output => File.Exists(Log) ? File.ReadAllText(Log) : "";

    /// <summary>Runs a program to its end. A code other than 0 is a failure unless it is the one <paramref name="expected"/>.</summary>
    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, string folder, TimeSpan within, int expected = 0, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var log = Path.Combine(folder, $"{Path.GetFileName(program)}-{Guid.NewGuid():N}.log");
        using var child = new ChildProcess(program, arguments, log, folder, environment);
        var code = await child.ExitAsync(within);
        Assert.True(code == expected, $"{program} ended with {code}, not {expected}:\n{child.Output}");
        return child.Output;
    }

    public void Signal(int signal)
    {
        if (!_process.HasExited)
        {
            Signals.Send(Pid, signal);
        }
    }

    /// <summary>The exit code; 128 + n after signal n.</summary>
    public async Task<int> ExitAsync(TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"pid {Pid} did not end within {within.TotalSeconds:0.#} s; its last lines:\n{Tail()}");
        }

        return _process.ExitCode;
    }

    public string Tail(int lines = 30) => string.Join('\n', Output.Split('\n').TakeLast(lines));

    public void Dispose()
    {
        Signal(Signals.Kill);
        _process.WaitForExit();
        _process.Dispose();
    }
}

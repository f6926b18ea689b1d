using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using Paywarden.Settings;

[assembly: SupportedOSPlatform("linux")]

namespace Paywarden.Daemons;

/// <summary>A data directory of its own with a real launcher on it; at the end everything that carries its mark is killed.</summary>
internal sealed class Workshop : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly bool _ownsData;

    public Workshop(ScriptDialect? dialect = null, string? data = null, long rotateAt = 1 << 20)
    {
        _ownsData = data is null;
        Data = data ?? Directory.CreateTempSubdirectory("paywarden-").FullName;
        Exits = new ExitWatcher();
        Keys = new PublicKeys(Data);
        Launcher = new DaemonLauncher(
            Data, new LogOptions { RotateAt = rotateAt, Keep = 2 }, _ => dialect ?? new ScriptDialect(), Exits, Keys, TimeProvider.System, NullLogger<DaemonLauncher>.Instance);
    }

    public string Data { get; }

    public ExitWatcher Exits { get; }

    public PublicKeys Keys { get; }

    public DaemonLauncher Launcher { get; }

    public DaemonFolder Folder(string id = "store-0") => new(Data, id);

    public static DaemonSpec Spec(params string[] command) => new()
    {
        Id = "store-0",
        Wallet = "store",
        Ordinal = 0,
        Dialect = "script",
        Command = [.. command],
        Start = new(TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(0.5)),
        Probe = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), 3, 1),
        Restart = new(TimeSpan.Zero, TimeSpan.FromSeconds(0.25), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), 5, TimeSpan.FromMinutes(10)),
        Stop = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)),
        Call = new(1, 128, TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(8)),
    };

    public static DaemonSpec Script(string script) => Spec("sh", "-c", script);

    public async Task<LaunchResult.Launched> Launch(DaemonSpec spec) =>
        Assert.IsType<LaunchResult.Launched>(await Launcher.LaunchAsync(spec, CancellationToken.None));

    public async Task<LaunchResult.Failed> Fail(DaemonSpec spec) =>
        Assert.IsType<LaunchResult.Failed>(await Launcher.LaunchAsync(spec, CancellationToken.None));

    public static Task<DaemonExit> End(LaunchResult.Launched launched) => launched.Daemon.Exited.WaitAsync(Patience);

    public async Task<string[]> OutputOf(DaemonSpec spec)
    {
        var exit = await End(await Launch(spec));
        return [.. exit.LastLines];
    }

    /// <summary>For what a foreign process does in its own time: there is no event to wait for.</summary>
    public static async Task Until(Func<bool> isSo, string what)
    {
        for (var since = TimeProvider.System.GetTimestamp(); !isSo(); await Task.Delay(10))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Patience, $"not within {Patience}: {what}");
        }
    }

    public IReadOnlyList<int> Marked() => [.. ProcFs.Pids().Where(pid => ProcFs.Mark(pid)?.DataDir == Data && ProcFs.Identity(pid) is not null)];

    /// <summary>Not at once: for a moment after a start the kernel shows no environment yet.</summary>
    public Task RunsOnly(params int[] pids) => Until(() => Marked().Order().SequenceEqual(pids.Order()), $"only {string.Join(", ", pids)} to run");

    public void Dispose()
    {
        Launcher.Dispose();
        Strays.Kill(ProcFs.Pids, pid => ProcFs.Mark(pid)?.DataDir == Data);
        Exits.Dispose();
        if (_ownsData)
        {
            Directory.Delete(Data, recursive: true);
        }
    }
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Paywarden.Kernel;
using Paywarden.Settings;

namespace Paywarden.Daemons;

/// <summary>Daemons as processes of this host. Everything it does for one daemon is one after the other; different daemons go in parallel.</summary>
internal sealed class DaemonLauncher : IDaemonLauncher, IDisposable
{
    private static readonly TimeSpan RotationEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StrangerPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StrangerLook = TimeSpan.FromMilliseconds(50);

    private readonly string _dataDir;
    private readonly LogOptions _log;
    private readonly Func<string, Dialect> _dialects;
    private readonly TimeProvider _time;
    private readonly ILogger<DaemonLauncher> _logger;
    private readonly Leftovers _leftovers;
    private readonly Launch _launch;
    private readonly TwinWallet _twins;
    private readonly KeyedCopies _copies;
    private readonly ITimer _rotation;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LaunchResult.Launched> _live = new(StringComparer.Ordinal);

    /// <param name="dataDir">Absolute, and the same after a restart of the node: it is part of the daemons' mark.</param>
    public DaemonLauncher(string dataDir, LogOptions log, Func<string, Dialect> dialects, ExitWatcher exits, PublicKeys keys, TimeProvider time, ILogger<DaemonLauncher> logger)
    {
        _dataDir = Path.TrimEndingDirectorySeparator(dataDir);
        _log = log;
        _dialects = dialects;
        _time = time;
        _logger = logger;
        _leftovers = new Leftovers(_dataDir, time);
        _launch = new Launch(_dataDir, log, exits, new PortBook(time), _leftovers);
        _twins = new TwinWallet(_dataDir, keys, new OneRun(_dataDir, exits), _leftovers);
        _copies = new KeyedCopies(_dataDir, keys);
        _rotation = time.CreateTimer(_ => Rotate(), null, RotationEvery, RotationEvery);
    }

    public Task<LaunchResult> LaunchAsync(DaemonSpec spec, CancellationToken cancel) =>
        spec.External is { } external
            ? Task.FromResult<LaunchResult>(ElsewhereDaemon.Launch(spec, external, _dialects(spec.Dialect)))
            : InTurnAsync(spec.Id, () => LaunchNowAsync(spec), cancel);

    public Task<LaunchResult.Launched?> AdoptAsync(DaemonSpec spec, CancellationToken cancel) =>
        spec.External is not null
            ? Task.FromResult<LaunchResult.Launched?>(null)
            : InTurnAsync(spec.Id, () => Task.FromResult(AdoptNow(spec)), cancel);

    public Task<string?> SetAsideAsync(DaemonSpec spec, CancellationToken cancel) => InTurnAsync(
        spec.Id,
        async () =>
        {
            await EndAsync(spec.Id);
            return new DaemonFolder(_dataDir, spec.Id).SetHomeAside(_time.GetUtcNow());
        },
        cancel);

    /// <summary>Ends what still runs for daemons that are not configured any more: by SIGTERM, after ten seconds by SIGKILL.</summary>
    /// <returns>A sentence for each.</returns>
    public async Task<IReadOnlyList<string>> StopStrangersAsync(IReadOnlySet<string> configuredIds, CancellationToken cancel)
    {
        var strangers = _leftovers.Scan().Where(g => !configuredIds.Contains(g.Key) && !_live.ContainsKey(g.Key)).ToList();
        bool AnyAlive() => strangers.SelectMany(g => g, (g, p) => _leftovers.IsMarked(p, g.Key)).Any(alive => alive);
        foreach (var (id, process) in strangers.SelectMany(g => g, (g, p) => (g.Key, p)))
        {
            using var pidfd = Posix.PidfdOpen(process.Pid);
            if (_leftovers.IsMarked(process, id))
            {
                Posix.PidfdSignal(pidfd, (int)DaemonSignal.Terminate);
            }
        }

        for (var since = _time.GetTimestamp(); AnyAlive() && _time.GetElapsedTime(since) < StrangerPatience;)
        {
            await Task.Delay(StrangerLook, _time, cancel);
        }

        return [.. strangers.Select(g =>
        {
            _leftovers.KillNow(g.Key);
            return $"stopped {g.Key} (pid {Pids(g.Select(p => p.Pid))}): an earlier node left it running, and it is not configured any more";
        })];
    }

    public void Dispose() => _rotation.Dispose();

    private async Task<LaunchResult> LaunchNowAsync(DaemonSpec spec)
    {
        if (!await EndAsync(spec.Id))
        {
            return new LaunchResult.Failed($"{spec.Id}: its last process cannot be killed: look at the disk or network file system it waits for. It is tried again by itself", Hopeless: false);
        }

        if (await _twins.EnsureAsync(spec, _dialects(spec.Dialect)) is { } noWallet)
        {
            return noWallet;
        }

        var copies = _copies.PutAway(spec);
        foreach (var note in copies)
        {
            _logger.LogWarning("{Why}", note);
        }

        return _launch.Run(spec, _dialects(spec.Dialect)) switch
        {
            LaunchResult.Launched launched => Keep(spec.Id, launched with { Notes = [.. launched.Notes, .. copies] }),
            var failed => failed,
        };
    }

    private LaunchResult.Launched? AdoptNow(DaemonSpec spec)
    {
        // Asked twice by one node (an actor that failed and came back): it is the same daemon still.
        if (_live.TryGetValue(spec.Id, out var live) && !live.Daemon.Exited.IsCompleted)
        {
            return live;
        }

        var adopted = _launch.Adopt(spec);
        var killed = _leftovers.Kill(spec.Id, adopted?.Daemon.Identity);
        var note = killed.Count == 0 ? "" : $"killed what an earlier start of {spec.Id} left running (pid {Pids(killed)})";
        if (killed.Count > 0)
        {
            _logger.LogWarning("{Why}", note);
        }

        return adopted is null ? null : Keep(spec.Id, note.Length == 0 ? adopted : adopted with { Notes = adopted.Notes.Add(note) });
    }

    private LaunchResult.Launched Keep(string id, LaunchResult.Launched launched)
    {
        _live[id] = launched;
        launched.Daemon.Exited.ContinueWith(
            _ => _live.TryRemove(new(id, launched)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return launched;
    }

    /// <summary>Whoever asks for a launch believes that nothing runs. Should something run all the same, there must not be two.</summary>
    /// <returns>False: it lives on (state D: the kernel waits for a disk).</returns>
    private async Task<bool> EndAsync(string id)
    {
        if (!_live.TryGetValue(id, out var live))
        {
            return true;
        }

        live.Daemon.Signal(DaemonSignal.Kill, wholeGroup: true);
        return await Task.WhenAny(live.Daemon.Exited, Task.Delay(KillPatience, _time)) == live.Daemon.Exited;
    }

    private void Rotate()
    {
        foreach (var (id, live) in _live)
        {
            try
            {
                (live.Daemon as RunningDaemon)?.Output.RotateWhileRunning(_log);
            }
            catch (Exception e) when (WorldFault.IsOf(e))
            {
                _logger.LogWarning("The output of {Daemon} cannot be rotated: {Why}", id, WorldFault.Explain(e, new DaemonFolder(_dataDir, id).Output));
            }
        }
    }

    /// <summary>Off the caller's thread, an actor's: files and processes block.</summary>
    private Task<T> InTurnAsync<T>(string id, Func<Task<T>> act, CancellationToken cancel) => Task.Run(
        async () =>
        {
            var turn = _turns.GetOrAdd(id, _ => new SemaphoreSlim(1));
            await turn.WaitAsync(cancel);
            try
            {
                return await act();
            }
            finally
            {
                turn.Release();
            }
        },
        cancel);

    private static string Pids(IEnumerable<int> pids) => string.Join(", ", pids.Select(p => p.ToString(CultureInfo.InvariantCulture)));
}

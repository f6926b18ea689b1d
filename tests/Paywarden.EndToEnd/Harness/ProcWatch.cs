using System.Collections.Concurrent;
using System.Diagnostics;

namespace Paywarden.Harness;

/// <summary>One process that carries the mark of a daemon.</summary>
/// <param name="FirstSeen">A timestamp of <see cref="Stopwatch"/>: at most one look after it was started.</param>
internal sealed record MarkedProcess(string DaemonId, int Pid, long StartTicks, long FirstSeen);

/// <summary>Looks at /proc all the time and records every process that carries the mark of a daemon of one data directory
/// (PAYWARDEN_DAEMON and PAYWARDEN_DATA in its environment). Two rules are never broken: no daemon has live processes in two
/// sessions at once, and no dead one stays unreaped for long. What <c>status</c> says is not asked: this is the witness.</summary>
internal sealed class ProcWatch : IAsyncDisposable
{
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Attentive = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan ReapWithin = TimeSpan.FromSeconds(2);

    /// <summary>A process without our mark may still get it by exec; after so many looks it will not.</summary>
    private const int LooksBeforeIgnoring = 100;

    private readonly string _dataFolder;
    private readonly Thread _thread;
    private readonly Dictionary<int, int> _strangers = [];
    private readonly Dictionary<int, Tracked> _tracked = [];
    private readonly ConcurrentQueue<MarkedProcess> _seen = [];
    private readonly ConcurrentQueue<string> _violations = [];
    private volatile bool _stopping;
    private volatile bool _attentive;

    public ProcWatch(string dataFolder)
    {
        _dataFolder = dataFolder.TrimEnd('/');
        _thread = new Thread(Run) { IsBackground = true, Name = "proc-watch" };
        _thread.Start();
    }

    /// <summary>Every marked process so far, in the order of their first sight.</summary>
    public IReadOnlyCollection<MarkedProcess> Seen => _seen;

    public IReadOnlyCollection<string> Violations => _violations;

    /// <summary>While true it looks every 2 ms instead of every 20: for measuring.</summary>
    public bool IsAttentive
    {
        get => _attentive;
        set => _attentive = value;
    }

    /// <summary>Marked processes that live now.</summary>
    public IReadOnlyList<MarkedProcess> Alive() =>
        [.. Seen.Where(p => ProcFs.Stat(p.Pid) is { IsAlive: true } stat && stat.StartTicks == p.StartTicks)];

    public void AssertClean() => Assert.True(_violations.IsEmpty, string.Join('\n', _violations));

    public ValueTask DisposeAsync()
    {
        _stopping = true;
        _thread.Join();
        return ValueTask.CompletedTask;
    }

    private void Run()
    {
        while (!_stopping)
        {
            Look();
            Thread.Sleep(_attentive ? Attentive : Calm);
        }
    }

    private void Look()
    {
        var pids = ProcFs.Pids().ToHashSet();
        foreach (var gone in _strangers.Keys.Where(p => !pids.Contains(p)).ToArray())
        {
            _strangers.Remove(gone);
        }

        foreach (var pid in pids.Where(p => !_tracked.ContainsKey(p) && _strangers.GetValueOrDefault(p) < LooksBeforeIgnoring))
        {
            Meet(pid);
        }

        foreach (var tracked in _tracked.Values.ToArray())
        {
            Follow(tracked);
        }

        foreach (var daemon in _tracked.Values.GroupBy(t => t.Process.DaemonId))
        {
            JudgeSessions(daemon.Key, [.. daemon]);
        }
    }

    private void Meet(int pid)
    {
        _strangers[pid] = _strangers.GetValueOrDefault(pid) + 1;
        if (ProcFs.Variable(pid, "PAYWARDEN_DAEMON") is { } id
            && ProcFs.Variable(pid, "PAYWARDEN_DATA")?.TrimEnd('/') == _dataFolder
            && ProcFs.Stat(pid) is { } stat)
        {
            _strangers.Remove(pid);
            var process = new MarkedProcess(id, pid, stat.StartTicks, Stopwatch.GetTimestamp());
            _tracked[pid] = new Tracked(process, stat);
            _seen.Enqueue(process);
        }
    }

    private void Follow(Tracked tracked)
    {
        var stat = ProcFs.Stat(tracked.Process.Pid);
        if (stat is null || stat.StartTicks != tracked.Process.StartTicks)
        {
            _tracked.Remove(tracked.Process.Pid);
            return;
        }

        // A zombie that was handed to init is no longer its node's to reap.
        var isOurZombie = stat is { IsAlive: false, Parent: not 1 };
        var zombieSince = isOurZombie ? tracked.ZombieSince ?? Stopwatch.GetTimestamp() : (long?)null;
        var told = tracked.Told;
        if (zombieSince is { } since && Stopwatch.GetElapsedTime(since) > ReapWithin && !told)
        {
            told = true;
            _violations.Enqueue($"{tracked.Process.DaemonId}: pid {stat.Pid} is a zombie of pid {stat.Parent} for more than {ReapWithin.TotalSeconds} s");
        }

        _tracked[stat.Pid] = tracked with { Stat = stat, ZombieSince = zombieSince, Told = told };
    }

    private void JudgeSessions(string daemonId, Tracked[] processes)
    {
        if (processes.Where(p => p.Stat.IsAlive).Select(p => p.Stat.Session).Distinct().Count() < 2)
        {
            return;
        }

        // The looks above were made one after the other: only those that still live now lived at once.
        var together = processes.Select(p => ProcFs.Stat(p.Process.Pid)).OfType<ProcStat>()
            .Where(now => now.IsAlive && _tracked[now.Pid].Process.StartTicks == now.StartTicks).ToArray();
        var sentence = $"{daemonId} has live processes in several sessions: "
            + string.Join(", ", together.Select(p => $"pid {p.Pid} (session {p.Session}, parent {p.Parent}, started at {p.StartTicks})"));
        if (together.Select(p => p.Session).Distinct().Count() > 1 && !_violations.Contains(sentence))
        {
            _violations.Enqueue(sentence);
        }
    }

    private sealed record Tracked(MarkedProcess Process, ProcStat Stat)
    {
        public long? ZombieSince { get; init; }

        public bool Told { get; init; }
    }
}

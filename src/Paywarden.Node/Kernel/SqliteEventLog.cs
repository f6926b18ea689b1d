using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Paywarden.Kernel;

/// <summary>The event log in one SQLite file, written behind. An entry has its sequence and is readable the moment it is appended; the disk follows in batches,
/// and while it cannot, the newest entries wait in memory. A log that is away costs history, never supervision.</summary>
internal sealed class SqliteEventLog : IEventLog, IAsyncDisposable
{
    public const int Kept = 100_000;
    private const int Batch = 500;

    private readonly EventDatabase _database;
    private readonly string _node;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly int _capacity;
    private readonly Lock _gate = new();
    private readonly LinkedList<EventEntry> _unsaved = [];
    private readonly HashSet<Channel<EventEntry>> _followers = [];
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writer;
    private long _last;
    private int _dropped;
    private volatile bool _open;
    private volatile bool _suspect;
    private bool _failing;

    public SqliteEventLog(string path, string node, TimeProvider clock, ILogger<SqliteEventLog> logger, int capacity = 10_000)
    {
        _database = new EventDatabase(path, clock);
        _node = node;
        _clock = clock;
        _logger = logger;
        _capacity = capacity;
        if (!TryOpen())
        {
            _last = AboveAny();
        }

        _writer = Task.Run(WriteAsync);
    }

    public void Append(EventEntry entry)
    {
        lock (_gate)
        {
            if (_unsaved.Count >= _capacity)
            {
                _unsaved.RemoveFirst();
                _dropped++;
            }

            Add(entry);
        }

        _work.Writer.TryWrite(true);
    }

    public Task<ImmutableArray<EventEntry>> ReadAsync(long? after, int limit, string wallet, string daemon, CancellationToken cancel) => Task.Run(
        () =>
        {
            ImmutableArray<EventEntry> unsaved;
            lock (_gate)
            {
                unsaved = [.. _unsaved.Where(e => e.Sequence > (after ?? 0) && (wallet.Length == 0 || e.Wallet == wallet) && (daemon.Length == 0 || e.Daemon == daemon))];
            }

            // The memory was copied first: an entry that is stored meanwhile is then in both, never in neither.
            var all = Stored(after, limit, wallet, daemon).UnionBy(unsaved, e => e.Sequence).OrderBy(e => e.Sequence);
            return (after is null ? all.TakeLast(limit) : all.Take(limit)).ToImmutableArray();
        },
        cancel);

    public IAsyncEnumerable<EventEntry> Follow(CancellationToken cancel)
    {
        // Subscribed here and not at the first MoveNextAsync, so that a caller who follows and then reads misses nothing between.
        var channel = Channel.CreateBounded<EventEntry>(new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            _followers.Add(channel);
        }

        cancel.Register(() => Unfollow(channel));
        return channel.Reader.ReadAllAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        _work.Writer.TryComplete();
        await _stop.CancelAsync();
        await _writer;
        foreach (var follower in _followers.ToArray())
        {
            Unfollow(follower);
        }

        _database.Close();
        _stop.Dispose();
    }

    private void Unfollow(Channel<EventEntry> channel)
    {
        lock (_gate)
        {
            _followers.Remove(channel);
        }

        channel.Writer.TryComplete();
    }

    private async Task WriteAsync()
    {
        var prune = 0;
        while (await _work.Reader.WaitToReadAsync(CancellationToken.None))
        {
            _work.Reader.TryRead(out _);
            while (TakeBatch() is { Length: > 0 } batch)
            {
                if (!TryStore(batch))
                {
                    if (_stop.IsCancellationRequested)
                    {
                        return; // one last try was made
                    }

                    await Task.Delay(TimeSpan.FromSeconds(1), _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    continue;
                }

                Forget(batch[^1].Sequence);
                prune += batch.Length;
                if (prune >= Kept / 100)
                {
                    prune = 0;
                    Attempt(() => _database.Prune(Kept), "prune the event log");
                }
            }
        }
    }

    private EventEntry[] TakeBatch()
    {
        lock (_gate)
        {
            if (_dropped > 0)
            {
                Add(Own("events-dropped", $"{_dropped} older events were dropped: the event log could not be written fast enough (disk full or slow?)"));
                _dropped = 0;
            }

            return [.. _unsaved.Take(Batch)];
        }
    }

    private void Forget(long upTo)
    {
        lock (_gate)
        {
            while (_unsaved.First is { } first && first.Value.Sequence <= upTo)
            {
                _unsaved.RemoveFirst();
            }
        }
    }

    private bool TryStore(EventEntry[] batch) => (_open || TryOpen()) && Attempt(() => _database.Insert(batch), "write the event log");

    private bool TryOpen() => Attempt(
        () =>
        {
            var (last, aside) = _database.Open(_suspect);
            lock (_gate)
            {
                _last = Math.Max(_last, aside is null ? last : AboveAny());
                _open = true;
                _suspect = false;
                if (aside is not null)
                {
                    Add(Own("events-set-aside", $"the event log was unreadable and now lies at {aside}; a new one was begun"));
                }
            }
        },
        "open the event log");

    private bool Attempt(Action action, string what)
    {
        try
        {
            action();
            _failing = false;
            return true;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            if (e is SqliteException sqlite && EventDatabase.IsBroken(sqlite))
            {
                _suspect = true;
                _open = false;
            }

            if (!_failing)
            {
                _failing = true;
                _logger.LogWarning("Cannot {What}: {Why}. Events wait in memory until it can.", what, e.Message);
            }

            return false;
        }
    }

    private IEnumerable<EventEntry> Stored(long? after, int limit, string wallet, string daemon)
    {
        IEnumerable<EventEntry> stored = [];
        if (_open)
        {
            Attempt(() => stored = [.. _database.Read(after, limit, wallet, daemon)], "read the event log");
        }

        return stored;
    }

    /// <summary>Where the file cannot tell its highest sequence, the clock gives a number above any that it can have reached.</summary>
    private long AboveAny() => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private EventEntry Own(string kind, string why) => new(0, _clock.GetUtcNow(), kind, _node, "", "", why, "paywarden");

    /// <summary>Under the lock: sequences are given in the order in which followers and the disk see them.</summary>
    private void Add(EventEntry entry)
    {
        var numbered = entry with { Sequence = ++_last };
        _unsaved.AddLast(numbered);
        foreach (var follower in _followers)
        {
            follower.Writer.TryWrite(numbered);
        }
    }
}

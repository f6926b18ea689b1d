using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Paywarden.Daemons;

namespace Paywarden.Ledger;

/// <summary>The marks of all ledgers in one small file, a line for each, replaced whole. Written behind and at most once a second: it must not cost an append
/// a second fsync, and a mark that is a second old still finds out every restored copy.</summary>
internal sealed class HighWaterFile : IHighWater, IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly ILogger<HighWaterFile> _log;
    private readonly ConcurrentDictionary<string, HighWater> _marks = new(StringComparer.Ordinal);
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Task _writer;

    /// <summary>Why the file cannot be read: then nobody knows what was seen, and every ledger is held until it is accepted as it is.</summary>
    private readonly string? _unreadable;

    private readonly ConcurrentDictionary<string, bool> _accepted = new(StringComparer.Ordinal);
    private bool _isRefused;

    public HighWaterFile(string path, TimeProvider clock, ILogger<HighWaterFile> log)
    {
        (_path, _clock, _log) = (path, clock, log);
        try
        {
            foreach (var mark in File.Exists(path) ? File.ReadAllLines(path).Select(Read) : [])
            {
                _marks[mark.Ledger] = mark;
            }
        }
        catch (Exception e) when (WorldFault.IsOf(e) || e is FormatException)
        {
            _unreadable = $"{path} cannot be read, so it is not known how far this node has seen the journal: {e.Message}";
        }

        _writer = Task.Run(WriteBehindAsync);
    }

    public string? Behind(HighWater found) =>
        _unreadable is not null && !_accepted.ContainsKey(found.Ledger) ? _unreadable : HighWater.Behind(_marks.GetValueOrDefault(found.Ledger), found);

    public void Saw(HighWater mark)
    {
        _marks.AddOrUpdate(mark.Ledger, mark, (_, known) => known.Raised(mark));
        _work.Writer.TryWrite(true);
    }

    public Task<string?> AcceptAsync(HighWater found)
    {
        _marks[found.Ledger] = found;
        _accepted[found.Ledger] = true;
        return Task.Run(Write);
    }

    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _stop.CancelAsync();
        await _writer;
        _stop.Dispose();
    }

    private async Task WriteBehindAsync()
    {
        while (await _work.Reader.WaitToReadAsync())
        {
            _work.Reader.TryRead(out _);
            if (Write() is { } why)
            {
                _work.Writer.TryWrite(true);
                if (!_isRefused)
                {
                    _log.LogWarning("How far the ledgers were seen is not stored: {Why}", why);
                }

                _isRefused = true;
            }
            else
            {
                _isRefused = false;
            }

            await Task.Delay(Pace, _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private string? Write()
    {
        if (_unreadable is not null && _accepted.IsEmpty)
        {
            return null; // what cannot be read is not replaced before somebody has decided that it may be
        }

        lock (_gate)
        {
            try
            {
                var lines = _marks.Values.OrderBy(m => m.Ledger, StringComparer.Ordinal)
                    .Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Ledger} {m.Sequence} {m.Token}\n"));
                OwnerFiles.Write(_path, Encoding.UTF8.GetBytes(string.Concat(lines)), durable: true);
                return null;
            }
            catch (Exception e) when (WorldFault.IsOf(e))
            {
                return WorldFault.Explain(e, _path);
            }
        }
    }

    private static HighWater Read(string line) =>
        line.Split(' ') is [var ledger, var sequence, var token]
            ? new(ledger, long.Parse(sequence, CultureInfo.InvariantCulture), long.Parse(token, CultureInfo.InvariantCulture))
            : throw new FormatException($"\"{line}\" is not a ledger, a sequence and a token");
}

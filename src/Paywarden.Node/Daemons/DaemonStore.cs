using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Paywarden.Daemons;

/// <summary>record.json of each daemon. One writer behind everybody: a record that is replaced before its turn is never written. Nothing
/// is forced to the disk: the kernel keeps what a killed node wrote, and a power cut costs a clean history, not money.</summary>
internal sealed class DaemonStore : IDaemonStore, IAsyncDisposable
{
    private readonly string _dataDir;
    private readonly ILogger<DaemonStore> _log;
    private readonly ConcurrentDictionary<string, DaemonRecord> _waiting = new(StringComparer.Ordinal);
    private readonly Channel<string> _turns = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _writer;
    private bool _refused;

    public DaemonStore(string dataDir, ILogger<DaemonStore> log)
    {
        _dataDir = dataDir;
        _log = log;
        _writer = Task.Run(WriteAsync);
    }

    public DaemonRecord? Load(string daemonId, out string why)
    {
        why = "";
        if (_waiting.TryGetValue(daemonId, out var waiting))
        {
            return waiting;
        }

        var path = new DaemonFolder(_dataDir, daemonId).Record;
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            if (JsonSerializer.Deserialize(File.ReadAllBytes(path), DaemonJson.Default.DaemonRecord) is { Exits.IsDefault: false } record)
            {
                return record;
            }

            why = Unreadable(path, "it is empty");
        }
        catch (Exception e) when (WorldFault.IsOf(e) || e is JsonException)
        {
            why = Unreadable(path, e.Message);
        }

        return null;
    }

    public void Save(string daemonId, DaemonRecord record)
    {
        _waiting[daemonId] = record;
        _turns.Writer.TryWrite(daemonId);
    }

    /// <summary>Writes what is waiting.</summary>
    public async ValueTask DisposeAsync()
    {
        _turns.Writer.TryComplete();
        await _writer;
    }

    private async Task WriteAsync()
    {
        await foreach (var daemonId in _turns.Reader.ReadAllAsync())
        {
            if (_waiting.TryGetValue(daemonId, out var record))
            {
                Write(daemonId, record);

                // Not if a newer one came meanwhile; until here Load finds it among the waiting.
                _waiting.TryRemove(new(daemonId, record));
            }
        }
    }

    private void Write(string daemonId, DaemonRecord record)
    {
        DaemonFolder folder = new(_dataDir, daemonId);
        try
        {
            OwnerFiles.MakeFolder(folder.Root);
            OwnerFiles.Write(folder.Record, JsonSerializer.SerializeToUtf8Bytes(record, DaemonJson.Default.DaemonRecord));
            _refused = false;
        }
        catch (Exception e) when (WorldFault.IsOf(e))
        {
            if (!_refused)
            {
                _refused = true;
                _log.LogWarning("The restart history of {Daemon} is not stored: {Why}. Supervision goes on", daemonId, WorldFault.Explain(e, folder.Record));
            }
        }
    }

    private static string Unreadable(string path, string cause) =>
        $"the restart history in {path} cannot be read ({cause}): starting with a clean one";
}

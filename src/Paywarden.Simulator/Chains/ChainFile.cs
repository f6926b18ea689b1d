using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Paywarden.Chains;

/// <summary>
/// An append-only file that several processes write. Whoever writes holds the lock beside it, which the system takes away from the dead. A line counts once
/// it ends and its sum is right, so readers need no lock; what a dead writer left behind the last line's end is cut off by the next writer.
/// </summary>
internal sealed class ChainFile(string folder, string name) : IDisposable
{
    private readonly string _path = Path.Combine(folder, $"{name}.chain");
    private readonly string _lock = Path.Combine(folder, $"{name}.lock");
    private SafeFileHandle? _file;
    private long _read;

    /// <summary>The records that were added since the last call.</summary>
    public IEnumerable<ChainRecord> ReadOn()
    {
        if (_file is null)
        {
            Directory.CreateDirectory(folder);
            _file = File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        }

        var bytes = new byte[RandomAccess.GetLength(_file) - _read];
        var count = bytes.Length == 0 ? 0 : RandomAccess.Read(_file, bytes, _read);
        var fresh = bytes.AsMemory(0, bytes.AsSpan(0, count).LastIndexOf((byte)'\n') + 1);
        var records = new List<ChainRecord>();
        for (var from = 0; from < fresh.Length;)
        {
            var length = fresh.Span[from..].IndexOf((byte)'\n');
            if (ChainRecord.Read(fresh.Span.Slice(from, length)) is { } record)
            {
                records.Add(record);
            }

            from += length + 1;
        }

        _read += fresh.Length;
        return records;
    }

    /// <summary>One writer at a time. A holder that stands still is not waited for without end.</summary>
    /// <returns>Null: somebody holds it and does not let go.</returns>
    public IDisposable? Hold(TimeSpan patience)
    {
        var clock = Stopwatch.StartNew();
        Directory.CreateDirectory(folder);
        while (true)
        {
            try
            {
                return new FileStream(_lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException) when (clock.Elapsed < patience && File.Exists(_lock))
            {
                Thread.Sleep(2);
            }
            catch (IOException) when (File.Exists(_lock))
            {
                return null;
            }
        }
    }

    /// <summary>Only for who holds the lock and has read everything.</summary>
    public void Append(ChainRecord record)
    {
        if (RandomAccess.GetLength(_file!) > _read)
        {
            RandomAccess.SetLength(_file!, _read);
        }

        RandomAccess.Write(_file!, record.Write(), _read);
    }

    public void Dispose() => _file?.Dispose();
}

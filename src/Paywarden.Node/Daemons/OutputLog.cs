using System.Collections.Immutable;
using System.Text;
using Paywarden.Settings;

namespace Paywarden.Daemons;

/// <summary>output.log of one daemon: both its output streams, appended over all its runs, rotated by size.</summary>
/// <param name="path">Older parts lie beside it: output.log.1 is the newest of them.</param>
/// <param name="start">Where the current run begins.</param>
internal sealed class OutputLog(string path, long start)
{
    private const int TailBytes = 16 * 1024;
    private const int TailLines = 20;
    private const int LineLength = 400;

    private long _start = start;

    public long Start => Volatile.Read(ref _start);

    /// <summary>Before a start nobody has the file open, so it is simply renamed.</summary>
    public static OutputLog Open(string path, LogOptions limits)
    {
        if (Length(path) >= limits.RotateAt)
        {
            Shift(path, limits.Keep);
            File.Move(path, $"{path}.1", overwrite: true);
        }

        using var file = OwnerFiles.Open(path, FileMode.Append);
        return new OutputLog(path, file.Length);
    }

    /// <summary>A running daemon holds the file open and will not open another: its content is copied away and the file cut (the daemon
    /// appends, so it goes on at the start). Lines written between the two are lost; that is the price of needing no pipe, which would
    /// end the daemon with its node. A disk too full for the copy loses the old lines rather than its last space to them.</summary>
    public void RotateWhileRunning(LogOptions limits)
    {
        if (Length(path) < limits.RotateAt)
        {
            return;
        }

        try
        {
            Shift(path, limits.Keep);
            File.Copy(path, $"{path}.1", overwrite: true);
        }
        catch (IOException)
        {
            OwnerFiles.TryDelete($"{path}.1");
        }

        using (var file = OwnerFiles.Open(path, FileMode.OpenOrCreate))
        {
            file.SetLength(0);
        }

        Volatile.Write(ref _start, 0);
    }

    /// <summary>The last lines of the current run; a line that holds one of the secrets is left out, whole.</summary>
    public ImmutableArray<string> LastLines(params IEnumerable<string> secrets)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            var from = Math.Max(Math.Min(Start, file.Length), file.Length - TailBytes);
            file.Seek(from, SeekOrigin.Begin);
            var tail = new byte[TailBytes];
            var text = Encoding.UTF8.GetString(tail, 0, file.ReadAtLeast(tail, TailBytes, throwOnEndOfStream: false));
            var lines = text.Split('\n').Skip(from > Start && text.Contains('\n') ? 1 : 0).Select(Clean).Where(l => l.Length > 0);
            return [.. lines.TakeLast(TailLines).Select(l => secrets.Any(s => s.Length > 0 && l.Contains(s, StringComparison.Ordinal)) ? "(a line with a password, left out)" : Short(l))];
        }
        catch (Exception e) when (WorldFault.IsOf(e))
        {
            return [];
        }
    }

    private static string Clean(string line) => string.Concat(line.Where(c => !char.IsControl(c) || c == '\t')).TrimEnd();

    private static string Short(string line) => line.Length <= LineLength ? line : $"{line[..LineLength]}…";

    private static void Shift(string path, int keep)
    {
        File.Delete($"{path}.{Math.Max(keep, 1)}");
        for (var n = keep - 1; n >= 1; n--)
        {
            if (File.Exists($"{path}.{n}"))
            {
                File.Move($"{path}.{n}", $"{path}.{n + 1}", overwrite: true);
            }
        }
    }

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : -1;
}

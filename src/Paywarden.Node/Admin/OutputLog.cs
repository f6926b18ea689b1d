using System.Collections.Immutable;
using System.Text;

namespace Paywarden.Admin;

/// <summary>Reads what a daemon printed from its file, which may be rotated (renamed or cut) at any moment.</summary>
internal sealed class OutputLog(string path, TimeProvider clock)
{
    private const int Chunk = 64 * 1024;
    private const int MostBytes = 8 * 1024 * 1024;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>The newest lines, oldest first; empty when nothing was printed yet.</summary>
    public async Task<ImmutableArray<string>> LastAsync(int lines, CancellationToken cancel)
    {
        await using var file = TryOpen();
        if (file is null || lines == 0)
        {
            return [];
        }

        file.Position = await StartOfLastAsync(file, lines, cancel);
        using var reader = new StreamReader(file, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(cancel);
        return [.. text.TrimEnd('\n').Split('\n').TakeLast(lines).Where(line => line.Length > 0 || text.Length > 1)];
    }

    /// <summary>Writes the last lines and then whatever comes, until cancelled. Bytes go through as they are.</summary>
    public async Task FollowAsync(Stream to, int lines, CancellationToken cancel)
    {
        FileStream? file = null;
        try
        {
            var first = true;
            using var timer = new PeriodicTimer(Look, clock);
            do
            {
                file ??= TryOpen();
                if (file is null)
                {
                    first = false;
                    continue;
                }

                if (first)
                {
                    file.Position = await StartOfLastAsync(file, lines, cancel);
                    first = false;
                }

                // Asked before the last read: what was printed into the old file before its rename is then still read from it.
                var rotated = IsRotated(file);
                await file.CopyToAsync(to, cancel);
                await to.FlushAsync(cancel);
                if (rotated)
                {
                    await file.DisposeAsync();
                    file = null;
                }
            }
            while (await timer.WaitForNextTickAsync(cancel));
        }
        catch (OperationCanceledException)
        {
            // The reader left.
        }
        finally
        {
            if (file is not null)
            {
                await file.DisposeAsync();
            }
        }
    }

    private FileStream? TryOpen()
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The kernel names what an open file is called now: after a rename that is another name, after a removal "… (deleted)". A cut file is shorter than what was read.</summary>
    private bool IsRotated(FileStream file)
    {
        var name = new FileInfo($"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}").LinkTarget;
        return name != Path.GetFullPath(path) || file.Length < file.Position;
    }

    private static async Task<long> StartOfLastAsync(FileStream file, int lines, CancellationToken cancel)
    {
        var end = file.Length;
        var buffer = new byte[Chunk];
        var found = 0;
        for (var start = end; start > 0 && end - start < MostBytes;)
        {
            var size = (int)Math.Min(Chunk, start);
            start -= size;
            file.Position = start;
            await file.ReadExactlyAsync(buffer.AsMemory(0, size), cancel);
            for (var i = size - 1; i >= 0; i--)
            {
                // The newline at the very end closes the last line; it does not begin another.
                if (buffer[i] == '\n' && start + i != end - 1 && ++found == lines)
                {
                    return start + i + 1;
                }
            }
        }

        return lines == 0 ? end : Math.Max(0, end - MostBytes);
    }
}

namespace Paywarden.Daemons;

/// <summary>Files and folders that are for the node's user alone: 0600 and 0700.</summary>
internal static class OwnerFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = OwnerOnly | UnixFileMode.UserExecute;

    public static void MakeFolder(string path) => Directory.CreateDirectory(path, FolderMode);

    /// <summary>Whole or not at all: by a temporary file and a rename.</summary>
    /// <param name="durable">Forced to the disk before the rename, and the rename after it, for what cannot be made again.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, bool durable = false)
    {
        var temporary = $"{path}.tmp";
        try
        {
            // A temporary file of an earlier crash keeps its old mode when it is opened again.
            File.Delete(temporary);
            using (var file = Open(temporary, FileMode.CreateNew))
            {
                file.Write(content);
                file.Flush(durable);
            }

            File.Move(temporary, path, overwrite: true);
            if (durable)
            {
                Posix.ForceFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
            }
        }
        catch (IOException)
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>For writing; created 0600 where the mode may create.</summary>
    public static FileStream Open(string path, FileMode mode) =>
        new(path, new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite, UnixCreateMode = OwnerOnly, BufferSize = 0 });

    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only tidying up: what stays is overwritten the next time.
        }
    }
}

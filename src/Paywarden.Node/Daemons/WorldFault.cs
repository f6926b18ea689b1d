namespace Paywarden.Daemons;

/// <summary>Puts what the file system refused into one sentence with cause and cure.</summary>
internal static class WorldFault
{
    /// <summary>How .NET numbers a full disk where it does not hand on the errno.</summary>
    private const int DiskFullOnWindows = unchecked((int)0x80070070);

    public static string Explain(Exception e, string path) => e.HResult switch
    {
        Posix.Enospc or Posix.Edquot or DiskFullOnWindows => Full(path),
        Posix.Erofs => $"cannot write {path}: its file system is mounted read-only. Mount it writable or move paywarden.node.data-dir; it is tried again by itself",
        _ when e is UnauthorizedAccessException => $"cannot write {path}: permission denied. Give it to the user that runs paywarden-node; it is tried again by itself",
        _ => $"cannot write {path}: {e.Message}",
    };

    public static bool IsOf(Exception e) => e is IOException or UnauthorizedAccessException;

    private static string Full(string path)
    {
        var (mount, format, free) = FileSystemOf(path);
        return $"no space left on {mount} ({format}, {free} bytes free): cannot write {path}. "
            + "Free space there or move paywarden.node.data-dir; it is tried again by itself";
    }

    private static (string Mount, string Format, long Free) FileSystemOf(string path)
    {
        try
        {
            var drive = DriveInfo.GetDrives()
                .Where(d => path.StartsWith(d.Name, StringComparison.Ordinal)
                    && (d.Name.EndsWith('/') || path.Length == d.Name.Length || path[d.Name.Length] == '/'))
                .MaxBy(d => d.Name.Length);
            return drive is null ? ("its file system", "unknown", 0) : (drive.Name, drive.DriveFormat, drive.AvailableFreeSpace);
        }
        catch (Exception e) when (IsOf(e))
        {
            return ("its file system", "unknown", 0);
        }
    }
}

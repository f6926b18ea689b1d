using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Paywarden.Settings;

/// <summary>The data directory, held by one node at a time. The lock is the kernel's (flock(2)), so it ends with the process however that
/// dies; the file's content, the owner's pid, only helps people. The file is opened close-on-exec: no daemon inherits the lock.</summary>
internal sealed partial class DataDirectory : IDisposable
{
    private const string LockName = "node.lock";
    private const UnixFileMode Ours = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int LockExclusive = 2;
    private const int LockNoWait = 4;
    private const int OpenReadWrite = 2;
    private const int OpenCreate = 0x40;
    private const int OpenCloseOnExec = 0x80000;
    private const uint OwnerOnly = 0x180; // 0600
    private readonly SafeFileHandle _lock;

    private DataDirectory(string path, SafeFileHandle held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>Makes the directory if need be and takes it. Null: <paramref name="why"/> is the sentence to stop with (exit 78).</summary>
    public static DataDirectory? TryHold(string path, out string why)
    {
        try
        {
            why = Prepare(path);
            return why.Length > 0 ? null : Hold(path, out why);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            why = $"The data directory {path} cannot be used: {e.Message}";
            return null;
        }
    }

    public void Dispose() => _lock.Dispose();

    private static string Prepare(string path)
    {
        var made = Directory.CreateDirectory(path, Ours);
        if ((made.UnixFileMode & ~Ours) == 0)
        {
            return "";
        }

        // Closing somebody's home or /tmp to everybody else would break the machine; an empty folder or one of ours is safe to close.
        if (made.EnumerateFileSystemInfos().Any() && !File.Exists(System.IO.Path.Combine(path, LockName)))
        {
            return $"The data directory {path} is open to other users and holds files that are not Paywarden's: name another, or close it with: chmod 700 {path}";
        }

        made.UnixFileMode = Ours;
        return "";
    }

    private static DataDirectory? Hold(string path, out string why)
    {
        // Not by File.OpenHandle: that asks for a flock of its own, and so could not even read the owner's pid.
        var handle = Open(System.IO.Path.Combine(path, LockName), OpenReadWrite | OpenCreate | OpenCloseOnExec, OwnerOnly);
        if (handle.IsInvalid || Flock(handle, LockExclusive | LockNoWait) != 0)
        {
            Span<byte> pid = stackalloc byte[20];
            var owner = handle.IsInvalid ? "" : Encoding.ASCII.GetString(pid[..RandomAccess.Read(handle, pid, 0)]).Trim();
            why = handle.IsInvalid ? $"The data directory {path} cannot be used: {Marshal.GetLastPInvokeErrorMessage()}"
                : $"The data directory {path} belongs to the running node {(owner.Length > 0 ? $"with pid {owner}" : "that has just started")}: stop it first, or give this one a data-dir of its own.";
            handle.Dispose();
            return null;
        }

        RandomAccess.SetLength(handle, 0);
        RandomAccess.Write(handle, Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"), 0);
        why = "";
        return new(path, handle);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);
}

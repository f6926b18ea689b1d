using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Paywarden.Daemons;

/// <summary>The calls of Linux that .NET does not offer. System.Diagnostics.Process is not used for daemons: it starts them in our own
/// session, tells an exit late, and cannot watch a process that is not our child.</summary>
internal static unsafe partial class Posix
{
    public const int Enoent = 2;
    public const int Enoexec = 8;
    public const int Eacces = 13;
    public const int Enospc = 28;
    public const int Erofs = 30;
    public const int Edquot = 122;
    private const int Einprogress = 115;

    /// <summary>posix_spawnattr_t, posix_spawn_file_actions_t and sigset_t are opaque: 336, 80 and 128 bytes in glibc on x64 and arm64,
    /// no more in musl. Room for more costs nothing.</summary>
    public const int OpaqueSize = 1024;

    public const short SpawnDefaultSignals = 0x04;
    public const short SpawnSignalMask = 0x08;
    public const short SpawnSession = 0x80;

    public const int OpenWriteCreateAppend = 0x1 | 0x40 | 0x400;

    private const int OpenCloseOnExec = 0x80000;
    private const int PidfdSendSignalNumber = 424;
    private const int PidfdOpenNumber = 434;
    private const int CloseRangeNumber = 436;
    private const int CloseRangeOnExec = 4;
    private const int SetChildSubreaper = 36;

    public const int WaitAny = 0;
    public const int WaitPidfd = 3;
    public const int NoHang = 1;
    private const short PollIn = 1;
    public const int Stopped = 2;
    public const int Exited = 4;
    public const int NoReap = 0x01000000;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Spawn(out int pid, string path, void* actions, void* attributes, byte** argv, byte** envp);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static partial int AttributesInit(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static partial int AttributesFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int AttributesDefaultSignals(void* attributes, void* set);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int AttributesSignalMask(void* attributes, void* set);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    public static partial int AttributesDestroy(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int ActionsInit(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ActionsOpen(void* actions, int fd, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int ActionsDuplicate(void* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ActionsChangeFolder(void* actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int ActionsDestroy(void* actions);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    public static partial int FillSignals(void* set);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    public static partial int EmptySignals(void* set);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int Connect(SafeHandle socket, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "umask")]
    public static partial uint Umask(uint mask);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Prctl(int option, nuint value, nuint unused1, nuint unused2, nuint unused3);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    public static partial int WaitId(int kind, int id, out ChildInfo info, int options);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial SafeFileHandle EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(SafeFileHandle epoll, int operation, SafeFileHandle fd, void* ev);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(SafeFileHandle epoll, void* events, int max, int milliseconds);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollFd* fds, nuint count, int milliseconds);

    /// <summary>By number: glibc has wrappers for these three only since 2.34 and 2.36.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);

    /// <summary>A descriptor that stays with this one process even when its pid is used again; invalid when there is no such process.</summary>
    public static SafeFileHandle PidfdOpen(int pid) => new(SystemCall(PidfdOpenNumber, pid, 0, 0, 0), ownsHandle: true);

    /// <summary>Whether all of a process, every thread, has ended within so many milliseconds.</summary>
    public static bool HasEnded(SafeFileHandle pidfd, int milliseconds)
    {
        var poll = new PollFd { Fd = (int)pidfd.DangerousGetHandle(), Events = PollIn };
        return Poll(&poll, 1, milliseconds) > 0;
    }

    public static void PidfdSignal(SafeFileHandle pidfd, int signal) =>
        _ = SystemCall(PidfdSendSignalNumber, pidfd.DangerousGetHandle(), signal, 0, 0);

    /// <summary>.NET opens everything close-on-exec, but who started us may have left us files that are not: no daemon shall get those.</summary>
    public static void KeepOpenFilesFromChildren() => _ = SystemCall(CloseRangeNumber, 3, int.MaxValue, CloseRangeOnExec, 0);

    /// <summary>Orphans among our descendants become our children instead of init's.</summary>
    public static void BecomeSubreaper() => _ = Prctl(SetChildSubreaper, 1, 0, 0, 0);

    /// <summary>fsync(2) of a folder: only then is a rename in it on disk.</summary>
    public static void ForceFolder(string path)
    {
        using var folder = OpenFile(path, OpenCloseOnExec);
        if (folder.IsInvalid || Fsync(folder) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            throw new IOException($"{path}: {Describe(errno)}", errno);
        }
    }

    /// <summary>Begins to connect a socket that does not block. .NET's own way always waits for its loop to notice, though on one host the connection is there
    /// when this returns.</summary>
    /// <returns>False: it failed at once; <see cref="Socket.ConnectAsync(EndPoint)"/> will say why. True: done or begun, and a send waits for it or says why not.</returns>
    public static bool BeginConnect(Socket socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* first = address)
        {
            return Connect(socket.SafeHandle, first, address.Length) == 0 || Marshal.GetLastPInvokeError() == Einprogress;
        }
    }

    public static string Describe(int errno) => Marshal.GetPInvokeErrorMessage(errno);

    /// <summary>siginfo_t as waitid(2) fills it, on 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    public struct ChildInfo
    {
        private const int CodeExited = 1;

        [FieldOffset(8)]
        private int _code;

        [FieldOffset(16)]
        public int Pid;

        [FieldOffset(24)]
        private int _status;

        public readonly int? ExitCode => _code == CodeExited ? _status : null;

        public readonly int? Signal => _code == CodeExited ? null : _status;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Fd;
        public short Events;
        public short Seen;
    }
}

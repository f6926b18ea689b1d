using System.Runtime.InteropServices;

namespace Paywarden.Harness;

/// <summary>Signals to one process, by pid: kill(2).</summary>
internal static class Signals
{
    public const int Hangup = 1;
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <returns>False: the process is gone.</returns>
    public static bool Send(int pid, int signal)
    {
        // 0 and below would address whole groups of processes.
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pid);
        return SendSignal(pid, signal) == 0;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int pid, int signal);
}

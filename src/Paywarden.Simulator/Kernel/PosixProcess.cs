using System.Runtime.InteropServices;

namespace Paywarden.Kernel;

/// <summary>How this process ends. The runtime would shut down gracefully on SIGTERM; the real daemon has no handler and is gone at once.</summary>
internal static partial class PosixProcess
{
    public const int Hangup = 1;
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    private const nint Default = 0;
    private const nint Ignore = 1;

    public static void DieAtOnceOn(int number) => Signal(number, Default);

    public static void BeDeafTo(int number) => Signal(number, Ignore);

    public static void Die(int number)
    {
        if (number != Kill)
        {
            Signal(number, Default);
        }

        _ = KillProcess(Environment.ProcessId, number);
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Ends without finalizers, handlers or a saved wallet.</summary>
    public static void Exit(int code) => ExitNow(code);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int number, nint handler);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int KillProcess(int pid, int number);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}

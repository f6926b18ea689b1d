using System.Runtime.InteropServices;

namespace Paywarden.Measuring;

internal static partial class Signals
{
    public const int Kill = 9;
    public const int Terminate = 15;

    public static void Send(int pid, int signal) => _ = Raw(pid, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Raw(int pid, int signal);
}

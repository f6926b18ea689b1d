#pragma warning disable CA1050 // The runtime looks for this name, outside all namespaces.
/// <summary>Runs inside the measured node (DOTNET_STARTUP_HOOKS) and writes down how much the node has allocated, so that it needs no such word in its own metrics.</summary>
internal static class StartupHook
{
    public const string File = "PAYWARDEN_BENCH_ALLOCATED";

    public static void Initialize() => new Thread(Write) { IsBackground = true }.Start(Environment.GetEnvironmentVariable(File));

    private static void Write(object? path)
    {
        using var file = System.IO.File.OpenHandle((string)path!, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        Span<byte> number = stackalloc byte[sizeof(long)];
        while (true)
        {
            BitConverter.TryWriteBytes(number, GC.GetTotalAllocatedBytes());
            RandomAccess.Write(file, number, 0);
            Thread.Sleep(50);
        }
    }
}

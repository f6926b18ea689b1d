using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Paywarden.Measuring;

/// <summary>A folder of its own and the programs started for one benchmark; all end with it.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly List<Process> _started = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("paywarden-bench-").FullName;

    public string File(string name) => Path.Combine(Folder, name);

    public string Write(string name, string content)
    {
        System.IO.File.WriteAllText(File(name), content);
        return File(name);
    }

    /// <summary>Its output goes to NAME.log in the folder.</summary>
    public Process Start(string name, string program, params string[] arguments)
    {
        // A shell opens the log, so that nobody here has to pump it, and becomes the program.
        var process = Process.Start(new ProcessStartInfo("sh", ["-c", $"exec \"$@\" >'{File(name)}.log' 2>&1", "sh", program, .. arguments]) { WorkingDirectory = Folder })!;
        _started.Add(process);
        return process;
    }

    public static async Task<string> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await error}{output}");
    }

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public static async Task Until(Func<Task<bool>> seen, string what, TimeSpan patience)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await seen())
        {
            if (Stopwatch.GetElapsedTime(since) > patience)
            {
                throw new TimeoutException($"waited {patience.TotalSeconds:0} s in vain for {what}");
            }

            await Task.Delay(100);
        }
    }

    public static Task Listening(int port) => Until(
        async () =>
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        },
        $"port {port}",
        TimeSpan.FromSeconds(30));

    public void Dispose()
    {
        foreach (var process in Enumerable.Reverse(_started))
        {
            if (!process.HasExited)
            {
                Signals.Send(process.Id, Signals.Terminate);
                if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
                {
                    process.Kill(entireProcessTree: true);
                }
            }

            process.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }
}

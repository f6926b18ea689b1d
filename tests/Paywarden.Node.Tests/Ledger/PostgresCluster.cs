using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Paywarden.Ledger;

/// <summary>A PostgreSQL of our own in a folder that goes with it: real fsyncs, loopback, a free port. It ends with us however we end, because its keeper
/// reads from us.</summary>
internal sealed class PostgresCluster
{
    /// <summary>Stops the server when its input ends.</summary>
    private const string Keeper = """
        "$0/postgres" -D "$1" -c listen_addresses=127.0.0.1 -c "port=$2" -c unix_socket_directories="$1" -c max_connections=400 &
        read -r _
        "$0/pg_ctl" -D "$1" -m immediate -w stop
        wait
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("paywarden-postgres-").FullName;
    private readonly int _port = FreePort();
    private Process? _server;

    public string Connection(string database) => $"Host=127.0.0.1;Port={_port};Username=paywarden;Database={database};Maximum Pool Size=20";

    public async Task StartAsync()
    {
        var bin = Directory.GetDirectories("/usr/lib/postgresql").OrderBy(v => int.Parse(Path.GetFileName(v), null)).Select(v => Path.Combine(v, "bin")).Last();
        if (IsRoot)
        {
            await RunAsync("chown", "postgres", _folder);
        }

        var data = Path.Combine(_folder, "data");
        await RunAsync([.. AsUser, Path.Combine(bin, "initdb"), "-D", data, "-A", "trust", "-U", "paywarden", "-E", "UTF8", "--locale=C", "--no-sync"]);
        _server = Start([.. AsUser, "sh", "-c", Keeper, bin, data, $"{_port}"]);
        var said = new List<string>();
        while (await _server.StandardError.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (line.Contains("ready to accept connections", StringComparison.Ordinal))
            {
                _ = _server.StandardError.ReadToEndAsync();
                return;
            }
        }

        throw new InvalidOperationException("PostgreSQL did not start:\n" + string.Join('\n', said));
    }

    public async Task StopAsync()
    {
        if (_server is not null)
        {
            _server.StandardInput.Close();
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static bool IsRoot => Environment.UserName == "root";

    /// <summary>The server refuses to run as root.</summary>
    private static string[] AsUser => IsRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];

    private static async Task RunAsync(params string[] command)
    {
        using var process = Start(command);
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command[0]}: {await output}{await errors}");
    }

    private static Process Start(string[] command) => Process.Start(new ProcessStartInfo(command[0], command[1..])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = "/",
    })!;

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Paywarden.Daemons;
using Paywarden.Daemons.Dialects;
using Paywarden.Kernel;

namespace Paywarden.Dialects;

/// <summary>The electrum dialect held against Debian's real program, alone: no node, no actor.</summary>
[Trait("Needs", "electrum")]
public sealed class ElectrumPlanSpecs : IAsyncLifetime
{
    private const string WalletPassword = "correct horse";

    private static readonly ElectrumDialect Electrum = new();

    private readonly string _folder = Directory.CreateTempSubdirectory("paywarden-electrum-").FullName;
    private Process? _server;
    private int _serverPort;

    private string Wallet => Path.Combine(_folder, "wallet");

    public async Task InitializeAsync()
    {
        await CreateWalletAsync();
        (_serverPort, var adminPort) = (FreeRun(4), FreeRun(1));
        var script = Path.Combine(RepositoryRoot(), "tests", "minielectrum.py");
        _server = Process.Start(new ProcessStartInfo("python3", [script, $"{_serverPort}", $"{adminPort}"]) { RedirectStandardOutput = true })!;
        Assert.StartsWith("minielectrum", await _server.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
    }

    public Task DisposeAsync()
    {
        _server?.Kill();
        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task An_encrypted_wallet_wakes_synchronises_serves_and_stops()
    {
        var (spec, site) = Place();
        using var daemon = new PlannedDaemon(Electrum, spec, site);

        Assert.IsType<ReplyReading.Good>(await daemon.AwakenAsync(new Secret(WalletPassword)));

        var health = await daemon.ProbeUntilAsync(h => h.Degradations.IsEmpty);
        Assert.Equal((120, 120, true, true), (health.Height, health.ServerHeight, health.Connected, health.Synchronized));
        Assert.Equal(30, health.Addresses);

        // As a caller does: no wallet= in any of them.
        Assert.Equal("0", (await daemon.CallAsync(new DaemonCall("getbalance"))).Result!.Value.GetProperty("confirmed").GetString());
        Assert.Equal(20, (await daemon.CallAsync(new DaemonCall("listaddresses", "[true]"))).Result!.Value.GetArrayLength());

        Assert.Null((await daemon.CallAsync(Electrum.Stop(spec, site)!)).Error);
        Assert.Equal(0, (await daemon.ExitAsync()).Code);
        Assert.All(Electrum.Plan(spec, site).StaleLocks, name => Assert.False(File.Exists(Path.Combine(site.Folder, name))));
    }

    [Fact]
    public async Task A_wrong_password_a_corrupt_and_a_missing_wallet_are_hopeless()
    {
        var (spec, site) = Place();
        using var daemon = new PlannedDaemon(Electrum, spec, site);

        var wrong = Assert.IsType<ReplyReading.Hopeless>(await daemon.AwakenAsync(new Secret("wrong")));
        Assert.StartsWith("wrong wallet password", wrong.Why, StringComparison.Ordinal);

        var none = Assert.IsType<ReplyReading.Hopeless>(await daemon.AwakenAsync(Secret.None));
        Assert.Contains("no password is configured", none.Why, StringComparison.Ordinal);

        await File.WriteAllTextAsync(site.WalletPath, "not a wallet");
        var corrupt = Assert.IsType<ReplyReading.Hopeless>(await daemon.AwakenAsync(new Secret(WalletPassword)));
        Assert.Contains("cannot be read", corrupt.Why, StringComparison.Ordinal);

        File.Delete(site.WalletPath);
        var missing = Assert.IsType<ReplyReading.Hopeless>(await daemon.AwakenAsync(new Secret(WalletPassword)));
        Assert.Contains("the file is missing", missing.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_named_as_the_cause_of_the_exit()
    {
        using var thief = new TcpListener(IPAddress.Loopback, 0);
        thief.Start();
        var (spec, site) = Place();
        site = site with { Port = ((IPEndPoint)thief.LocalEndpoint).Port };
        using var daemon = new PlannedDaemon(Electrum, spec, site);

        var exit = await daemon.ExitAsync();

        Assert.Equal(0, exit.Code);
        Assert.Contains("another program took its RPC port", Electrum.Explain(spec, exit), StringComparison.Ordinal);
        Assert.Null(Electrum.Hopeless(spec, exit));
    }

    [Fact]
    public async Task Without_a_server_it_wakes_offline_and_says_so()
    {
        var (spec, site) = Place();
        spec = spec with { Server = "" };
        using var daemon = new PlannedDaemon(Electrum, spec, site);

        Assert.IsType<ReplyReading.Good>(await daemon.AwakenAsync(new Secret(WalletPassword)));

        var health = await daemon.ProbeUntilAsync(h => h.Addresses is not null);
        Assert.StartsWith("no Electrum server is configured", Assert.Single(health.Degradations), StringComparison.Ordinal);
        Assert.False(health.Connected);
        Assert.Null((await daemon.CallAsync(Electrum.Stop(spec, site)!)).Error);
        Assert.Equal(0, (await daemon.ExitAsync()).Code);
    }

    private (DaemonSpec Spec, DaemonSite Site) Place()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "store-0")).FullName;
        var copy = Path.Combine(folder, "wallet");
        File.Copy(Wallet, copy);
        var spec = new DaemonSpec
        {
            Id = "store-0",
            Wallet = "store",
            Ordinal = 0,
            Dialect = "electrum",
            Network = "regtest",
            Command = ["electrum"],
            WalletFile = Wallet,
            Server = $"127.0.0.1:{_serverPort}:t",
            Start = new StartLimits(TimeSpan.FromSeconds(45), TimeSpan.FromMilliseconds(500)),
            Probe = new ProbeLimits(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), 3, 1),
            Restart = new RestartLimits(TimeSpan.Zero, TimeSpan.FromMilliseconds(250), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), 5, TimeSpan.FromMinutes(10)),
            Stop = new StopLimits(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)),
            Call = new CallLimits(1, 128, TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(8)),
        };
        return (spec, new DaemonSite(folder, copy, FreeRun(1), "paywarden", new Secret(Guid.NewGuid().ToString("N"))));
    }

    private async Task CreateWalletAsync()
    {
        using var electrum = Process.Start(new ProcessStartInfo(
            "electrum", ["--regtest", "-D", Path.Combine(_folder, "maker"), "create", "--offline", "--password", WalletPassword, "-w", Wallet])
        {
            RedirectStandardOutput = true,
        })!;
        await electrum.StandardOutput.ReadToEndAsync();
        await electrum.WaitForExitAsync();
        Assert.Equal(0, electrum.ExitCode);
    }

    private static int FreeRun(int count)
    {
        while (true)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            var port = ((IPEndPoint)first.LocalEndpoint).Port;
            if (port + count <= IPEndPoint.MaxPort)
            {
                return port;
            }
        }
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cluster.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}

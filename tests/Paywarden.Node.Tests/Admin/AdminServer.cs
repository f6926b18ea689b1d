using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Paywarden.Daemons;
using Paywarden.Kernel;
using Paywarden.Ledger;
using Paywarden.Routing;
using Paywarden.Settings;

namespace Paywarden.Admin;

/// <summary>An admin port as a node has it, on a port of its own, over a roster that the test writes and ports that the test answers.</summary>
public sealed class AdminServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SqliteEventLog _log;

    private AdminServer(WebApplication app, SqliteEventLog log, string dataDir, RosterSource roster)
    {
        (_app, _log, DataDir, Roster) = (app, log, dataDir, roster);
        Http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(TokenFile).Trim());
    }

    public IServiceProvider Services => _app.Services;

    public string DataDir { get; }

    public string TokenFile => Path.Combine(DataDir, AdminToken.FileName);

    /// <summary>Carries the token.</summary>
    public HttpClient Http { get; }

    public RosterSource Roster { get; }

    public FakeOperations Operations { get; } = new();

    public FakeCalls Calls { get; } = new();

    public FakeReload Reload { get; } = new();

    public FakeLedgers Ledgers { get; } = new();

    public Readiness Readiness { get; } = new();

    public IEventLog Log => _log;

    /// <param name="metrics">One at a time in a process: whoever reads a meter reads all of its name.</param>
    public static async Task<AdminServer> StartAsync(bool metrics = false)
    {
        var dataDir = Directory.CreateTempSubdirectory("paywarden-admin-").FullName;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var log = new SqliteEventLog(Path.Combine(dataDir, "events.db"), "n1", TimeProvider.System, NullLogger<SqliteEventLog>.Instance);
        builder.Services.AddAdmin(AdminToken.Create(dataDir));
        if (metrics)
        {
            builder.Services.AddNodeMetrics(daemons: 3);
        }

        builder.Services.AddSingleton<RouterViewSource>();
        builder.Services.AddSingleton<IDaemonRpc, NoDaemonRpc>();
        builder.Services.AddSingleton<IDaemonStore>(new DaemonStore(dataDir, NullLogger<DaemonStore>.Instance));
        builder.Services.AddSingleton<IEventLog>(log);
        builder.Services.Configure<PaywardenOptions>(o =>
        {
            o.Node.Name = "n1";
            o.Node.DataDir = dataDir;
            o.Wallets["store"] = new WalletOptions
            {
                Dialect = "simulator",
                Network = "regtest",
                Daemons = 3,
                Restart = new RestartOptions { CrashLoop = 5, CrashLoopWithin = TimeSpan.FromMinutes(10) },
            };
            o.Wallets["empty"] = new WalletOptions { Dialect = "generic", Network = "regtest" };
        });

        AdminServer? server = null;
        var roster = new RosterSource();
        builder.Services.AddSingleton(roster);
        builder.Services.AddSingleton<IOperations>(_ => server!.Operations);
        builder.Services.AddSingleton<IOperatorCalls>(_ => server!.Calls);
        builder.Services.AddSingleton<ILedgers>(_ => server!.Ledgers);
        builder.Services.AddSingleton<IHeldWallets>(_ => server!.Ledgers);
        builder.Services.AddSingleton<IReload>(_ => server!.Reload);
        builder.Services.AddSingleton(_ => server!.Readiness);
        var app = builder.Build();
        app.MapAdmin().MapHealth();
        if (metrics)
        {
            app.MapMetrics();
        }

        await app.StartAsync();
        return server = new AdminServer(app, log, dataDir, roster);
    }

    public void Publish(params DaemonStatus[] daemons) => Roster.Publish(new Roster([.. daemons], Roster.Current.Paused));

    public async Task<JsonElement> GetAsync(string path) => JsonDocument.Parse(await Http.GetStringAsync(path)).RootElement;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        await _log.DisposeAsync();
        Directory.Delete(DataDir, recursive: true);
    }
}

public static class Some
{
    public static readonly DateTimeOffset Instant = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static DaemonStatus Daemon(string id = "store-0", DaemonState state = DaemonState.Ready, string why = "answers within 2 ms") => new()
    {
        Id = id,
        Wallet = id[..id.LastIndexOf('-')],
        Node = "n1",
        Role = id.EndsWith("-0", StringComparison.Ordinal) ? DaemonRole.Builder : DaemonRole.Twin,
        State = state,
        Why = why,
        Pid = 4711,
        Port = 7800,
        Since = Instant,
        Health = new HealthReport(120, 121, true, true, 40, []),
        Version = 1,
    };

    public static DaemonSpec Spec() => DaemonSpecs.From(new PaywardenOptions { Wallets = { ["store"] = new WalletOptions { Dialect = "simulator", Daemons = 1 } } }, "store")[0];

    public static EventEntry Event(string daemon = "store-0", string why = "launched as pid 4711", string by = "paywarden") =>
        new(0, Instant, "daemon-launched", "n1", "store", daemon, why, by);
}

public sealed class FakeOperations : IOperations
{
    public List<string> Asked { get; } = [];

    public (string? Done, Refusal? No) Answer { get; set; } = ("done so", null);

    public Task<(string? Done, Refusal? No)> ActAsync(string daemonId, DaemonAct what, string by, CancellationToken cancel) => Ask($"{what} {daemonId} by {by}");

    public Task<(string? Done, Refusal? No)> PauseAsync(string wallet, string reason, string by, CancellationToken cancel) => Ask($"Pause {wallet} because {reason} by {by}");

    public Task<(string? Done, Refusal? No)> ResumeAsync(string wallet, string by, CancellationToken cancel) => Ask($"Resume {wallet} by {by}");

    private Task<(string? Done, Refusal? No)> Ask(string what)
    {
        Asked.Add(what);
        return Task.FromResult(Answer);
    }
}

public sealed class FakeCalls : IOperatorCalls
{
    public List<OperatorCall> Asked { get; } = [];

    public Func<OperatorCall, OperatorReply> Answer { get; set; } = call => new OperatorReply.Result(JsonDocument.Parse("""{"version":"4.4.5"}""").RootElement, call.Daemon.Length > 0 ? call.Daemon : "store-1");

    public Task<OperatorReply> CallAsync(OperatorCall call, CancellationToken cancel)
    {
        lock (Asked)
        {
            Asked.Add(call);
        }

        return Task.FromResult(Answer(call));
    }
}

/// <summary>Nobody may be called where the router shows nobody.</summary>
public sealed class NoDaemonRpc : IDaemonRpc
{
    public Task<DaemonReply> CallAsync(DaemonEndpoint endpoint, DaemonCall call, TimeSpan limit, CancellationToken cancel) =>
        throw new InvalidOperationException("no daemon here can be called");
}

public sealed class FakeReload : IReload
{
    public ReloadReport Report { get; set; } = new(["rpc.users.bchrpc.rate"], ["rpc.listen"], []);

    public Task<ReloadReport> ReloadAsync(string by, CancellationToken cancel) => Task.FromResult(Report);
}

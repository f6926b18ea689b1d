using System.Collections.Immutable;
using Akka.Hosting;
using Microsoft.Extensions.Options;
using Paywarden.Admin;
using Paywarden.Daemons;
using Paywarden.Daemons.Dialects;
using Paywarden.Fleet;
using Paywarden.JsonRpc;
using Paywarden.Routing;
using Paywarden.Kernel;
using Paywarden.Ledger;
using Paywarden.Settings;
using Paywarden.Webhooks;

namespace Paywarden.Startup;

/// <summary>The composition root: everything of a node, wired once.</summary>
internal static class NodeApp
{
    public static WebApplication Build(NodePlan plan)
    {
        // An empty one: the others read appsettings.json and environment variables of their own (the configuration is HOCON, in one place), and
        // watch every file below the working directory for changes, the data directory among them.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore();
        var services = builder.Services;
        services.AddRoutingCore();
        services.AddSingleton(NodeLogs.Add(builder, plan));
        services.AddSingleton(plan);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new LiveOptions(plan.Options));
        services.AddSingleton<IOptionsMonitor<PaywardenOptions>>(p => p.GetRequiredService<LiveOptions>());
        AddDaemons(services, plan);
        AddOperations(services, plan);
        services.AddMetrics();
        services.AddSingleton<RpcMetrics>();
        services.AddSingleton<RpcSettingsSource>();
        services.AddSingleton<CallRunner>();
        services.AddSingleton<PaymentRpc>();
        AddLedgers(services, plan);
        AddWebhooks(services, plan);
        services.AddSingleton<IOperatorCalls, OperatorCalls>();

        // In this order, because the last to start is the first to stop: the listeners, then the daemons, then the actors that stop them, then what these write to.
        AddStorage(services, plan);
        Actors.Add(services, plan);
        services.AddSingleton<NodeLifetime>().AddHostedService(p => p.GetRequiredService<NodeLifetime>());
        services.AddSingleton<Reload>().AddHostedService(p => p.GetRequiredService<Reload>());
        services.AddSingleton<IReload>(p => p.GetRequiredService<Reload>());
        services.AddAdmin(AdminToken.Create(plan.Options.Node.DataDir));
        services.AddNodeMetrics(plan.Specs.Length);
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(150));
        Listeners.Configure(builder.WebHost, plan);

        var app = builder.Build();
        Listeners.Map(app, plan);
        return app;
    }

    private static void AddDaemons(IServiceCollection services, NodePlan plan)
    {
        Func<string, Dialect> dialects = name => DialectCatalog.Find(name) ?? throw new InvalidOperationException($"no dialect {name}");
        var queues = plan.Pools.ToDictionary(p => p.Wallet, p => p.Call.Queue, StringComparer.Ordinal);
        services.AddSingleton(new CallGates(wallet => queues[wallet]));
        services.AddSingleton<RouterViewSource>();
        services.AddSingleton<RosterSource>();
        services.AddSingleton<ExitWatcher>();
        services.AddSingleton<DaemonTransports>();
        services.AddSingleton<IDaemonRpc, HttpDaemonRpc>();
        services.AddSingleton(new PublicKeys(plan.Options.Node.DataDir));
        services.AddSingleton(p => new DaemonLauncher(
            plan.Options.Node.DataDir, plan.Options.Log, dialects, p.GetRequiredService<ExitWatcher>(), p.GetRequiredService<PublicKeys>(), TimeProvider.System, p.GetRequiredService<ILogger<DaemonLauncher>>()));
        services.AddSingleton(p => new DaemonStore(plan.Options.Node.DataDir, p.GetRequiredService<ILogger<DaemonStore>>()));
        services.AddSingleton<IDaemonStore>(p => p.GetRequiredService<DaemonStore>());
        services.AddSingleton(p => new SqliteEventLog(plan.Data("events.db"), plan.Options.Node.Name, TimeProvider.System, p.GetRequiredService<ILogger<SqliteEventLog>>()));
        services.AddSingleton<IEventLog>(p => new SpokenEvents(p.GetRequiredService<SqliteEventLog>(), p.GetRequiredService<ILogger<SpokenEvents>>()));
        services.AddSingleton(p => new DaemonPorts(
            plan.Options.Node.Name,
            p.GetRequiredService<DaemonLauncher>(),
            p.GetRequiredService<IDaemonRpc>(),
            p.GetRequiredService<DaemonStore>(),
            p.GetRequiredService<PublicKeys>(),
            p.GetRequiredService<IEventLog>(),
            dialects,
            p.GetRequiredService<CallGates>(),
            p.GetRequiredService<RouterViewSource>(),
            p.GetRequiredService<RosterSource>(),
            p.GetRequiredService<DaemonMetrics>(),
            TimeProvider.System,
            Random.Shared.NextDouble));
    }

    private static void AddLedgers(IServiceCollection services, NodePlan plan)
    {
        services.AddSingleton(p => new PayingWallets(plan.Paying, p.GetRequiredService<PublicKeys>(), p.GetRequiredService<RouterViewSource>(), p.GetRequiredService<CallRunner>(), plan.Options.Wallets.ContainsKey, TimeProvider.System));
        services.AddSingleton<OwnCalls>().AddSingleton<LedgerGate>().AddSingleton<IOwnCalls, LedgerRpc>().AddSingleton<IOwnCalls, LegacyRpc>().AddSingleton<IOwnCalls, AddressRpc>();
        services.AddSingleton(p => new LedgerWorld(
            plan.Options.Node.Name,
            p.GetRequiredService<ILedgerLease>(),
            p.GetRequiredService<ILedgerArchive>(),
            p.GetRequiredService<IHighWater>(),
            p.GetRequiredService<PayingWallets>(),
            p.GetRequiredService<PayingWallets>().PoolOf,
            p.GetRequiredService<IEventLog>(),
            TimeProvider.System,
            Random.Shared.NextDouble)
        {
            Addresses = p.GetRequiredService<SqlLedgerAddresses>(),
            Meter = p.GetRequiredService<LedgerMetrics>(),
            Follower = (account, ledger) => WebhookActor.Props(p.GetRequiredService<WebhookWorld>(), account, ledger),
        });
        services.AddSingleton<LedgerMetrics>().AddSingleton<IHeldWallets>(p => p.GetRequiredService<LedgerMetrics>()).AddSingleton<ILedgers, Ledgers>();
    }

    private static void AddWebhooks(IServiceCollection services, NodePlan plan)
    {
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<IWebhookSender, HttpWebhookSender>();
        services.AddSingleton<IWebhookOutbox>(p => new SqlWebhookOutbox(p.GetRequiredService<LedgerStorage>().Webhooks));
        services.AddSingleton(p => new WebhookWorld(
            plan.Options.Node.Name,
            wallet => WebhookTargets.Of(plan.Options, wallet),
            new SqlLedgerHistory(p.GetRequiredService<LedgerStorage>().History),
            p.GetRequiredService<IWebhookOutbox>(),
            p.GetRequiredService<IWebhookSender>(),
            p.GetRequiredService<WebhookMetrics>(),
            p.GetRequiredService<IEventLog>(),
            TimeProvider.System,
            Random.Shared.NextDouble));
    }

    private static void AddStorage(IServiceCollection services, NodePlan plan)
    {
        services.AddSingleton(_ => LedgerStorage.Of(plan.Options.Storage, plan.Options.Node.DataDir, TimeProvider.System));
        services.AddSingleton(p => new StorageStart(
            p.GetRequiredService<LedgerStorage>(), plan.Paying.Any(), p.GetRequiredService<IHostApplicationLifetime>().StopApplication, TimeProvider.System, p.GetRequiredService<ILogger<StorageStart>>()));
        services.AddHostedService(p => p.GetRequiredService<StorageStart>());
        services.AddSingleton(p => p.GetRequiredService<LedgerStorage>().Lease);
        services.AddSingleton(p => p.GetRequiredService<LedgerStorage>().Archive);
        services.AddSingleton<ICallBook>(p => new SqlCallBook(p.GetRequiredService<LedgerStorage>().Calls, TimeProvider.System, plan.Options.Node.Name, Guid.NewGuid().ToString("n")));
        services.AddSingleton(p => p.GetRequiredService<LedgerStorage>().Addresses);
        services.AddSingleton<IHighWater>(p => new HighWaterFile(plan.Data("high-water"), TimeProvider.System, p.GetRequiredService<ILogger<HighWaterFile>>()));
    }

    private static void AddOperations(IServiceCollection services, NodePlan plan)
    {
        services.AddSingleton(p => new Operations(
            () => p.GetRequiredService<IRequiredActor<DaemonActor>>().ActorRef,
            () => p.GetRequiredService<IRequiredActor<FleetActor>>().ActorRef,
            p.GetRequiredService<RosterSource>(),
            p.GetRequiredService<IEventLog>(),
            TimeProvider.System,
            plan.Options.Node.Name,
            () => [.. plan.Options.Wallets.Keys]));
        services.AddSingleton<IOperations>(p => p.GetRequiredService<Operations>());
        services.AddSingleton<ICallReports>(p => p.GetRequiredService<Operations>());
    }
}

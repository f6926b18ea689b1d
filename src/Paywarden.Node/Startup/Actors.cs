using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Sql;
using Paywarden.Daemons;
using Paywarden.Fleet;
using Paywarden.Ledger;
using Paywarden.Routing;
using Paywarden.Settings;

namespace Paywarden.Startup;

/// <summary>The actor system of a node: a cluster of one until more hosts come, with the daemons already sharded.</summary>
internal static class Actors
{
    public static void Add(IServiceCollection services, NodePlan plan) => services.AddAkka("paywarden", (akka, provider) =>
    {
        var world = provider.GetRequiredService<DaemonPorts>();
        akka
            .AddHocon(Configuration(plan, provider.GetRequiredService<LedgerStorage>()), HoconAddMode.Prepend)
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .WithActors((system, registry) =>
            {
                var router = system.ActorOf(RouterActor.Props(world.Views, world.Rosters, world.Gates), "router");
                router.Tell(new RouterProtocol.PoolsChanged(plan.Pools));
                registry.Register<RouterActor>(router);

                var shared = world.World(router);
                registry.Register<DaemonActor>(ClusterSharding.Get(system).Start(
                    DaemonShards.Region,
                    id => DaemonActor.Props(shared, id),
                    ClusterShardingSettings.Create(system),
                    new DaemonShards()));

                var ledgers = ClusterSharding.Get(system).Start(
                    LedgerShards.Region,
                    wallet => LedgerEntity.Props(provider.GetRequiredService<LedgerWorld>(), wallet),
                    ClusterShardingSettings.Create(system),
                    new LedgerShards());
                registry.Register<LedgerEntity>(ledgers);
                provider.GetRequiredService<PayingWallets>().Watch();
                system.ActorOf(LedgerKeeper.Props([.. provider.GetRequiredService<PayingWallets>().Names], ledgers), "ledger-keeper");
            })
            .WithSingleton<FleetActor>(
                "fleet",
                (_, registry, _) => FleetActor.Props(
                    plan.Specs,
                    registry.Get<DaemonActor>(),
                    FleetBookActor.Props(registry.Get<RouterActor>(), world.Clock, world.Roll)),
                new ClusterSingletonOptions { Role = DaemonShards.Role, BufferSize = 1000 });
    });

    private static Config Configuration(NodePlan plan, LedgerStorage storage)
    {
        using var file = new StreamReader(typeof(Actors).Assembly.GetManifestResourceStream("Paywarden.Startup.akka.conf")!);
        var (host, port) = ListenAddress.Parse(plan.Options.Cluster.Listen)!;
        return ConfigurationFactory.ParseString($$"""
            akka {
              remote.dot-netty.tcp {
                hostname = "{{host}}"
                port = {{port}}
              }
              cluster.seed-nodes = ["akka.tcp://paywarden@{{host}}:{{port}}"]
            }
            """)
            .WithFallback(Stores(storage))
            .WithFallback(plan.Load.Akka.Length > 0 ? ConfigurationFactory.ParseString(plan.Load.Akka) : Config.Empty)
            .WithFallback(ConfigurationFactory.ParseString(file.ReadToEnd()))
            // Without these defaults no persistent entity ever starts, and only a warning says so.
            .WithFallback(SqlPersistence.DefaultConfiguration);
    }

    internal static Config Stores(LedgerStorage storage) => Stored("journal", storage.Journal).WithFallback(Stored("snapshot-store", storage.Snapshots));

    private static Config Stored(string kind, LedgerStorage.Place place) => ConfigurationFactory.ParseString($$"""
        akka.persistence.{{kind}}.sql {
          connection-string = {{Quoted(place.Connection)}}
          provider-name = "{{place.Provider}}"
          # The tables are there: made by itself, they would be without the fence, and nodes that start at once would race.
          auto-initialize = false
          # A snapshot only saves time: one that is lost, damaged or newer than this program is made up for by reading every event.
          snapshot-is-optional = true
          {{(place.Provider == LedgerStorage.Sqlite ? "parallelism = 1" : "")}}
        }
        """);

    /// <summary>A password may hold a quote.</summary>
    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}

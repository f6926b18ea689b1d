using Microsoft.AspNetCore.Server.Kestrel.Core;
using Paywarden.Admin;
using Paywarden.JsonRpc;
using Paywarden.Routing;
using Paywarden.Settings;

namespace Paywarden.Startup;

/// <summary>Which port serves what: rpc the payments and health, admin everything to see and steer, observe health and metrics alone.</summary>
internal static class Listeners
{
    public static void Configure(IWebHostBuilder web, NodePlan plan) => web.ConfigureKestrel(kestrel =>
    {
        var rpc = plan.Options.Rpc;
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = rpc.MaxBody;
        kestrel.Limits.RequestHeadersTimeout = rpc.HeaderTimeout;

        // Slow bodies are cut by a time of our own (rpc.body-timeout), which says so in words.
        kestrel.Limits.MinRequestBodyDataRate = null;
        var connections = new ConnectionCap(rpc.MaxConnections);
        foreach (var address in RpcAddresses(plan))
        {
            Listen(kestrel, address, listen => listen.Use(connections.Guard));
        }

        Listen(kestrel, plan.Options.Admin.Listen, _ => { });
        Listen(kestrel, plan.Options.Observe.Listen, _ => { });
    });

    public static void Map(WebApplication app, NodePlan plan)
    {
        var rpcPorts = RpcAddresses(plan).Select(a => ListenAddress.Parse(a)!.Port).ToHashSet();
        var rpc = app.Services.GetRequiredService<PaymentRpc>();
        app.Use((http, next) =>
            rpcPorts.Contains(http.Connection.LocalPort) && PaymentRpc.WalletOfPath(http.Request.Path) is { } wallet ? rpc.HandleAsync(http, wallet) : next(http));
        app.MapHealth();
        app.MapAdmin();
    }

    private static IEnumerable<string> RpcAddresses(NodePlan plan) =>
        plan.Options.Wallets.Values.Select(w => w.Listen).Prepend(plan.Options.Rpc.Listen).Where(a => a.Length > 0).Distinct();

    private static void Listen(KestrelServerOptions kestrel, string address, Action<ListenOptions> with)
    {
        if (address.Length > 0)
        {
            var (ip, port) = ListenAddress.Parse(address)!;
            kestrel.Listen(ip, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                with(listen);
            });
        }
    }
}

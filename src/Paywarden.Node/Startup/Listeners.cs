using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Paywarden.Admin;
using Paywarden.Routing;
using Paywarden.Settings;

namespace Paywarden.Startup;

/// <summary>Which port serves what: rpc the payments and health, admin everything to see and steer, observe metrics and health alone.</summary>
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
        foreach (var address in plan.Options.Wallets.Values.Select(w => w.Listen).Prepend(rpc.Listen).Distinct())
        {
            Listen(kestrel, address, ListenerKind.Rpc, listen => listen.Use(connections.Guard));
        }

        Listen(kestrel, plan.Options.Admin.Listen, ListenerKind.Admin, _ => { });
        Listen(kestrel, plan.Options.Observe.Listen, ListenerKind.Observe, _ => { });
    });

    public static void Map(WebApplication app)
    {
        // Before any routing, so that nothing of the admin port can be reached by another one, and a payment call passes nothing that it does not need.
        var rpc = app.Services.GetRequiredService<PaymentRpc>();
        app.Use((http, next) => Listener.Of(http).Kind switch
        {
            ListenerKind.Rpc => PaymentRpc.WalletOfPath(http.Request.Path) is { } wallet ? rpc.HandleAsync(http, wallet) : IsHealth(http) ? next(http) : NothingHere(http),
            ListenerKind.Observe => IsHealth(http) || IsMetrics(http) ? next(http) : NothingHere(http),
            _ => IsMetrics(http) && !AdminGate.IsLocal(http) ? NotForOthers(http) : next(http),
        });
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRouting();
        app.MapHealth();
        app.MapMetrics();
        app.MapAdmin();
    }

    private static Task NothingHere(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static Task NotForOthers(HttpContext http) =>
        Problems.Of(403, "not-local", "Metrics are for this host on this port. For others there is the listener observe.").ExecuteAsync(http);

    private static bool IsHealth(HttpContext http) => http.Request.Path.StartsWithSegments("/healthz");

    private static bool IsMetrics(HttpContext http) => http.Request.Path == "/metrics";

    private static void Listen(KestrelServerOptions kestrel, string address, ListenerKind kind, Action<ListenOptions> with)
    {
        if (address.Length > 0)
        {
            var (ip, port) = ListenAddress.Parse(address)!;
            kestrel.Listen(ip, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                with(listen);
                new Listener(kind).Mark(listen);
            });
        }
    }
}

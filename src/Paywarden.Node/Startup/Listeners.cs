using Microsoft.AspNetCore.Server.Kestrel.Core;
using Paywarden.Admin;
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
        var callers = new ConnectionCap(rpc.MaxConnections);
        foreach (var listener in All(plan.Options))
        {
            var (ip, port) = ListenAddress.Parse(listener.Address)!;
            kestrel.Listen(ip, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listener.Mark(listen);
                if (listener.Kind == ListenerKind.Rpc)
                {
                    listen.Use(callers.Guard);
                }
            });
        }
    });

    public static void Map(WebApplication app, NodePlan plan)
    {
        // Before any routing, so that nothing of the admin port can be reached by another one, and a payment call passes nothing that it does not need.
        app.MapWhen(http => Listener.Of(http).Kind == ListenerKind.Rpc && !IsHealth(http), rpc =>
        {
            var payments = app.Services.GetRequiredService<PaymentRpc>();
            rpc.Run(http => PaymentRpc.WalletOfPath(http.Request.Path) is { } wallet ? payments.HandleAsync(http, wallet, Listener.Of(http).Wallet) : NothingHere(http));
        });
        app.MapWhen(http => Listener.Of(http).Kind == ListenerKind.Observe && !IsHealth(http) && !IsMetrics(http), observe => observe.Run(NothingHere));
        app.MapWhen(http => IsMetrics(http) && Listener.Of(http).Kind == ListenerKind.Admin && !AdminGate.IsLocal(http), metrics => metrics.Run(http =>
            Problems.Of(403, "not-local", "Metrics are for this host on this port. For others there is the listener observe.").ExecuteAsync(http)));

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

    private static bool IsHealth(HttpContext http) => http.Request.Path.StartsWithSegments("/healthz");

    private static bool IsMetrics(HttpContext http) => http.Request.Path == "/metrics";

    private static IEnumerable<Listener> All(PaywardenOptions options) =>
        new Listener[]
        {
            new(ListenerKind.Rpc, options.Rpc.Listen),
            new(ListenerKind.Admin, options.Admin.Listen),
            new(ListenerKind.Observe, options.Observe.Listen),
        }
            .Concat(options.Wallets.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => new Listener(ListenerKind.Rpc, w.Value.Listen, w.Key)))
            .Where(l => l.Address.Length > 0);
}

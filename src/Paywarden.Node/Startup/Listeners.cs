using Paywarden.Admin;
using Paywarden.Settings;

namespace Paywarden.Startup;

/// <summary>Which port serves what: rpc the payments and health, admin everything to see and steer, observe metrics and health alone.</summary>
internal static class Listeners
{
    public static void Configure(IWebHostBuilder web, NodePlan plan) => web.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        foreach (var listener in All(plan.Options))
        {
            var (ip, port) = ListenAddress.Parse(listener.Address)!;
            kestrel.Listen(ip, port, listener.Mark);
        }
    });

    public static void Map(WebApplication app, NodePlan plan)
    {
        // Before any routing, so that nothing of the admin port can be reached by another one, and a payment call passes nothing that it does not need.
        app.MapWhen(http => Listener.Of(http).Kind == ListenerKind.Rpc && !IsHealth(http), MapRpc);
        app.MapWhen(http => Listener.Of(http).Kind == ListenerKind.Observe && !IsHealth(http) && !IsMetrics(http), NothingHere);

        app.MapWhen(http => IsMetrics(http) && Listener.Of(http).Kind == ListenerKind.Admin && !AdminGate.IsLocal(http), app => app.Run(http =>
            Problems.Of(403, "not-local", "Metrics are for this host on this port. For others there is the listener observe.").ExecuteAsync(http)));

        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRouting();
        app.MapHealth();
        app.MapMetrics();
        app.MapAdmin();
    }

    /// <summary>The payment endpoint's place.</summary>
    private static void MapRpc(IApplicationBuilder rpc) => NothingHere(rpc);

    private static void NothingHere(IApplicationBuilder app) => app.Run(http =>
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });

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

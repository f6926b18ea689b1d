using Paywarden.Admin;
using Paywarden.Settings;

namespace Paywarden.Startup;

/// <summary>Which port serves what: rpc the payments and health, admin everything to see and steer, observe metrics and health alone.</summary>
internal static class Listeners
{
    public static void Configure(IWebHostBuilder web, NodePlan plan) => web.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        foreach (var address in new[] { plan.Options.Rpc.Listen, plan.Options.Admin.Listen, plan.Options.Observe.Listen }.Where(l => l.Length > 0))
        {
            var (ip, port) = ListenAddress.Parse(address)!;
            kestrel.Listen(ip, port);
        }
    });

    public static void Map(WebApplication app, NodePlan plan)
    {
        app.MapHealth();
        app.MapAdmin();
    }
}

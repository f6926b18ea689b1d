using System.Globalization;
using System.Net;
using Yarp.ReverseProxy.Configuration;

namespace Paywarden.Proxies;

/// <summary>A YARP with nothing on it, as a process of its own: "yarp PORT BACKEND-PORT…".</summary>
internal static class YarpProxy
{
    public static int Run(string[] ports)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, int.Parse(ports[0], CultureInfo.InvariantCulture)));
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "backends", Match = new RouteMatch { Path = "{**all}" } }],
            [new ClusterConfig
            {
                ClusterId = "backends",
                LoadBalancingPolicy = "PowerOfTwoChoices",
                Destinations = ports[1..].ToDictionary(p => p, p => new DestinationConfig { Address = $"http://127.0.0.1:{p}/" }, StringComparer.Ordinal),
            }]);
        var app = builder.Build();
        app.MapReverseProxy();
        app.Run();
        return 0;
    }
}

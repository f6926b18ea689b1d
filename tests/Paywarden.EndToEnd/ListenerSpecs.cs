using System.Net;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden;

/// <summary>Each port serves what it is for and nothing else; what monitoring reads has the form that it wants.</summary>
[Collection(Alone.Name)]
public sealed class ListenerSpecs(ITestOutputHelper output)
{
    private static readonly string[] OfAdmin = ["/", "/metrics", "/openapi/v1.json"];
    private static readonly string[] NotForOthers = ["/api/v1/daemons", "/api/v1/reload", "/api", "/openapi/v1.json", "/API/v1/daemons"];

    [Fact]
    public Task Each_port_serves_what_it_is_for_and_nothing_else() => Scene.PlayAsync(output, async scene =>
    {
        var (node, settings, observe) = Setting(scene);
        await node.StartAsync();
        using var http = new HttpClient();
        var everywhere = new[] { settings.RpcPort, settings.AdminPort, observe };

        foreach (var port in everywhere)
        {
            Assert.Equal(HttpStatusCode.OK, await GetAsync(port, "/healthz/live"));
            Assert.Equal(HttpStatusCode.OK, await GetAsync(port, "/healthz/ready"));
        }

        Assert.Equal(HttpStatusCode.OK, await GetAsync(observe, "/metrics"));
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(settings.RpcPort, "/metrics"));
        foreach (var path in OfAdmin)
        {
            Assert.Equal(HttpStatusCode.OK, await GetAsync(settings.AdminPort, path));
            Assert.NotEqual(HttpStatusCode.OK, await GetAsync(settings.RpcPort, path));
        }

        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(observe, "/"));
        foreach (var path in NotForOthers)
        {
            Assert.Equal(HttpStatusCode.NotFound, await GetAsync(settings.RpcPort, path));
            Assert.Equal(HttpStatusCode.NotFound, await GetAsync(observe, path));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(settings.AdminPort, "/api/v1/daemons"));

        async Task<HttpStatusCode> GetAsync(int port, string path)
        {
            using var response = await http.GetAsync($"http://127.0.0.1:{port}{path}");
            return response.StatusCode;
        }
    });

    [Fact]
    [Trait("Needs", "prometheus")]
    public Task Prometheus_own_check_finds_nothing_to_say_about_the_metrics() => Scene.PlayAsync(output, async scene =>
    {
        var (node, settings, observe) = Setting(scene);
        await node.StartAsync();
        await node.AllReadyAsync(3);
        using var http = new HttpClient();
        using var shop = new RpcClient(settings.RpcPort, NodeSettings.User, settings.Password);
        await shop.CallAsync("getinfo");

        var text = await http.GetStringAsync($"http://127.0.0.1:{observe}/metrics");
        var file = Path.Combine(scene.Folder, "metrics");
        await File.WriteAllTextAsync(file, text);

        Assert.Contains("paywarden_daemon_start_seconds_count{daemon=\"store-0\",wallet=\"store\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("paywarden_rpc_requests_total{class=\"read\"", text, StringComparison.Ordinal);
        Assert.Equal("", (await ChildProcess.RunAsync("sh", ["-c", "promtool check metrics <\"$1\"", "sh", file], scene.Folder, TimeSpan.FromSeconds(30))).Trim());
    });

    private static (NodeProcess Node, NodeSettings Settings, int Observe) Setting(Scene scene)
    {
        var observe = FreePorts.Take(1)[0];
        var settings = NodeSettings.In(scene.Subfolder("data")) with { ObservePort = observe };
        return (NodeProcess.With(scene, settings), settings, observe);
    }
}

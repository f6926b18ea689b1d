using System.Net.Http.Headers;
using System.Text.Json;

namespace Paywarden.Measuring;

/// <summary>The real node as a process of its own.</summary>
internal sealed class MeasuredNode : IDisposable
{
    public const string User = "bench";
    public const string Password = "benchmark-only";

    private readonly HttpClient _admin;
    private readonly string _data;
    private readonly string _allocated;

    private MeasuredNode(int pid, int rpcPort, Workplace place, Uri admin)
    {
        (Pid, RpcPort, _data, _allocated) = (pid, rpcPort, place.File("data"), place.File("allocated"));
        _admin = new HttpClient { BaseAddress = admin, Timeout = TimeSpan.FromSeconds(20) };
    }

    public int Pid { get; }

    public int RpcPort { get; }

    /// <param name="wallets">What stands inside paywarden { wallets { … } }.</param>
    public static async Task<MeasuredNode> Start(Workplace place, string wallets)
    {
        var (rpc, admin) = (Workplace.FreePort(), Workplace.FreePort());
        var config = place.Write("node.conf", $$"""
            paywarden {
              node { name = bench, data-dir = "{{place.File("data")}}" }
              rpc {
                listen = "127.0.0.1:{{rpc}}"
                users { {{User}} { password = "{{Password}}", wallets = ["*"], allow = [read, allocate, pay] } }
              }
              admin.listen = "127.0.0.1:{{admin}}"
              cluster.listen = "127.0.0.1:{{Workplace.FreePort()}}"
              peer.listen = "127.0.0.1:{{Workplace.FreePort()}}"
              log.level = warning
              wallets { {{wallets}} }
            }
            """);
        var process = place.Start("node", "env", $"DOTNET_STARTUP_HOOKS={typeof(StartupHook).Assembly.Location}", $"{StartupHook.File}={place.File("allocated")}", "dotnet", Binary(), "--config", config);
        var node = new MeasuredNode(process.Id, rpc, place, new Uri($"http://127.0.0.1:{admin}"));
        await Workplace.Until(node.IsReady, $"the node; see {place.File("node.log")}", TimeSpan.FromSeconds(60));
        return node;
    }

    public async Task<IReadOnlyList<Daemon>> Daemons() =>
        [.. (await Get("/api/v1/daemons")).GetProperty("items").EnumerateArray().Select(d => new Daemon(
            d.GetProperty("id").GetString()!,
            d.GetProperty("state").GetString()!,
            d.GetProperty("pid") is { ValueKind: JsonValueKind.Number } pid ? pid.GetInt32() : 0,
            d.GetProperty("port") is { ValueKind: JsonValueKind.Number } port ? port.GetInt32() : 0,
            d.GetProperty("since").GetDateTimeOffset()))];

    /// <summary>Waits until so many daemons are ready whose pid is none of <paramref name="before"/>.</summary>
    public async Task<IReadOnlyList<Daemon>> AllReady(int count, IReadOnlySet<int>? before = null)
    {
        IReadOnlyList<Daemon> daemons = [];
        await Workplace.Until(
            async () => (daemons = await Daemons()).Count(d => d.State == "ready" && before?.Contains(d.Pid) != true) == count,
            $"{count} ready daemons",
            TimeSpan.FromMinutes(2));
        return daemons;
    }

    public async Task<DateTimeOffset> FirstEvent(string kind) =>
        (await Get("/api/v1/events?after=0&limit=1000")).GetProperty("items").EnumerateArray().First(e => e.GetProperty("kind").GetString() == kind).GetProperty("at").GetDateTimeOffset();

    /// <summary>Bytes on the managed heap since the start, as of a moment ago.</summary>
    public long Allocated() => BitConverter.ToInt64(File.ReadAllBytes(_allocated));

    public void Dispose() => _admin.Dispose();

    private async Task<JsonElement> Get(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(_data, "admin.token"))).Trim());
        using var response = await _admin.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<bool> IsReady()
    {
        try
        {
            using var response = await _admin.GetAsync("/healthz/ready");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>The node as it was built beside us, in the same configuration.</summary>
    private static string Binary()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(here.Parent!.Parent!.Parent!.Parent!.Parent!.FullName, "src", "Paywarden.Node", "bin", here.Parent!.Name, here.Name, "paywarden-node.dll");
    }

    internal sealed record Daemon(string Id, string State, int Pid, int Port, DateTimeOffset Since);
}

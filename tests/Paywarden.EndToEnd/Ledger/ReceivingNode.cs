using System.Text.Json;
using Paywarden.Breakage;
using Paywarden.Harness;

namespace Paywarden.Ledger;

/// <summary>A node with one simulated wallet on three daemons, seen by those who want to be paid.</summary>
internal sealed class ReceivingNode : IAsyncDisposable
{
    /// <summary>Someone kills on purpose, which is no crash loop.</summary>
    private const string KilledOnPurpose = """

        restart {
          reset-after = 1s
          crash-loop = 10000
        }
        """;

    public static readonly string[] Daemons = ["store-0", "store-1", "store-2"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Errors after which the same call is right: suspended for now, not known yet, or nobody serves at the moment.</summary>
    private static readonly int[] Later = [-32013, -32035, -32020, -32021, -32022, -32023];

    private readonly RpcClient _shop;
    private readonly RpcClient _operator;

    public ReceivingNode(Scene scene, string name, string wallet = "dialect = simulator", string otherWallets = "", Failpoints? failpoints = null)
    {
        Settings = NodeSettings.In(scene.Subfolder(name)) with { Wallet = $"{wallet}\ndaemons = 3{KilledOnPurpose}", OtherWallets = otherWallets };
        Process = failpoints is null ? NodeProcess.With(scene, Settings) : NodeProcess.Failing(scene, Settings, failpoints.Folder);
        _shop = new RpcClient(Settings.RpcPort, NodeSettings.User, Settings.Password, TimeSpan.FromSeconds(40));
        _operator = new RpcClient(Settings.RpcPort, NodeSettings.Operator, Settings.Password, TimeSpan.FromSeconds(40));
        scene.Own(this);
    }

    public NodeSettings Settings { get; }

    public NodeProcess Process { get; }

    /// <summary>A wallet file of the simulator's; the same seed gives the same addresses.</summary>
    public static async Task<string> WalletAsync(Scene scene, string name, string seed)
    {
        var file = Path.Combine(scene.Folder, name);
        await ChildProcess.RunAsync(Rigging.Simulator, ["create", "-w", file, "--seed", seed], scene.Folder, Patience);
        return file;
    }

    public async Task StartAsync(int daemons = 3)
    {
        await Process.StartAsync();
        await Process.AllReadyAsync(daemons);
    }

    /// <summary>As callers do it: again and again until answered. Anything else but "later" is a finding.</summary>
    public async Task<JsonElement> AskAsync(string method, object? parameters = null, bool asOperator = false)
    {
        var answer = await Eventually.SeeAsync(
            $"{method} is answered",
            Patience,
            () => (asOperator ? _operator : _shop).SendAsync(method, parameters),
            a => a.Result is not null || (a.ErrorCode is { } code && !Later.Contains(code)));
        return answer.Result ?? throw new InvalidOperationException($"{method}: {answer.Body}");
    }

    /// <summary>One answer, whatever it is.</summary>
    public Task<RpcAnswer> SendAsync(string method, object? parameters = null) => _shop.SendAsync(method, parameters);

    /// <summary>The same, of another wallet.</summary>
    public Task<RpcAnswer> AtAsync(string wallet, string method, object? parameters = null) => _shop.SendAsync(method, parameters, wallet: wallet);

    /// <summary>What one daemon knows.</summary>
    public async Task<string[]> ReceivingAsync(string daemon) => Texts(await _operator.CallAsync("listaddresses", new { receiving = true }, daemon));

    /// <summary>What whoever answers for the wallet knows.</summary>
    public async Task<string[]> ReceivingAsync() => Texts(await AskAsync("listaddresses", new { receiving = true }));

    public Task ChainAsync(string wish) => Eventually.SeeAsync(wish, Patience, () => _operator.CallAsync("simulator_chain", new[] { wish }, Daemons[0]), _ => true);

    /// <summary>A call to one daemon behind the node's back, as the old system made them.</summary>
    public async Task<JsonElement> BypassAsync(string daemon, string method, object parameters)
    {
        var config = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(Path.Combine(Settings.DataFolder, "daemons", daemon, "home", "config")));
        using var rpc = new RpcClient(config.GetProperty("rpcport").GetInt32(), config.GetProperty("rpcuser").GetString()!, config.GetProperty("rpcpassword").GetString()!);
        return await rpc.CallAsync(method, parameters);
    }

    /// <summary>The daemon that builds and derives.</summary>
    public async Task KillBuilderAsync()
    {
        var status = await Eventually.SeeAsync("there is a builder", Patience, () => _operator.CallAsync("walletstatus"), s => s.GetProperty("builder").ValueKind == JsonValueKind.String);
        var builder = await Process.DaemonAsync(status.GetProperty("builder").GetString()!, "runs", Patience, d => d.Pid is not null);
        Signals.Send(builder.Pid!.Value, Signals.Kill);
    }

    public ValueTask DisposeAsync()
    {
        _shop.Dispose();
        _operator.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(a => a.GetString()!)];
}

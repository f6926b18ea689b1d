using System.Text.Json;
using Paywarden.Harness;

namespace Paywarden.Ledger;

/// <summary>A node with one simulated wallet, seen by a shop, by an operator and by its chain.</summary>
internal sealed class PayingNode : IAsyncDisposable
{
    /// <summary>Someone kills on purpose, which is no crash loop; and a daemon that is slow on purpose is not to be ended for it.</summary>
    private const string Wallet = """
        dialect = simulator
        daemons = 3
        probe { timeout = 10s }
        restart {
          reset-after = 1s
          crash-loop = 10000
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly NodeSettings _settings;
    private readonly RpcClient _shop;
    private readonly RpcClient _operator;

    /// <param name="failpoints">Null: the node as it is shipped.</param>
    /// <param name="more">Lines of the wallet's configuration.</param>
    public PayingNode(Scene scene, string name, Failpoints? failpoints = null, string more = "")
    {
        _settings = NodeSettings.In(scene.Subfolder(name)) with { Wallet = $"{Wallet}\n{more}" };
        Process = failpoints is null ? NodeProcess.With(scene, _settings) : NodeProcess.Failing(scene, _settings, failpoints.Folder);
        _shop = new RpcClient(_settings.RpcPort, NodeSettings.User, _settings.Password);
        _operator = new RpcClient(_settings.RpcPort, NodeSettings.Operator, _settings.Password);
        Shop = new Shop(_shop, Patience);
        Chain = new ChainBook(_settings.DataFolder);
        scene.Own(this);
    }

    public NodeProcess Process { get; }

    public string DataFolder => _settings.DataFolder;

    public NodeSettings Settings => _settings;

    public Shop Shop { get; }

    public ChainBook Chain { get; }

    /// <summary>Of the shop.</summary>
    public string Password => _settings.Password;

    /// <summary>With its daemons, and with a ledger that takes orders.</summary>
    public async Task StartAsync()
    {
        await Process.StartAsync();
        await Process.AllReadyAsync(3);
        await StatusAsync("the ledger has begun", s => s.GetProperty("builder").ValueKind == JsonValueKind.String);
    }

    /// <summary>A shop that waits as long as the node lets it.</summary>
    public RpcClient Client() => new(_settings.RpcPort, NodeSettings.User, _settings.Password, TimeSpan.FromSeconds(40));

    /// <summary>A call of the shop, until it is answered.</summary>
    public Task<JsonElement> AskAsync(string method, object parameters) => Eventually.SeeAsync($"{method} is answered", Patience, () => _shop.CallAsync(method, parameters), _ => true);

    /// <summary>A call of the operator to one daemon.</summary>
    public Task<JsonElement> TellAsync(string daemon, string method, params string[] parameters) =>
        Eventually.SeeAsync($"{method} {string.Join(' ', parameters)} at {daemon}", Patience, () => _operator.CallAsync(method, parameters, daemon), _ => true);

    /// <summary>A call to one daemon behind the node's back.</summary>
    public async Task<JsonElement> BypassAsync(string daemon, string method, params string[] parameters)
    {
        var config = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(Path.Combine(_settings.DataFolder, "daemons", daemon, "home", "config")));
        using var rpc = new RpcClient(config.GetProperty("rpcport").GetInt32(), config.GetProperty("rpcuser").GetString()!, config.GetProperty("rpcpassword").GetString()!);
        return await rpc.CallAsync(method, parameters);
    }

    /// <summary>By whichever daemon can: it is one chain.</summary>
    public async Task MineAsync(int blocks) => await TellAsync((await Process.AllReadyAsync(1)).First(d => d.IsReady).Id, "simulator_chain", $"mine {blocks}");

    /// <summary>What the ledger tells of itself, once it is as wanted.</summary>
    public Task<JsonElement> StatusAsync(string what, Func<JsonElement, bool> enough, TimeSpan? within = null) => Eventually.SeeAsync(what, within ?? Patience, () => _operator.CallAsync("walletstatus"), enough);

    /// <summary>Nothing is open, nothing is leased and nothing is held.</summary>
    public Task SettledAsync(TimeSpan? within = null) => StatusAsync(
        "everything is settled",
        s => s.GetProperty("queued").GetInt32() + s.GetProperty("unsettled").GetInt32() + s.GetProperty("leased_coins").GetInt32() + s.GetProperty("open").GetArrayLength() == 0
            && s.GetProperty("held").ValueKind == JsonValueKind.Null,
        within);

    /// <summary>Until a daemon has said this.</summary>
    public Task SaidAsync(string daemon, string words) => Eventually.HoldsAsync(
        $"{daemon} says {words}", Patience, () => File.ReadAllText(Path.Combine(_settings.DataFolder, "daemons", daemon, "output.log")).Contains(words, StringComparison.Ordinal));

    public ValueTask DisposeAsync()
    {
        _shop.Dispose();
        _operator.Dispose();
        return ValueTask.CompletedTask;
    }
}

using System.Security.Cryptography;
using System.Text.Json;
using Paywarden.Harness;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A shop that pays from three real electrum daemons, each with a server of its own; and what those servers have of it.</summary>
internal sealed class ElectrumShop : IAsyncDisposable
{
    /// <summary>Someone is killing on purpose: that is no crash loop.</summary>
    private const string KilledOnPurpose = """

        restart {
          reset-after = 2s
          crash-loop = 1000
        }
        """;

    private const long Coin = 1_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RpcClient _client;
    private readonly string _data;

    private ElectrumShop(ElectrumLab lab, NodeProcess node, NodeSettings settings)
    {
        (Lab, Node, _data) = (lab, node, settings.DataFolder);
        _client = new RpcClient(settings.RpcPort, NodeSettings.User, settings.Password, TimeSpan.FromSeconds(40));
    }

    public ElectrumLab Lab { get; }

    public NodeProcess Node { get; }

    public string DataFolder => _data;

    /// <param name="coins">Of 0.01 each, in a block.</param>
    public static async Task<ElectrumShop> OpenAsync(Scene scene, int coins)
    {
        var lab = await ElectrumLab.StartAsync(scene);
        var settings = NodeSettings.In(scene.Subfolder("data")) with { Wallet = lab.WalletOnThreeServers + KilledOnPurpose };
        var shop = scene.Own(new ElectrumShop(lab, NodeProcess.With(scene, settings), settings));
        await shop.Node.StartAsync();
        await shop.Node.AllReadyAsync(3);
        foreach (var address in (await shop._client.CallAsync("listaddresses")).EnumerateArray().Take(coins))
        {
            await lab.FundAsync(address.GetString()!, Coin);
        }

        await lab.MineAsync();
        await Eventually.SeeAsync("the money is there", Patience, () => shop._client.CallAsync("getbalance"), b => b.GetProperty("confirmed").ToString() == (coins * 0.01m).ToString("0.##", null));
        await shop.BuilderAsync();
        return shop;
    }

    /// <summary>An address that nobody was paid at, and nobody can spend from.</summary>
    public static string Customer() => Addresses.Write(Chains.BtcRegtest, Scripts.ToWitness(0, RandomNumberGenerator.GetBytes(20)))!;

    public Task<RpcAnswer> PayAsync(string key, string to, string amount = "0.002") =>
        _client.SendAsync("pay", new { outputs = new[] { new { address = to, amount } }, idempotency_key = key });

    /// <summary>As a shop does whose call was cut: again with the same key, until it is told of the end.</summary>
    public async Task<JsonElement> PaySurelyAsync(string key, string to) =>
        (await Eventually.SeeAsync($"{key} is seen", Patience, () => PayAsync(key, to), answer => answer.Result is { } result && result.GetProperty("state").GetString() == "seen")).Result!.Value;

    public Task<JsonElement> PaymentAsync(string key, string state) =>
        Eventually.SeeAsync($"{key} is {state}", Patience, () => _client.CallAsync("getpayment", new { idempotency_key = key }), p => p.GetProperty("state").GetString() == state);

    /// <summary>Any other call of the shop's backend.</summary>
    public Task<RpcAnswer> SendAsync(string method, params object?[] parameters) => _client.SendAsync(method, parameters);

    public Task<JsonElement> StatusAsync() => _client.CallAsync("walletstatus");

    public Task<JsonElement> CallAsync(string method, object? parameters = null) => _client.CallAsync(method, parameters);

    /// <summary>Again until it is answered.</summary>
    public Task<JsonElement> AskAsync(string method, object? parameters = null) => Eventually.SeeAsync($"{method} is answered", Patience, () => CallAsync(method, parameters), _ => true);

    /// <summary>The daemon that builds now.</summary>
    public async Task<SeenDaemon> BuilderAsync()
    {
        var status = await Eventually.SeeAsync("the ledger has a builder", Patience, StatusAsync, s => s.GetProperty("builder").ValueKind == JsonValueKind.String);
        return await Node.DaemonAsync(status.GetProperty("builder").GetString()!, "runs", Patience, d => d.Pid is not null);
    }

    /// <summary>Behind the node's back: the daemon itself, with the credentials that it was given.</summary>
    public RpcClient Direct(SeenDaemon daemon)
    {
        var file = Directory.GetFiles(_data, "config", SearchOption.AllDirectories).Single(f => f.Contains($"{Path.DirectorySeparatorChar}{daemon.Id}{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
        var config = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(file));
        return new RpcClient(config.GetProperty("rpcport").GetInt32(), config.GetProperty("rpcuser").GetString()!, config.GetProperty("rpcpassword").GetString()!);
    }

    /// <summary>What a server has paid to an address, in satoshis, one by one.</summary>
    public async Task<long[]> PaidToAsync(string address) =>
        [.. (await _client.CallAsync("getaddressunspent", new[] { address })).EnumerateArray().Select(coin => coin.GetProperty("value").GetInt64())];

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}

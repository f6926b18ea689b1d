using System.Text.Json;
using Paywarden.Harness;

namespace Paywarden.Ledger;

/// <summary>A node with one wallet on a real litecoind that pays, and another beside it that nobody asks for anything.</summary>
internal sealed class LitecoinShop : IAsyncDisposable
{
    public const string Daemon = "store-0";

    private const string Beside = "beside";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly RpcClient _client;
    private readonly RpcClient _beside;

    private LitecoinShop(LitecoinLab lab, NodeProcess node, NodeSettings settings)
    {
        (Lab, Node, Data) = (lab, node, settings.DataFolder);
        _client = new RpcClient(settings.RpcPort, NodeSettings.User, settings.Password, TimeSpan.FromSeconds(40));
        _beside = new RpcClient(settings.RpcPort, Beside, settings.Password, TimeSpan.FromSeconds(40));
        Caller = new Shop(_client, Patience);
    }

    public LitecoinLab Lab { get; }

    public NodeProcess Node { get; }

    public string Data { get; }

    public Shop Caller { get; }

    /// <param name="coins">Of one litecoin each, for the wallet that pays.</param>
    public static async Task<LitecoinShop> OpenAsync(Scene scene, int coins)
    {
        var lab = await LitecoinLab.StartAsync(scene);
        var settings = NodeSettings.In(scene.Subfolder("data"));
        settings = settings with
        {
            Rpc = "default-wallet = store",
            Wallet = Wallet(lab, "wallet-password = \"of the store\""),
            OtherWallets = $$"""
                {{Beside}} {
                {{Wallet(lab, "")}}
                }
                """,
            OtherUsers = $$"""
                {{Beside}} {
                  password = "{{settings.Password}}"
                  wallets = [{{Beside}}]
                  allow = [read, allocate]
                }
                """,
        };
        var shop = scene.Own(new LitecoinShop(lab, NodeProcess.With(scene, settings), settings));
        await shop.Node.StartAsync();
        await shop.Node.AllReadyAsync(2);
        var addresses = new List<string>();
        for (var i = 0; i < coins; i++)
        {
            addresses.Add(await NewAddressAsync(shop._client));
        }

        await lab.FundAsync(addresses, 1);
        await lab.FundAsync([await NewAddressAsync(shop._beside)], 7);
        await Eventually.SeeAsync("the store's money is there", Patience, shop.MoneyAsync, has => has == coins * 100_000_000L);
        await Eventually.SeeAsync("the money beside is there", Patience, async () => (await shop.BesideAsync()).Money, has => has == 700_000_000);
        await Eventually.SeeAsync("the ledger has a builder", Patience, shop.StatusAsync, s => s.GetProperty("builder").ValueKind == JsonValueKind.String);
        return shop;
    }

    /// <summary>The lines of a wallet on the lab's chain. Someone kills on purpose, which is no crash loop.</summary>
    public static string Wallet(LitecoinLab lab, string more) => $$"""
        dialect = bitcoind
        command = ["litecoind"]
        coin = litecoin
        network = regtest
        servers = ["{{lab.Peer}}"]
        {{more}}
        restart {
          reset-after = 1s
          crash-loop = 10000
        }
        """;

    public Task<JsonElement> AskAsync(string method, params object[] parameters) => _client.CallAsync(method, parameters);

    public Task<JsonElement> StatusAsync() => _client.CallAsync("walletstatus");

    public Task<RpcAnswer> PayAsync(object parameters) => _client.SendAsync("pay", parameters);

    public Task<long> MoneyAsync() => MoneyAsync(_client);

    /// <summary>What the wallet that nobody uses has and has seen.</summary>
    public async Task<(long Money, string Transactions)> BesideAsync()
    {
        var seen = (await _beside.CallAsync("listtransactions")).EnumerateArray();
        return (await MoneyAsync(_beside), string.Join(' ', seen.Select(t => $"{t.GetProperty("category").GetString()} {t.GetProperty("txid").GetString()} {t.GetProperty("amount").GetRawText()}")));
    }

    /// <summary>Mines until nothing is open, block by block: what was sent late is confirmed late.</summary>
    public Task SettledAsync(TimeSpan within) => Eventually.SeeAsync(
        "everything is settled",
        within,
        async () =>
        {
            await Lab.MineAsync();
            return await StatusAsync();
        },
        s => s.GetProperty("queued").GetInt32() + s.GetProperty("unsettled").GetInt32() + s.GetProperty("open").GetArrayLength() == 0 && s.GetProperty("held").ValueKind == JsonValueKind.Null,
        TimeSpan.FromSeconds(1));

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _beside.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<string> NewAddressAsync(RpcClient client) =>
        (await Eventually.SeeAsync("there is a new address", Patience, () => client.CallAsync("getnewaddress"), _ => true)).GetString()!;

    private static async Task<long> MoneyAsync(RpcClient client) => LitecoinLab.Satoshis((await client.CallAsync("getbalances")).GetProperty("mine").GetProperty("trusted"));
}

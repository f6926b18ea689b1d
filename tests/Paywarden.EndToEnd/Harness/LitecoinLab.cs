using System.Text.Json;

namespace Paywarden.Harness;

/// <summary>A chain of one's own for Debian's litecoind: a node that nobody manages. It mines, has all the money at first, and is the judge of what became of it.</summary>
internal sealed class LitecoinLab : IAsyncDisposable
{
    private const string User = "lab";

    /// <summary>A block's reward can be spent after a hundred more: twenty rewards of 50.</summary>
    private const int FirstBlocks = 120;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _node;
    private readonly RpcClient _rpc;
    private string _reward = "";

    private LitecoinLab(ChildProcess node, RpcClient rpc, string peer) => (_node, _rpc, Peer) = (node, rpc, peer);

    /// <summary>host:port where other nodes hear of its chain.</summary>
    public string Peer { get; }

    public static async Task<LitecoinLab> StartAsync(Scene scene)
    {
        var folder = scene.Subfolder("litecoin-lab");
        var ports = FreePorts.Take(2);
        var password = Guid.NewGuid().ToString("N");
        var config = Path.Combine(folder, "litecoin.conf");
        await File.WriteAllTextAsync(config, $"""
            regtest=1
            server=1
            rpcuser={User}
            rpcpassword={password}
            dnsseed=0
            discover=0
            listenonion=0
            fallbackfee=0.00001
            [regtest]
            bind=127.0.0.1
            port={ports[0]}
            rpcbind=127.0.0.1
            rpcallowip=127.0.0.1
            rpcport={ports[1]}

            """);
        var node = new ChildProcess("litecoind", ["-datadir=" + folder, "-conf=" + config], Path.Combine(folder, "node.log"), folder);
        var lab = scene.Own(new LitecoinLab(node, new RpcClient(ports[1], User, password, Patience), $"127.0.0.1:{ports[0]}"));
        await Eventually.SeeAsync("the lab's litecoind answers", Patience, () => lab.AskAsync("getblockchaininfo"), _ => true);
        await lab.AskAsync("createwallet", "lab");
        lab._reward = await lab.AddressAsync("rewards");
        await lab.MineAsync(FirstBlocks);
        return lab;
    }

    public Task<JsonElement> AskAsync(string method, params object[] parameters) => _rpc.CallAsync(method, parameters);

    public Task MineAsync(int blocks = 1) => AskAsync("generatetoaddress", blocks, _reward);

    /// <summary>An address of the lab's own; what it is paid is found again by the label.</summary>
    public async Task<string> AddressAsync(string label) => (await AskAsync("getnewaddress", label)).GetString()!;

    /// <summary>So many coins to each address, in a block.</summary>
    public async Task FundAsync(IEnumerable<string> addresses, decimal coins)
    {
        await AskAsync("sendmany", "", addresses.ToDictionary(a => a, _ => coins));
        await MineAsync();
    }

    /// <summary>Everything that the blocks ever paid to each address.</summary>
    public async Task<ILookup<string, Payment>> PaidAsync()
    {
        var paid = new List<(string Address, Payment Payment)>();
        var height = (await AskAsync("getblockcount")).GetInt32();
        for (var at = 1; at <= height; at++)
        {
            var hash = (await AskAsync("getblockhash", at)).GetString()!;
            foreach (var transaction in (await AskAsync("getblock", hash, 2)).GetProperty("tx").EnumerateArray())
            {
                paid.AddRange(
                    from output in transaction.GetProperty("vout").EnumerateArray()
                    let script = output.GetProperty("scriptPubKey")
                    where script.TryGetProperty("addresses", out _)
                    from address in script.GetProperty("addresses").EnumerateArray()
                    select (address.GetString()!, new Payment(transaction.GetProperty("txid").GetString()!, output.GetProperty("n").GetInt32(), Satoshis(output.GetProperty("value")), at)));
            }
        }

        return paid.ToLookup(p => p.Address, p => p.Payment);
    }

    public static long Satoshis(JsonElement coins) => (long)(coins.GetDecimal() * 100_000_000);

    public ValueTask DisposeAsync()
    {
        _rpc.Dispose();
        _node.Dispose();
        return ValueTask.CompletedTask;
    }

    public sealed record Payment(string Txid, int Index, long Satoshis, int Height);
}

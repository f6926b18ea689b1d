using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paywarden.Ledger.Codec;
using Paywarden.Ledger.Words;

namespace Paywarden.Ledger;

/// <summary>A node with the wallet in it; each call as it was rehearsed on litecoind 0.21.2. It is the only one of its wallet, so nobody but the chain says whether
/// what it sent went out.</summary>
/// <param name="needsPeers">Other nodes have to have told it how long the chain is.</param>
internal sealed class BitcoindTwin(string id, string server, bool needsPeers, Chain chain, PoolCalls calls) : ITwin
{
    private const string Dialect = "bitcoind";
    private const int AnyDepth = 9_999_999;
    private const int NotInWallet = -5;

    /// <summary>Of lockunspent: locked already, not locked, spent, unknown. The lock is as it is wanted, or there is nothing to lock.</summary>
    private const int InvalidParameter = -8;

    /// <summary>Of money, as getbalances parts it.</summary>
    private static readonly string[] Kinds = ["trusted", "untrusted_pending", "immature"];

    public string Id => id;

    public string Server => server;

    public async Task<Told<bool>> IsSynchronizedAsync()
    {
        var height = await LevelAsync().ConfigureAwait(false);
        return height.IsTold ? height.Value is not null : Told.Not<bool>(height.Fault!);
    }

    /// <summary>listunspent leaves locked coins out.</summary>
    public async Task<Told<ImmutableDictionary<Outpoint, bool>>> CoinsAsync()
    {
        var locked = (await AskAsync("listlockunspent").ConfigureAwait(false)).Read(json => json.EnumerateArray().Select(CoinOf).ToList());
        return locked.IsTold
            ? (await AskAsync("listunspent", 0, AnyDepth).ConfigureAwait(false)).Read(json => json.EnumerateArray().Select(CoinOf).Except(locked.Value!)
                .Select(coin => KeyValuePair.Create(coin, false)).Concat(locked.Value!.Select(coin => KeyValuePair.Create(coin, true)))
                .ToImmutableDictionary())
            : Told.Not<ImmutableDictionary<Outpoint, bool>>(locked.Fault!);
    }

    /// <summary>One by one: a coin that cannot be locked would fail the whole list.</summary>
    public async Task<Told<bool>> FreezeAsync(ImmutableArray<Outpoint> freeze, ImmutableArray<Outpoint> unfreeze)
    {
        foreach (var (isUnlock, coin) in freeze.Select(c => (false, c)).Concat(unfreeze.Select(c => (true, c))))
        {
            var said = await AskAsync("lockunspent", isUnlock, new JsonArray(new JsonObject { ["txid"] = coin.Txid.ToString(), ["vout"] = coin.Index })).ConfigureAwait(false);
            var done = said.Error is { Code: InvalidParameter } ? true : said.Read(json => json.GetBoolean());
            if (!done.IsTold)
            {
                return done;
            }
        }

        return true;
    }

    public async Task<Told<BuildReply>> BuildAsync(ImmutableArray<TransactionOutput> outputs, FeeRate rate, Amount? fee)
    {
        if (fee is not null)
        {
            return Told.Not<BuildReply>("a node is told a fee by its rate only");
        }

        var pays = new JsonArray();
        foreach (var output in MergedOutputs.Of(outputs))
        {
            if (Addresses.Write(chain, output.Script) is not { } address)
            {
                return Told.Not<BuildReply>("an output has no address, which it cannot build");
            }

            pays.Add((JsonNode)new JsonObject { [address] = output.Value.ToString() });
        }

        // Its rate is coins for 1,000 bytes. It locks nothing: what is taken is told to it before each build.
        var options = new JsonObject { ["lockUnspents"] = false, ["replaceable"] = false, ["feeRate"] = Amount.Of(rate.PerKilobyte).ToString() };
        var said = await AskAsync("walletcreatefundedpsbt", new JsonArray(), pays, 0, options).ConfigureAwait(false);
        if (said.Error is { } no && BuildWords.For(Dialect)!.Read(no) == BuildVerdict.NotEnough)
        {
            return BuildReply.TooLittle;
        }

        var built = said.Read(json => (Unsigned: Bytes.Copy(json.GetProperty("psbt").GetBytesFromBase64()), Change: json.GetProperty("changepos").GetInt32()));
        if (!built.IsTold)
        {
            return Told.Not<BuildReply>(built.Fault!);
        }

        var word = await WordAsync(built.Value.Unsigned, built.Value.Change).ConfigureAwait(false);
        return word.IsTold ? new BuildReply(DraftForm.Psbt, built.Value.Unsigned, null) { Word = word.Value! } : Told.Not<BuildReply>(word.Fault!);
    }

    /// <summary>Just after a start it has lost the last blocks and whatever came in them: then its balance is no proof of anything. So it counts only where
    /// the same process was level before it was asked.</summary>
    public Task<Told<Amount>> MoneyAsync() => WhileLevelAsync(async _ => (await AskAsync("getbalances").ConfigureAwait(false)).Read(json =>
    {
        var mine = json.GetProperty("mine");
        var sum = Kinds.Sum(kind => mine.GetProperty(kind).GetDecimal());
        return Amount.TryOf((long)(sum * 100_000_000), out var money) ? money : throw new FormatException();
    }));

    /// <summary>What the wallet lists, as far as the chain's own book of coins and the memory of unconfirmed transactions have it too.</summary>
    public async Task<Told<ImmutableArray<Unspent>>> UnspentAsync(Bytes script)
    {
        var height = (await AskAsync("getblockcount").ConfigureAwait(false)).Read(json => json.GetInt32());
        var listed = (await AskAsync("listunspent", 0, AnyDepth, new JsonArray(Addresses.Write(chain, script))).ConfigureAwait(false)).Read(json => json.EnumerateArray().Select(CoinOf).ToList());
        if (!height.IsTold || !listed.IsTold)
        {
            return Told.Not<ImmutableArray<Unspent>>(height.Fault ?? listed.Fault!);
        }

        var found = ImmutableArray.CreateBuilder<Unspent>();
        foreach (var coin in listed.Value!)
        {
            var depth = (await AskAsync("gettxout", coin.Txid.ToString(), coin.Index, true).ConfigureAwait(false)).Read(json => json.ValueKind == JsonValueKind.Null ? (int?)null : json.GetProperty("confirmations").GetInt32());
            if (!depth.IsTold)
            {
                return Told.Not<ImmutableArray<Unspent>>(depth.Fault!);
            }

            if (depth.Value is { } blocks)
            {
                found.Add(new Unspent(coin, blocks == 0 ? 0 : Math.Max(1, height.Value - blocks + 1)));
            }
        }

        return found.DrainToImmutable();
    }

    public async Task<Told<BroadcastReply>> BroadcastAsync(Bytes raw)
    {
        var said = await AskAsync("sendrawtransaction", raw.Hex).ConfigureAwait(false);
        return said.Fault is { } fault ? Told.Not<BroadcastReply>(fault)
            : Transaction.TryRead(raw.Span, out var ours, out var why) ? BroadcastWords.For(Dialect)!.Read(said.Result, said.Error, ours.Id())
            : Told.Not<BroadcastReply>(why);
    }

    public Task<Told<ImmutableArray<AddressUse>>> UsesAsync(Bytes script) => Task.FromResult(Told.Not<ImmutableArray<AddressUse>>("a node keeps no history of addresses"));

    public async Task<Told<Bytes>> TransactionAsync(Txid txid) => (await AskAsync("gettransaction", txid.ToString()).ConfigureAwait(false)).Read(json =>
        Bytes.TryHex(json.GetProperty("hex").GetString(), Transaction.MaxBytes, out var bytes) ? bytes : throw new FormatException());

    /// <summary>A node has checked the blocks itself. One that conflicts with the chain has confirmations below zero.</summary>
    public Task<Told<WalletHistory>> HistoryAsync(IReadOnlyCollection<Txid> about) => WhileLevelAsync(async height =>
    {
        var confirmations = ImmutableDictionary.CreateBuilder<Txid, int>();
        var forgotten = ImmutableArray.CreateBuilder<Txid>();
        foreach (var txid in about)
        {
            var said = await AskAsync("gettransaction", txid.ToString()).ConfigureAwait(false);
            if (said.Error is { Code: NotInWallet })
            {
                continue;
            }

            // By its block and not by the depth: that grows while we ask.
            var depth = said.Read(json => json.GetProperty("confirmations").GetInt32() > 0 ? Math.Max(0, height - json.GetProperty("blockheight").GetInt32() + 1) : 0);
            if (!depth.IsTold)
            {
                return Told.Not<WalletHistory>(depth.Fault!);
            }

            confirmations[txid] = depth.Value;

            // Its own transaction in no block is trusted as long as its memory has it.
            if (said.Result is { } known && known.TryGetProperty("trusted", out var trusted) && trusted.ValueKind == JsonValueKind.False)
            {
                forgotten.Add(txid);
            }
        }

        return new WalletHistory(height, confirmations.ToImmutable()) { Forgotten = forgotten.DrainToImmutable() };
    });

    public Task<Told<uint>> ReceivingAsync() => Task.FromResult(Told.Not<uint>("a node does not tell how many addresses it has made"));

    public Task<Told<string>> AddressAsync(uint index) => Task.FromResult(Told.Not<string>("a node's addresses have no index that tells them"));

    /// <summary>Which scripts are its own, asked one by one: it says so of an address, not of a transaction.</summary>
    private async Task<Told<NodeWord>> WordAsync(Bytes unsigned, int changeAt)
    {
        if (!Psbt.TryRead(unsigned.Span, out var psbt, out var why))
        {
            return Told.Not<NodeWord>(why);
        }

        var own = ImmutableArray.CreateBuilder<Bytes>();
        foreach (var script in psbt.Inputs.Select(i => i.Coin?.Script).OfType<Bytes>().Distinct())
        {
            var isOwn = await IsOwnAsync(script, isChange: false).ConfigureAwait(false);
            if (!isOwn.IsTold)
            {
                return Told.Not<NodeWord>(isOwn.Fault!);
            }

            if (isOwn.Value)
            {
                own.Add(script);
            }
        }

        if (changeAt < 0 || changeAt >= psbt.Plain.Outputs.Length)
        {
            return new NodeWord(own.DrainToImmutable(), []);
        }

        var change = psbt.Plain.Outputs[changeAt].Script;
        var isOwnChange = await IsOwnAsync(change, isChange: true).ConfigureAwait(false);
        return isOwnChange.IsTold ? new NodeWord(own.DrainToImmutable(), isOwnChange.Value ? [change] : []) : Told.Not<NodeWord>(isOwnChange.Fault!);
    }

    private async Task<Told<bool>> IsOwnAsync(Bytes script, bool isChange) => Addresses.Write(chain, script) is not { } address
        ? false
        : (await AskAsync("getaddressinfo", address).ConfigureAwait(false)).Read(json => json.GetProperty("ismine").GetBoolean() && (!isChange || json.GetProperty("ischange").GetBoolean()));

    private async Task<Told<T>> WhileLevelAsync<T>(Func<int, Task<Told<T>>> ask)
    {
        var process = calls.ProcessOf(id);
        var level = await LevelAsync().ConfigureAwait(false);
        if (!level.IsTold || level.Value is not { } height)
        {
            return Told.Not<T>(level.Fault ?? "it is not level with other nodes yet");
        }

        var told = await ask(height).ConfigureAwait(false);
        return process is not null && process == calls.ProcessOf(id) ? told : Told.Not<T>("it was started anew while it was asked");
    }

    /// <summary>Killed, it forgets the blocks since it last wrote its state, takes what it has for the whole chain, and says that it is no longer loading (measured).
    /// Only another node that has told of its blocks shows what is missing.</summary>
    /// <returns>The height; null: not level.</returns>
    private async Task<Told<int?>> LevelAsync()
    {
        var height = (await AskAsync("getblockchaininfo").ConfigureAwait(false)).Read(json =>
            !json.GetProperty("initialblockdownload").GetBoolean() && json.GetProperty("blocks").GetInt32() is var blocks && blocks == json.GetProperty("headers").GetInt32() ? blocks : (int?)null);
        if (!height.IsTold || height.Value is null)
        {
            return height;
        }

        var isScanning = (await AskAsync("getwalletinfo").ConfigureAwait(false)).Read(json => json.GetProperty("scanning").ValueKind == JsonValueKind.Object);
        var isKnown = needsPeers
            ? (await AskAsync("getpeerinfo").ConfigureAwait(false)).Read(json => json.EnumerateArray().Any(peer => peer.GetProperty("synced_headers").GetInt32() >= height.Value))
            : true;
        return !isScanning.IsTold || !isKnown.IsTold ? Told.Not<int?>(isScanning.Fault ?? isKnown.Fault!)
            : isKnown.Value && !isScanning.Value ? height
            : (int?)null;
    }

    private Task<DaemonWords> AskAsync(string method, params JsonNode?[] parameters) => calls.CallAsync(id, method, new JsonArray(parameters));

    private static Outpoint CoinOf(JsonElement json) =>
        new(Txid.TryRead(json.GetProperty("txid").GetString(), out var txid) ? txid : throw new FormatException(), json.GetProperty("vout").GetUInt32());
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paywarden.Ledger.Codec;
using Paywarden.Ledger.Words;

namespace Paywarden.Ledger;

/// <summary>What Electrum and its descendants do alike as twins; each call as it was rehearsed on Electron Cash 4.4.5 and Electrum 4.3.4, with the replies
/// that they give there.</summary>
internal abstract class ElectrumFamilyTwin(string id, string server, string dialect, Chain chain, PoolCalls calls) : ITwin
{
    private readonly TwinAddresses _addresses = new(id, chain, calls);

    public string Id => id;

    public string Server => server;

    public async Task<Told<bool>> IsSynchronizedAsync() => (await AskAsync("is_synchronized").ConfigureAwait(false)).Read(json => json.GetBoolean());

    public abstract Task<Told<ImmutableDictionary<Outpoint, bool>>> CoinsAsync();

    /// <summary>One by one: true is all that it answers, to a coin that it never heard of as well.</summary>
    public async Task<Told<bool>> FreezeAsync(ImmutableArray<Outpoint> freeze, ImmutableArray<Outpoint> unfreeze)
    {
        foreach (var (method, coin) in freeze.Select(c => ("freeze_utxo", c)).Concat(unfreeze.Select(c => ("unfreeze_utxo", c))))
        {
            var done = (await AskAsync(method, coin.ToString()).ConfigureAwait(false)).Read(json => json.GetBoolean());
            if (!done.IsTold)
            {
                return done;
            }
        }

        return true;
    }

    public async Task<Told<BuildReply>> BuildAsync(ImmutableArray<TransactionOutput> outputs, FeeRate rate, Amount? fee)
    {
        var addresses = outputs.Select(o => Addresses.Write(chain, o.Script)).ToList();
        if (addresses.Contains(null))
        {
            return Told.Not<BuildReply>("an output has no address, which it cannot build");
        }

        // Amounts as text: a number it would cut (0.0029 to 289,999 satoshis, measured).
        var pairs = outputs.Zip(addresses, (o, a) => new JsonArray(a, o.Value.ToString())).ToArray<JsonNode?>();
        var order = new JsonObject { ["outputs"] = new JsonArray(pairs), ["unsigned"] = true };
        order[fee is null ? "feerate" : "fee"] = fee?.ToString() ?? rate.ToString();
        Complete(order);
        var said = await calls.CallAsync(id, "paytomany", order).ConfigureAwait(false);
        return said.Error is { } no && BuildWords.For(dialect)!.Read(no) == BuildVerdict.NotEnough
            ? BuildReply.TooLittle
            : await ProposedAsync(said, addresses).ConfigureAwait(false);
    }

    public async Task<Told<Amount>> MoneyAsync() => (await AskAsync("getbalance").ConfigureAwait(false)).Read(json => MoneyOf(json, "confirmed", "unconfirmed", "unmatured"));

    public async Task<Told<ImmutableArray<Unspent>>> UnspentAsync(Bytes script) => (await AskAsync("getaddressunspent", Addresses.Write(chain, script)!).ConfigureAwait(false)).Read<ImmutableArray<Unspent>>(json =>
        [.. json.EnumerateArray().Select(coin => new Unspent(CoinOf(coin, "tx_hash", "tx_pos"), coin.GetProperty("height").GetInt32()))]);

    public async Task<Told<BroadcastReply>> BroadcastAsync(Bytes raw)
    {
        var said = await AskAsync("broadcast", raw.Hex).ConfigureAwait(false);
        return said.Fault is { } fault ? Told.Not<BroadcastReply>(fault)
            : Transaction.TryRead(raw.Span, out var ours, out var why) ? BroadcastWords.For(dialect)!.Read(said.Result, said.Error, ours.Id())
            : Told.Not<BroadcastReply>(why);
    }

    public async Task<Told<ImmutableArray<AddressUse>>> UsesAsync(Bytes script) => (await AskAsync("getaddresshistory", Addresses.Write(chain, script)!).ConfigureAwait(false)).Read<ImmutableArray<AddressUse>>(json =>
        [.. json.EnumerateArray().Select(use => new AddressUse(NameOf(use.GetProperty("tx_hash")), use.GetProperty("height").GetInt32()))]);

    public abstract Task<Told<Bytes>> TransactionAsync(Txid txid);

    /// <summary>Its confirmations are what it verified itself; a height that a server only claims leaves them at 0 (measured).</summary>
    public async Task<Told<WalletHistory>> HistoryAsync(IReadOnlyCollection<Txid> about)
    {
        var height = (await AskAsync("getinfo").ConfigureAwait(false)).Read(json => json.GetProperty("blockchain_height").GetInt32());
        var history = await MinedAsync().ConfigureAwait(false);
        return height.IsTold && history.IsTold ? new WalletHistory(height.Value, history.Value!.ToImmutableDictionary(h => h.Key, h => h.Value.Confirmations)) : Told.Not<WalletHistory>(height.Fault ?? history.Fault!);
    }

    public async Task<Told<uint>> ReceivingAsync() => (await NamedAsync("listaddresses", "receiving").ConfigureAwait(false)).Read(json => (uint)json.GetArrayLength());

    public Task<Told<string>> AddressAsync(uint index) => _addresses.AtAsync(index);

    /// <summary>Sees to it, without anybody waiting, that the daemon knows so many addresses.</summary>
    public void Raise(long count) => _addresses.Raise(count);

    /// <summary>Addresses to which nobody ever paid, as the wallet itself knows; of the daemons' lists this is the one that costs a single call.</summary>
    public async Task<Told<ImmutableHashSet<string>>> UnusedAsync() =>
        (await calls.CallAsync(id, "listaddresses", new JsonObject { ["receiving"] = true, ["unused"] = true }).ConfigureAwait(false)).Read(json => Texts(json).Select(Scripted).ToImmutableHashSet());

    /// <summary>Its wallet's transactions with what it verified of each.</summary>
    public abstract Task<Told<ImmutableDictionary<Txid, Mined>>> MinedAsync();

    protected Chain Chain => chain;

    /// <summary>What this daemon wants to be told for a build besides.</summary>
    protected virtual void Complete(JsonObject order)
    {
    }

    /// <summary>Reads the transaction out of its answer.</summary>
    /// <param name="paid">The addresses that were asked for.</param>
    protected abstract Task<Told<BuildReply>> ProposedAsync(DaemonWords said, IReadOnlyCollection<string?> paid);

    protected static DateTimeOffset? TimeOf(JsonElement entry) =>
        entry.TryGetProperty("timestamp", out var time) && time.ValueKind == JsonValueKind.Number ? DateTimeOffset.FromUnixTimeSeconds(time.GetInt64()) : null;


    /// <summary>As we write it: with the prefix that it leaves out.</summary>
    protected string Scripted(string address) => Addresses.TryRead(chain, address, out var read, out _) ? Addresses.Write(chain, read.Script)! : address;

    protected Task<DaemonWords> AskAsync(string method, params ReadOnlySpan<string> parameters)
    {
        var list = new JsonArray();
        foreach (var parameter in parameters)
        {
            list.Add((JsonNode)parameter);
        }

        return calls.CallAsync(id, method, list);
    }

    protected Task<DaemonWords> NamedAsync(string method, string flag) => calls.CallAsync(id, method, new JsonObject { [flag] = true });

    protected static ImmutableArray<string> Texts(JsonElement json) => [.. json.EnumerateArray().Select(text => text.GetString() ?? throw new FormatException())];

    protected static Outpoint CoinOf(JsonElement json, string txid, string index) => new(NameOf(json.GetProperty(txid)), json.GetProperty(index).GetUInt32());

    /// <summary>What is zero it leaves out; unconfirmed money may be less than nothing.</summary>
    private static Amount MoneyOf(JsonElement json, params ReadOnlySpan<string> kinds)
    {
        var sum = 0m;
        foreach (var kind in kinds)
        {
            sum += json.TryGetProperty(kind, out var amount) ? decimal.Parse(amount.GetString()!, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : 0;
        }

        return Amount.TryOf((long)(sum * 100_000_000), out var money) ? money : throw new FormatException();
    }

    protected static Txid NameOf(JsonElement json) => Txid.TryRead(json.GetString(), out var txid) ? txid : throw new FormatException();

    protected static Bytes HexOf(JsonElement json) => Bytes.TryHex(json.GetString(), Transaction.MaxBytes, out var bytes) ? bytes : throw new FormatException();
}

/// <param name="At">The time of its block; null: it is in none.</param>
internal readonly record struct Mined(int Confirmations, DateTimeOffset? At);

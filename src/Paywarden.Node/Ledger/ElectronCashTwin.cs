using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paywarden.Ledger.Codec;
using Paywarden.Ledger.Words;

namespace Paywarden.Ledger;

/// <summary>A twin that speaks Electron Cash: each call as it was rehearsed on 4.4.5, with the replies it gives there.</summary>
internal sealed class ElectronCashTwin(string id, string server, string dialect, Chain chain, PoolCalls calls) : ITwin
{
    public string Id => id;

    public string Server => server;

    public async Task<Told<bool>> IsSynchronizedAsync() => (await AskAsync("is_synchronized").ConfigureAwait(false)).Read(json => json.GetBoolean());

    public async Task<Told<ImmutableDictionary<Outpoint, bool>>> CoinsAsync() => (await AskAsync("listunspent").ConfigureAwait(false)).Read(json => json.EnumerateArray()
        .ToImmutableDictionary(
            coin => CoinOf(coin, "prevout_hash", "prevout_n"),
            coin => coin.TryGetProperty("is_frozen_coin", out var frozen) && frozen.ValueKind == JsonValueKind.True));

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

    public async Task<Told<BuildReply>> BuildAsync(ImmutableArray<TransactionOutput> outputs, FeeRate rate)
    {
        var addresses = outputs.Select(o => Addresses.Write(chain, o.Script)).ToList();
        if (addresses.Contains(null))
        {
            return Told.Not<BuildReply>("an output has no address, which it cannot build");
        }

        // Amounts as text: a number it would cut (0.0029 to 289,999 satoshis, measured).
        var pairs = outputs.Zip(addresses, (o, a) => new JsonArray(a, o.Value.ToString())).ToArray<JsonNode?>();
        var said = await calls.CallAsync(id, "paytomany", new JsonObject { ["outputs"] = new JsonArray(pairs), ["feerate"] = rate.ToString(), ["unsigned"] = true }).ConfigureAwait(false);
        if (said.Error is { } no && BuildWords.For(dialect)!.Read(no) == BuildVerdict.NotEnough)
        {
            return Told.Not<BuildReply>("it sees too little money that is free");
        }

        var draft = said.Read(json => HexOf(json.GetProperty("hex")));
        if (!draft.IsTold)
        {
            return Told.Not<BuildReply>(draft.Fault!);
        }

        return new BuildReply(draft.Value, await ChangeIndexAsync(draft.Value, addresses).ConfigureAwait(false));
    }

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

    public async Task<Told<Bytes>> TransactionAsync(Txid txid) => (await AskAsync("gettransaction", txid.ToString()).ConfigureAwait(false)).Read(json => HexOf(json.GetProperty("hex")));

    /// <summary>Its confirmations are what it verified itself; a height that a server only claims leaves them at 0 (measured).</summary>
    public async Task<Told<WalletHistory>> HistoryAsync()
    {
        var height = (await AskAsync("getinfo").ConfigureAwait(false)).Read(json => json.GetProperty("blockchain_height").GetInt32());
        var history = (await AskAsync("history").ConfigureAwait(false)).Read(json =>
            json.EnumerateArray().ToImmutableDictionary(entry => NameOf(entry.GetProperty("txid")), entry => entry.GetProperty("confirmations").GetInt32()));
        return height.IsTold && history.IsTold ? new WalletHistory(height.Value, history.Value!) : Told.Not<WalletHistory>(height.Fault ?? history.Fault!);
    }

    public async Task<Told<string>> AddressAsync(uint index)
    {
        while (true)
        {
            var known = (await NamedAsync("listaddresses", "receiving").ConfigureAwait(false)).Read(Texts);
            if (!known.IsTold)
            {
                return Told.Not<string>(known.Fault!);
            }

            if (index < known.Value.Length)
            {
                return Scripted(known.Value[(int)index]);
            }

            for (var missing = index - known.Value.Length + 1; missing > 0; missing--)
            {
                var made = (await AskAsync("createnewaddress").ConfigureAwait(false)).Read(json => json.GetString()!);
                if (!made.IsTold)
                {
                    return made;
                }
            }
        }
    }

    /// <summary>Where its change goes: the position of that address in its own list, which the ledger derives anew.</summary>
    private async Task<uint?> ChangeIndexAsync(Bytes draft, List<string?> paid)
    {
        var known = (await NamedAsync("listaddresses", "change").ConfigureAwait(false)).Read(Texts);
        if (!known.IsTold || !PartialTransaction.TryRead(draft.Span, out var partial, out _))
        {
            return null;
        }

        var change = partial.Outputs.Select(o => Addresses.Write(chain, o.Script)).Where(a => a is not null && !paid.Contains(a)).ToHashSet();
        var at = known.Value.Select(Scripted).Index().Where(a => change.Contains(a.Item)).Select(a => (uint?)a.Index).FirstOrDefault();
        return at;
    }

    /// <summary>As we write it: with the prefix that it leaves out.</summary>
    private string Scripted(string address) => Addresses.TryRead(chain, address, out var read, out _) ? Addresses.Write(chain, read.Script)! : address;

    private Task<DaemonWords> AskAsync(string method, params ReadOnlySpan<string> parameters)
    {
        var list = new JsonArray();
        foreach (var parameter in parameters)
        {
            list.Add((JsonNode)parameter);
        }

        return calls.CallAsync(id, method, list);
    }

    private Task<DaemonWords> NamedAsync(string method, string flag) => calls.CallAsync(id, method, new JsonObject { [flag] = true });

    private static ImmutableArray<string> Texts(JsonElement json) => [.. json.EnumerateArray().Select(text => text.GetString() ?? throw new FormatException())];

    private static Outpoint CoinOf(JsonElement json, string txid, string index) => new(NameOf(json.GetProperty(txid)), json.GetProperty(index).GetUInt32());

    private static Txid NameOf(JsonElement json) => Txid.TryRead(json.GetString(), out var txid) ? txid : throw new FormatException();

    private static Bytes HexOf(JsonElement json) => Bytes.TryHex(json.GetString(), Transaction.MaxBytes, out var bytes) ? bytes : throw new FormatException();
}

/// <summary>A daemon with the keys that speaks Electron Cash.</summary>
/// <param name="password">Of its wallet, read anew each time; empty: it is not encrypted.</param>
internal sealed class ElectronCashSigner(string id, string dialect, Func<Kernel.Secret> password, PoolCalls calls) : ISigner
{
    public string Id => id;

    public async Task<Told<Bytes>> SignAsync(Bytes unsigned)
    {
        var parameters = new JsonObject { ["tx"] = unsigned.Hex };
        if (password() is { IsEmpty: false } secret)
        {
            parameters["password"] = secret.Reveal();
        }

        var said = await calls.CallAsync(id, "signtransaction", parameters).ConfigureAwait(false);
        if (said.Fault is { } fault)
        {
            return Told.Not<Bytes>(fault);
        }

        var reply = SignReply.Read(dialect, said.Result, said.Error);
        return reply.Fault is { } why ? Told.Not<Bytes>(why) : reply.Raw;
    }
}

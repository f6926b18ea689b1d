using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A twin that speaks Electrum.</summary>
internal sealed class ElectrumTwin(string id, string server, Chain chain, PoolCalls calls) : ElectrumFamilyTwin(id, server, "electrum", chain, calls)
{
    /// <summary>On heights: a transaction that only this wallet knows, be it that its server has dropped it, or not yet taken it.</summary>
    private const int Local = -2;

    /// <summary>listunspent does not tell, but the wallet's storage does: true for a frozen coin, false for one that was frozen once (measured on 4.3.4).</summary>
    public override async Task<Told<ImmutableDictionary<Outpoint, bool>>> CoinsAsync()
    {
        var frozen = (await AskAsync("get", "frozen_coins").ConfigureAwait(false)).Read(json => json.EnumerateObject()
            .Where(coin => coin.Value.ValueKind == JsonValueKind.True)
            .Select(coin => Outpoint.TryRead(coin.Name, out var outpoint) ? outpoint : throw new FormatException())
            .ToHashSet());
        return frozen.IsTold
            ? (await AskAsync("listunspent").ConfigureAwait(false)).Read(json => json.EnumerateArray()
                .Select(coin => CoinOf(coin, "prevout_hash", "prevout_n"))
                .ToImmutableDictionary(coin => coin, frozen.Value!.Contains))
            : Told.Not<ImmutableDictionary<Outpoint, bool>>(frozen.Fault!);
    }

    public override async Task<Told<Bytes>> TransactionAsync(Txid txid) => (await AskAsync("gettransaction", txid.ToString()).ConfigureAwait(false)).Read(HexOf);

    protected override void Complete(JsonObject order)
    {
        order["rbf"] = false;

        // An encrypted wallet wants some password for everything that could sign, and looks at it only where it does sign. So it is not shown the real one.
        order["password"] = "not needed";
    }

    protected override Task<Told<BuildReply>> ProposedAsync(DaemonWords said, IReadOnlyCollection<string?> paid) =>
        Task.FromResult(said.Read(json => new BuildReply(DraftForm.Psbt, Bytes.Copy(json.GetBytesFromBase64()), null)));

    public override async Task<Told<ImmutableDictionary<Txid, Mined>>> MinedAsync() => (await AskAsync("onchain_history").ConfigureAwait(false)).Read(json =>
        json.GetProperty("transactions").EnumerateArray()
            .Where(entry => entry.GetProperty("height").GetInt32() > Local)
            .ToImmutableDictionary(entry => NameOf(entry.GetProperty("txid")), entry => new Mined(entry.GetProperty("confirmations").GetInt32(), TimeOf(entry))));
}

using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A twin that speaks Electron Cash.</summary>
internal sealed class ElectronCashTwin(string id, string server, string dialect, Chain chain, PoolCalls calls) : ElectrumFamilyTwin(id, server, dialect, chain, calls)
{
    public override async Task<Told<ImmutableDictionary<Outpoint, bool>>> CoinsAsync() => (await AskAsync("listunspent").ConfigureAwait(false)).Read(json => json.EnumerateArray()
        .ToImmutableDictionary(
            coin => CoinOf(coin, "prevout_hash", "prevout_n"),
            coin => coin.TryGetProperty("is_frozen_coin", out var frozen) && frozen.ValueKind == JsonValueKind.True));

    public override async Task<Told<Bytes>> TransactionAsync(Txid txid) => (await AskAsync("gettransaction", txid.ToString()).ConfigureAwait(false)).Read(json => HexOf(json.GetProperty("hex")));

    protected override async Task<Told<BuildReply>> ProposedAsync(DaemonWords said, IReadOnlyCollection<string?> paid)
    {
        var draft = said.Read(json => HexOf(json.GetProperty("hex")));
        return draft.IsTold ? new BuildReply(DraftForm.ElectronCash, draft.Value, await ChangeIndexAsync(draft.Value, paid).ConfigureAwait(false)) : Told.Not<BuildReply>(draft.Fault!);
    }

    public override async Task<Told<ImmutableDictionary<Txid, Mined>>> MinedAsync() => (await AskAsync("history").ConfigureAwait(false)).Read(json =>
        json.EnumerateArray().ToImmutableDictionary(entry => NameOf(entry.GetProperty("txid")), entry => new Mined(entry.GetProperty("confirmations").GetInt32(), TimeOf(entry))));

    /// <summary>Where its change goes: the position of that address in its own list, which the ledger derives anew.</summary>
    private async Task<uint?> ChangeIndexAsync(Bytes draft, IReadOnlyCollection<string?> paid)
    {
        var known = (await NamedAsync("listaddresses", "change").ConfigureAwait(false)).Read(Texts);
        if (!known.IsTold || !PartialTransaction.TryRead(draft.Span, out var partial, out _))
        {
            return null;
        }

        var change = partial.Outputs.Select(o => Addresses.Write(Chain, o.Script)).Where(a => a is not null && !paid.Contains(a)).ToHashSet();
        return known.Value.Select(Scripted).Index().Where(a => change.Contains(a.Item)).Select(a => (uint?)a.Index).FirstOrDefault();
    }
}

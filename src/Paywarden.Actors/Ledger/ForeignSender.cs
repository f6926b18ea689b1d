using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Sends what others made until a daemon has it that did not send it, or two servers refuse it. Nobody is owed anything here, so nothing is proved,
/// and it ends after a day.</summary>
internal sealed class ForeignSender(IWalletPool pool, ILedgerBook book)
{
    public async Task<EffectEnd> SendAsync(Txid txid, int tries)
    {
        ImmutableArray<ITwin> twins = [.. pool.Twins.OrderBy(t => t.Id == book.State.Builder).ThenBy(t => t.Id, StringComparer.Ordinal)];
        if (!book.State.Foreign.TryGetValue(txid, out var foreign) || twins.IsEmpty)
        {
            return EffectEnd.Again("no daemon runs");
        }

        var sender = twins[tries % twins.Length];
        ImmutableArray<ITwin> others = [.. twins.Where(t => t.Server != sender.Server)];
        var said = await sender.BroadcastAsync(foreign.Raw).ConfigureAwait(false);
        foreach (var twin in others)
        {
            if (await HasAsync(twin, foreign, txid).ConfigureAwait(false))
            {
                return await EndAsync(txid, $"{twin.Id} has seen it").ConfigureAwait(false);
            }
        }

        if (said.Value is { } reply && reply.Verdict.IsRefusal() && !others.IsEmpty)
        {
            var again = await others[0].BroadcastAsync(foreign.Raw).ConfigureAwait(false);
            if (again.Value?.Verdict == reply.Verdict)
            {
                return await EndAsync(txid, $"two servers refuse it: {reply.Text}").ConfigureAwait(false);
            }
        }

        return EffectEnd.Again(said.Value?.Text ?? said.Fault ?? "no second daemon has seen it yet");
    }

    private async Task<EffectEnd> EndAsync(Txid txid, string why) =>
        await book.StoreAsync(new LedgerCommand.HasEndedForeign(txid, why)).ConfigureAwait(false) is { } no ? EffectEnd.Again(no.Why) : EffectEnd.Done;

    /// <summary>A daemon is asked by address, and not every output has one.</summary>
    private async Task<bool> HasAsync(ITwin twin, ForeignTransaction foreign, Txid txid)
    {
        var script = foreign.Outputs.Select(o => o.Script).FirstOrDefault(s => Addresses.Write(book.State.Account!.Chain, s) is not null);
        if (script.IsEmpty)
        {
            return false;
        }

        var uses = await twin.UsesAsync(script).ConfigureAwait(false);
        return uses.IsTold && uses.Value.Any(u => u.Txid == txid);
    }
}

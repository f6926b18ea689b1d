using System.Collections.Immutable;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Reads what chain and archive have of a wallet and has the ledger compare itself with it. Changes nothing in the world.</summary>
internal sealed class LedgerReconciler(IWalletPool pool, ILedgerBook book, ILedgerArchive archive, string ledger)
{
    /// <summary>Older ones no journal can have forgotten whose copy anybody would restore: three months on the slower chains.</summary>
    private const int Deepest = 20_000;

    /// <returns>What was found, or why nothing could be.</returns>
    public async Task<(Reconciliation? Found, Refusal? No)> RunAsync(string by)
    {
        var atFirst = book.State;
        ImmutableArray<ITwin> twins = [.. pool.Twins.OrderBy(t => t.Id, StringComparer.Ordinal).DistinctBy(t => t.Server).Take(2)];
        if (twins.IsEmpty)
        {
            return (null, No("no daemon of the wallet runs that could be asked about the chain: paywarden status"));
        }

        var histories = new List<(ITwin Twin, ImmutableDictionary<Txid, int> Confirmations)>();
        foreach (var twin in twins)
        {
            // One that is behind would not have what is missed.
            if (await twin.IsSynchronizedAsync().ConfigureAwait(false) is not { IsTold: true, Value: true })
            {
                return (null, No($"{twin.Id} is not level with its server yet: try again in a moment"));
            }

            var history = await twin.HistoryAsync([.. atFirst.ByTxid.Keys]).ConfigureAwait(false);
            if (!history.IsTold)
            {
                return (null, No($"{twin.Id} does not tell its history: {history.Fault}"));
            }

            histories.Add((twin, history.Value!.Confirmations));
        }

        var told = await CompareAsync(by, atFirst, histories).ConfigureAwait(false);
        return !told.IsTold ? (null, No(told.Fault!))
            : await book.StoreAsync(told.Value!).ConfigureAwait(false) is { } no ? (null, no)
            : (book.State.LastReconciled, null);
    }

    private async Task<Told<LedgerCommand>> CompareAsync(string by, LedgerState atFirst, List<(ITwin Twin, ImmutableDictionary<Txid, int> Confirmations)> histories)
    {
        var confirmations = histories.SelectMany(h => h.Confirmations).GroupBy(c => c.Key, c => c.Value).ToImmutableDictionary(g => g.Key, g => g.Max());

        // The state before and after, and the archive last: what moves from one to the other meanwhile is in one of them.
        var state = book.State;
        ImmutableArray<Txid> unknown = [.. confirmations.Keys.Where(t => !atFirst.ByTxid.ContainsKey(t) && !state.ByTxid.ContainsKey(t) && !state.Foreign.ContainsKey(t)).Order()];
        var settled = await SettledAsync(state).ConfigureAwait(false);
        var archived = await archive.KnownAsync(ledger, unknown).ConfigureAwait(false);
        if (!settled.IsTold || !archived.IsTold)
        {
            return Told.Not<LedgerCommand>(settled.Fault ?? archived.Fault!);
        }

        if (!state.Account!.IsDerived)
        {
            return new LedgerCommand.Reconcile(by, [], confirmations, settled.Value, 0, ["its node tells of the ledger's own transactions only: what else it spent is seen with listtransactions"]);
        }

        var reach = await ReachAsync(histories).ConfigureAwait(false);
        if (!reach.IsTold)
        {
            return Told.Not<LedgerCommand>(reach.Fault!);
        }

        // Of what the archive has, only that matters which paid something that is open here.
        var wanted = unknown.Where(t => !archived.Value!.Contains(t) || settled.Value.Any(s => s.Txid == t)).ToList();
        var old = wanted.Count(t => confirmations[t] > Deepest);
        var reader = new SpendReader(histories, state.Account!, Math.Max(reach.Value, state.NextIndex));
        var read = await reader.ReadAsync([.. wanted.Where(t => confirmations[t] <= Deepest)]).ConfigureAwait(false);
        if (!read.IsTold)
        {
            return Told.Not<LedgerCommand>(read.Fault!);
        }

        ImmutableArray<ChainSpend> spends =
            [.. read.Value.Spends.Select(s => new ChainSpend(s.Txid, s.Raw, s.Draft, confirmations[s.Txid], archived.Value!.Contains(s.Txid)))];
        return new LedgerCommand.Reconcile(by, spends, confirmations, settled.Value, Math.Max(reach.Value, read.Value.Receiving), Notes(histories.Count, old));
    }

    private ImmutableArray<string> Notes(int asked, int old) =>
    [
        .. asked == 1 && pool.Twins.Length > 1 ? ["all daemons have one server, so only one was asked: what that one hides is not found"]
            : asked == 1 ? ["only one daemon runs, so only one was asked: what its server hides is not found"]
            : Array.Empty<string>(),
        .. old > 0 ? [$"{old} transactions with more than {Deepest} confirmations were not looked at"] : Array.Empty<string>(),
    ];

    private async Task<Told<ImmutableArray<ArchivedPayment>>> SettledAsync(LedgerState state)
    {
        var settled = ImmutableArray.CreateBuilder<ArchivedPayment>();
        foreach (var payment in state.Payments.Keys)
        {
            var found = await archive.FindAsync(ledger, payment).ConfigureAwait(false);
            if (!found.IsTold)
            {
                return Told.Not<ImmutableArray<ArchivedPayment>>(found.Fault!);
            }

            if (found.Value is { } known)
            {
                settled.Add(known);
            }
        }

        return settled.DrainToImmutable();
    }

    private static async Task<Told<uint>> ReachAsync(List<(ITwin Twin, ImmutableDictionary<Txid, int> Confirmations)> histories)
    {
        var most = 0u;
        foreach (var (twin, _) in histories)
        {
            var has = await twin.ReceivingAsync().ConfigureAwait(false);
            if (!has.IsTold)
            {
                return Told.Not<uint>($"{twin.Id} does not tell how many addresses it has: {has.Fault}");
            }

            most = Math.Max(most, has.Value);
        }

        return most;
    }

    private static Refusal No(string why) => new("cannot-compare", $"nothing was compared: {why}");
}

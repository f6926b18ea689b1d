using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Sends stored bytes and finds out what became of them. No reply to a broadcast is evidence: seen is what a daemon says that did
/// not send it, lost is what two daemons on different servers have verified.</summary>
internal sealed class LedgerSender(IWalletPool pool, ILedgerBook book, TimeProvider clock)
{
    /// <summary>How long a transaction takes to come around: another daemon knew after 0.1 s, litecoin's peers after 3 to 5 (measured).</summary>
    private static readonly TimeSpan LookFor = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public async Task<EffectEnd> SendAsync(int number, int tries)
    {
        if (!book.State.Attempts.TryGetValue(number, out var attempt) || pool.Twins.IsEmpty)
        {
            return EffectEnd.Again("no daemon runs");
        }

        ITwin? sender = null;
        if (LedgerMachine.MayBroadcast(book.State, attempt))
        {
            if (await book.StoreAsync(new LedgerCommand.Expose(number)).ConfigureAwait(false) is { } no)
            {
                return EffectEnd.Again(no.Why);
            }

            // Another one each time, the builder last: it is busiest, and its word is wanted for the next build.
            ImmutableArray<ITwin> senders = [.. pool.Twins.OrderBy(t => t.Id == book.State.Builder).ThenBy(t => t.Id, StringComparer.Ordinal)];
            sender = senders[tries % senders.Length];

            // Its reply is no evidence, so it is not waited for longer than it usually takes: one that is lost takes Electrum a minute (measured on 4.3.4).
            var sending = sender.BroadcastAsync(attempt.Raw);
            await (await Task.WhenAny(sending, Task.Delay(LookEvery, clock)).ConfigureAwait(false)).ConfigureAwait(false);
            if (await LookFromOthersAsync(attempt, sender).ConfigureAwait(false))
            {
                return EffectEnd.Done;
            }
        }

        return await FindConflictAsync(attempt).ConfigureAwait(false);
    }

    /// <summary>Of bytes that their caller keeps: he may have sent them by another way, or somebody else has spent their coins.</summary>
    public async Task<EffectEnd> WatchAsync(int number)
    {
        if (!book.State.Attempts.TryGetValue(number, out var attempt))
        {
            return EffectEnd.Done;
        }

        foreach (var twin in pool.Twins)
        {
            var uses = await twin.UsesAsync(attempt.Draft.Coins[0].Script).ConfigureAwait(false);
            if (uses.IsTold && uses.Value.Any(u => u.Txid == attempt.Txid))
            {
                return await book.StoreAsync(new LedgerCommand.HasSeen(number, twin.Id)).ConfigureAwait(false) is { } no ? EffectEnd.Again(no.Why) : EffectEnd.Again("its caller has not asked for it to be sent, and it was seen");
            }
        }

        await FindConflictAsync(attempt).ConfigureAwait(false);
        return EffectEnd.Again("its caller has not asked for it to be sent");
    }

    /// <summary>What verified histories say of everything that is out; another daemon each time.</summary>
    public async Task<EffectEnd> LookAsync(int tries)
    {
        if (pool.Twins.IsEmpty)
        {
            return EffectEnd.Again("no daemon runs");
        }

        var twin = pool.Twins.OrderBy(t => t.Id, StringComparer.Ordinal).ElementAt(tries % pool.Twins.Length);
        if (await twin.IsSynchronizedAsync().ConfigureAwait(false) is not { IsTold: true, Value: true })
        {
            return EffectEnd.Again($"{twin.Id} is not level with its server");
        }

        var history = await twin.HistoryAsync([.. book.State.ByTxid.Keys]).ConfigureAwait(false);
        if (history.IsTold)
        {
            await RemindAsync(twin, history.Value!).ConfigureAwait(false);
        }

        return !history.IsTold ? EffectEnd.Again($"{twin.Id}: {history.Fault}")
            : await book.StoreAsync(new LedgerCommand.HasLooked(twin.Id, history.Value!.Height, history.Value.Confirmations)).ConfigureAwait(false) is { } no ? EffectEnd.Again(no.Why)
            : EffectEnd.Again("until all is final"); // as long as anything is out, the next one looks too
    }

    /// <summary>A node that was killed takes its own transactions in again before its blocks are back, when their coins seem to be missing, and so forgets
    /// them; what spends their change then has to wait too. They are given to it again in the order in which they were made.</summary>
    private async Task RemindAsync(ITwin twin, WalletHistory history)
    {
        foreach (var attempt in book.State.Attempts.Values.Where(a => a.IsOut && history.Forgotten.Contains(a.Txid!.Value)).OrderBy(a => a.Number))
        {
            if (LedgerMachine.MayBroadcast(book.State, attempt))
            {
                await twin.BroadcastAsync(attempt.Raw).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> LookFromOthersAsync(Attempt attempt, ITwin sender)
    {
        for (var waited = TimeSpan.Zero; waited <= LookFor; waited += LookEvery)
        {
            foreach (var twin in pool.Twins.Where(t => t.Id != sender.Id && t.Server != sender.Server))
            {
                // gettransaction would find what only the wallet knows; the address's history comes from the server.
                var uses = await twin.UsesAsync(attempt.Draft.Coins[0].Script).ConfigureAwait(false);
                if (uses.IsTold && uses.Value.Any(u => u.Txid == attempt.Txid))
                {
                    return await book.StoreAsync(new LedgerCommand.HasSeen(attempt.Number, twin.Id)).ConfigureAwait(false) is null;
                }
            }

            await Task.Delay(LookEvery, clock).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Who spends our coins, if not we: found by the addresses' histories, since getaddressunspent cannot tell who spent.</summary>
    private async Task<EffectEnd> FindConflictAsync(Attempt attempt)
    {
        foreach (var coin in attempt.Draft.Coins)
        {
            Bytes? winner = null;
            var witnesses = ImmutableArray.CreateBuilder<Witness>();
            foreach (var twin in pool.Twins.DistinctBy(t => t.Server))
            {
                if (await SpenderAsync(twin, attempt, coin).ConfigureAwait(false) is { } found && (winner is null || winner == found.Raw))
                {
                    winner = found.Raw;
                    witnesses.Add(new Witness(twin.Id, twin.Server, found.Confirmations));
                }
            }

            if (winner is { } raw && witnesses.Count >= 2)
            {
                var no = await book.StoreAsync(new LedgerCommand.HasFoundConflict(attempt.Number, raw, witnesses.DrainToImmutable())).ConfigureAwait(false);
                return EffectEnd.Again(no?.Why ?? "a conflicting transaction was reported");
            }
        }

        return EffectEnd.Again("no second daemon has seen it yet");
    }

    private static async Task<(Bytes Raw, int Confirmations)?> SpenderAsync(ITwin twin, Attempt attempt, Coin coin)
    {
        var uses = await twin.UsesAsync(coin.Script).ConfigureAwait(false);
        foreach (var use in uses.IsTold ? uses.Value.Where(u => u.Height > 0 && u.Txid != attempt.Txid) : [])
        {
            var raw = await twin.TransactionAsync(use.Txid).ConfigureAwait(false);
            if (raw.IsTold && Transaction.TryRead(raw.Value.Span, out var transaction, out _) && transaction.Id() == use.Txid && transaction.Inputs.Any(i => i.Spends == coin.Outpoint))
            {
                var history = await twin.HistoryAsync([use.Txid]).ConfigureAwait(false);
                return history.IsTold && history.Value!.Confirmations.TryGetValue(use.Txid, out var confirmations) ? (raw.Value, confirmations) : null;
            }
        }

        return null;
    }
}

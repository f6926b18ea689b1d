using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Finds which transactions of a wallet's histories spend its money. Not one of a daemon's figures is believed: the bytes are hashed, and whose a coin was
/// follows from the transaction that made it and from the wallet's own key.</summary>
internal sealed class SpendReader(List<(ITwin Twin, ImmutableDictionary<Txid, int> Confirmations)> histories, WalletAccount account, uint addresses)
{
    private readonly Dictionary<Txid, (Bytes Raw, Transaction Transaction)> _read = [];

    /// <returns>Those of them that spend, and one above the highest receiving address that was paid to.</returns>
    public async Task<Told<(ImmutableArray<(Txid Txid, Bytes Raw, Draft Draft)> Spends, uint Receiving)>> ReadAsync(ImmutableArray<Txid> txids)
    {
        foreach (var txid in txids)
        {
            if (await FetchAsync(txid).ConfigureAwait(false) is { } fault)
            {
                return Told.Not<(ImmutableArray<(Txid, Bytes, Draft)>, uint)>(fault);
            }

            // A coin of the wallet was made by a transaction that is in its history too.
            foreach (var parent in _read[txid].Transaction.Inputs.Select(i => i.Spends.Txid).Where(IsInHistory).Distinct().ToList())
            {
                if (await FetchAsync(parent).ConfigureAwait(false) is { } missing)
                {
                    return Told.Not<(ImmutableArray<(Txid, Bytes, Draft)>, uint)>(missing);
                }
            }
        }

        var own = OwnScripts.Among(account, _read.Values.SelectMany(r => r.Transaction.Outputs).Select(o => o.Script).ToHashSet(), addresses);
        ImmutableArray<(Txid, Bytes, Draft)> spends = [.. txids.Select(t => (t, _read[t].Raw, Draft(_read[t].Transaction, own))).Where(s => !s.Item3.Coins.IsEmpty)];
        return (spends, own.Receiving);
    }

    private Draft Draft(Transaction transaction, OwnScripts own)
    {
        ImmutableArray<Coin> coins =
        [
            .. from input in transaction.Inputs
               let made = _read.TryGetValue(input.Spends.Txid, out var parent) && input.Spends.Index < parent.Transaction.Outputs.Length ? parent.Transaction.Outputs[(int)input.Spends.Index] : null
               where made is not null && own.Scripts.Contains(made.Script)
               select new Coin(input.Spends, made.Value, made.Script),
        ];
        ImmutableArray<int> mine = [.. Enumerable.Range(0, transaction.Outputs.Length).Where(i => own.Scripts.Contains(transaction.Outputs[i].Script))];

        // Where somebody else has put in money too, nobody can say who paid the fee.
        var fee = coins.Length == transaction.Inputs.Length ? coins.Sum(c => c.Value.Satoshis) - transaction.Outputs.Sum(o => o.Value.Satoshis) : 0;
        return new Draft(account.Chain.HasSegwit ? DraftForm.Psbt : DraftForm.ElectronCash, Bytes.Empty, coins, transaction.Outputs, mine, Amount.Of(Math.Max(0, fee)));
    }

    private bool IsInHistory(Txid txid) => histories.Exists(h => h.Confirmations.ContainsKey(txid));

    private async Task<string?> FetchAsync(Txid txid)
    {
        if (_read.ContainsKey(txid))
        {
            return null;
        }

        var why = "no daemon has it";
        foreach (var (twin, _) in histories.Where(h => h.Confirmations.ContainsKey(txid)))
        {
            var raw = await twin.TransactionAsync(txid).ConfigureAwait(false);
            if (!raw.IsTold)
            {
                why = $"{twin.Id}: {raw.Fault}";
            }
            else if (!Transaction.TryRead(raw.Value.Span, out var transaction, out var fault) || transaction.Id() != txid)
            {
                why = $"{twin.Id} gives other bytes for it ({fault})";
            }
            else
            {
                _read[txid] = (raw.Value, transaction);
                return null;
            }
        }

        return $"{txid} cannot be read: {why}";
    }
}

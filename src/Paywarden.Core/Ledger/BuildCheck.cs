using System.Collections.Immutable;
using System.Globalization;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>What another daemon said of a coin that a builder wants to spend: it is there, unspent, since this height (0: in no block yet).</summary>
public sealed record Unspent(Outpoint Outpoint, int Height);

/// <summary>Why a draft must not be signed.</summary>
/// <param name="Taken">Coins that the builder should not have chosen; frozen before the next try. Empty where another try gives the same.</param>
public sealed record BuildFault(string Why, ImmutableArray<Outpoint> Taken);

/// <summary>Whether a draft may be signed for these payments. A builder is a program that may be behind, wrong or restored from yesterday:
/// nothing of what it chose is trusted, and a second daemon must know every coin.</summary>
public static class BuildCheck
{
    /// <summary>Electron Cash and Electrum round their fee up (226 bytes for 300 satoshis and 141 for 200 at 1 a byte, measured on 4.4.5 and 4.3.4), and add
    /// change too small to pay out.</summary>
    private const int Slack = 1_000;

    /// <param name="fee">Wanted to the satoshi, instead of by the rate.</param>
    /// <returns>Null: it may.</returns>
    public static BuildFault? Look(LedgerState state, ImmutableArray<TransactionOutput> wanted, FeeRate rate, Draft draft, ImmutableArray<Unspent> witnessed, Amount? fee = null)
    {
        ImmutableArray<Outpoint> taken = [.. draft.Coins.Select(c => c.Outpoint).Where(state.IsTaken)];
        if (!taken.IsEmpty)
        {
            return new BuildFault($"the builder chose a coin that is taken ({taken[0]})", taken);
        }

        // A server may name a coin twice, and differently: the younger it may be, the less it is good for.
        var known = witnessed.GroupBy(u => u.Outpoint).ToDictionary(g => g.Key, g => g.Min(u => u.Height));
        ImmutableArray<Outpoint> unknown = [.. draft.Coins.Select(c => c.Outpoint).Where(o => !known.ContainsKey(o))];
        if (!unknown.IsEmpty)
        {
            return new BuildFault($"no second daemon has the coin {unknown[0]}", unknown);
        }

        // A stranger's payment that is in no block may be replaced by another, and ours with it.
        ImmutableArray<Outpoint> young = [.. draft.Coins.Select(c => c.Outpoint).Where(o => known[o] <= 0 && !state.IsOurs(o.Txid))];
        if (!young.IsEmpty)
        {
            return new BuildFault($"the coin {young[0]} is in no block yet, and not our own change", young);
        }

        var account = state.Account!;
        return Outputs(account.IsDerived ? wanted : MergedOutputs.Of(wanted), draft) ?? Fee(rate, draft, fee, account.Chain.Dust.KeyHash);
    }

    private static BuildFault? Outputs(ImmutableArray<TransactionOutput> wanted, Draft draft)
    {
        var left = draft.Outputs.Select((output, index) => (output, index)).ToList();
        foreach (var output in wanted)
        {
            // Own change stands last in the search, should a customer be paid at that very address.
            var at = left.FindIndex(l => l.output == output && !draft.OwnChange.Contains(l.index));
            at = at >= 0 ? at : left.FindIndex(l => l.output == output);
            if (at < 0)
            {
                return Hopeless("it does not pay what was ordered");
            }

            left.RemoveAt(at);
        }

        return left.Count > 1 || left.Exists(l => !draft.OwnChange.Contains(l.index)) ? Hopeless("it pays somebody who is not in the order") : null;
    }

    /// <param name="dust">On some chains what is too small to pay out is more than the slack for rounding.</param>
    private static BuildFault? Fee(FeeRate rate, Draft draft, Amount? wanted, Amount dust)
    {
        // A fee that nobody relays would leave the payment stuck for ever.
        var most = (wanted ?? rate.For(draft.SignedSize)).Satoshis + (draft.OwnChange.IsEmpty ? Math.Max(Slack, dust.Satoshis) : Slack);
        var least = Math.Max((wanted ?? Amount.Zero).Satoshis, (wanted is null ? rate : FeeRate.Least).For(draft.SignedSize - (2 * draft.Coins.Length)).Satoshis);
        return draft.Fee.Satoshis > most ? Hopeless(string.Create(CultureInfo.InvariantCulture, $"its fee of {draft.Fee.Satoshis} satoshis is above {most}"))
            : draft.Fee.Satoshis < least ? Hopeless(string.Create(CultureInfo.InvariantCulture, $"its fee of {draft.Fee.Satoshis} satoshis is below {least}"))
            : null;
    }

    private static BuildFault Hopeless(string why) => new(why, []);
}

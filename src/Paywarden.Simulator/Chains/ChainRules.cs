using Paywarden.Keys;
using Paywarden.Payments;

namespace Paywarden.Chains;

/// <summary>What a node asks of a transaction, in a node's order, and what the original makes of the node's answer.</summary>
internal static class ChainRules
{
    private const int LongestTransaction = 100_000;
    private const int Dust = 546;
    private const long MostSatoshi = 2_100_000_000_000_000;
    private const uint LockTimesThatAreHeights = 500_000_000;

    /// <param name="height">Of the asked server, which may be behind.</param>
    /// <returns>Null: it may go in.</returns>
    public static string? Refusal(ChainState chain, Transaction transaction, int height)
    {
        var size = transaction.Write().Length;
        if (size > LongestTransaction)
        {
            return BroadcastTexts.TooLarge;
        }

        if (transaction.LockTime < LockTimesThatAreHeights && transaction.LockTime > height && transaction.Inputs.Any(i => i.Sequence != uint.MaxValue))
        {
            return BroadcastTexts.NotFinal;
        }

        if (transaction.Outputs.Any(o => o.Value < Dust && !IsData(o)))
        {
            return BroadcastTexts.Dust;
        }

        return Known(chain, transaction) ?? Coins(chain, transaction) ?? Money(chain, transaction, size) ?? Signatures(chain, transaction);
    }

    /// <summary>A node does not know a transaction any more once all its outputs are spent: then its coins are missing.</summary>
    private static string? Known(ChainState chain, Transaction transaction)
    {
        var id = transaction.Id();
        return chain.Find(id) switch
        {
            null => null,
            { Height: 0 } => BroadcastTexts.InMempool,
            _ => Enumerable.Range(0, transaction.Outputs.Count).Any(n => chain.Spender($"{id}:{n}") is not { Height: > 0 }) ? BroadcastTexts.InBlockchain : BroadcastTexts.Missing,
        };
    }

    private static string? Coins(ChainState chain, Transaction transaction)
    {
        var spent = transaction.Inputs.Select(Transaction.Spells).ToArray();
        return spent.Any(o => chain.Spender(o) is { Height: 0 }) ? BroadcastTexts.Conflict
            : spent.Any(o => chain.Spender(o) is not null) || transaction.Inputs.Any(i => chain.Output(i) is null) || spent.Distinct().Count() < spent.Length ? BroadcastTexts.Missing
            : null;
    }

    private static string? Money(ChainState chain, Transaction transaction, int size)
    {
        var spent = transaction.Inputs.Sum(i => chain.Output(i)!.Value);
        var paid = transaction.Outputs.Sum(o => (decimal)o.Value);
        return paid > spent || paid > MostSatoshi ? BroadcastTexts.NegativeFee
            : spent - paid < size ? BroadcastTexts.FeeTooLow
            : null;
    }

    private static string? Signatures(ChainState chain, Transaction transaction) =>
        Enumerable.Range(0, transaction.Inputs.Count).All(at => IsSigned(transaction, at, chain.Output(transaction.Inputs[at])!)) ? null : BroadcastTexts.ScriptError;

    /// <summary>A signature and a key, and the key is the one that the coin is locked to.</summary>
    private static bool IsSigned(Transaction transaction, int at, TransactionOutput coin)
    {
        var script = transaction.Inputs[at].Script;
        var length = script.Length == 0 ? 0 : script[0];
        if (length < 9 || script.Length != 1 + length + 1 + 33 || script[1 + length] != 33 || script[length] != SignatureHash.Kind)
        {
            return false;
        }

        var key = script[(2 + length)..];
        var lockScript = new AddressTarget(Digest.OfKey(key), Script: false).Lock();
        return coin.Script.AsSpan().SequenceEqual(lockScript)
            && Signature.Holds(key, SignatureHash.Of(transaction, at, lockScript, coin.Value), script.AsSpan(1, length - 1));
    }

    private static bool IsData(TransactionOutput output) => output.Script is [0x6a, ..];
}

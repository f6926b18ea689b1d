using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>What a node says of scripts of its wallet, where no public key lets us see for ourselves. It is believed: the node has the keys, and could
/// spend all of it without asking us.</summary>
/// <param name="Own">Scripts of coins that it can spend.</param>
/// <param name="Change">Scripts that it made for change, and that are its own.</param>
public sealed record NodeWord(ImmutableArray<Bytes> Own, ImmutableArray<Bytes> Change)
{
    public static readonly NodeWord None = new([], []);
}

/// <summary>A node refuses two outputs to one address ("duplicated address", measured on litecoind 0.21.2): there they become one of their sum.</summary>
public static class MergedOutputs
{
    public static ImmutableArray<TransactionOutput> Of(ImmutableArray<TransactionOutput> ordered) =>
    [
        .. ordered.GroupBy(o => o.Script).Select(same => Amount.TrySum(same.Select(o => o.Value), out var sum)
            ? new TransactionOutput(sum, same.Key)
            : throw new InvalidOperationException("the outputs are more than there is")),
    ];
}

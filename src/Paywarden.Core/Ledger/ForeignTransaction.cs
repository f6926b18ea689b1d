using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A transaction that a caller had sent and that the ledger did not make: nobody's payment here, so it is sent and looked for, and that is all.</summary>
/// <param name="By">The call that asked for it first.</param>
public sealed record ForeignTransaction(Txid Txid, Bytes Raw, ImmutableArray<TransactionOutput> Outputs, ImmutableHashSet<Outpoint> Spends, string By, DateTimeOffset At)
{
    /// <param name="raw">As stored, so it can be read.</param>
    public static ForeignTransaction Of(Bytes raw, string by, DateTimeOffset at) =>
        Transaction.TryRead(raw.Span, out var read, out var why)
            ? new ForeignTransaction(read.Id(), raw, read.Outputs, [.. read.Inputs.Select(i => i.Spends)], by, at)
            : throw new InvalidOperationException($"a transaction of others was stored and cannot be read: {why}");
}

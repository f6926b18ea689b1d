using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A transaction that a caller had sent and that the ledger did not make: nobody's payment here, so it is sent and looked for, and that is all.</summary>
/// <param name="By">The call that asked for it first.</param>
public sealed record ForeignTransaction(Bytes Raw, ImmutableArray<TransactionOutput> Outputs, ImmutableHashSet<Outpoint> Spends, string By, DateTimeOffset At)
{
    public static ForeignTransaction Of(LedgerEvent.ForeignTaken e) =>
        Transaction.TryRead(e.Raw.Span, out var read, out var why)
            ? new ForeignTransaction(e.Raw, read.Outputs, [.. read.Inputs.Select(i => i.Spends)], e.By, e.At)
            : throw new InvalidOperationException($"transaction {e.Txid} was stored and cannot be read: {why}");
}

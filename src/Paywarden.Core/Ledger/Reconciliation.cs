using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>What a comparison of ledger and chain found.</summary>
/// <param name="Differences">One sentence each.</param>
public sealed record Reconciliation(DateTimeOffset At, string By, ImmutableArray<string> Differences);

/// <summary>A transaction of the chain that spends the wallet's money.</summary>
/// <param name="Draft">What our own reading of it makes; without an unsigned form.</param>
/// <param name="IsArchived">The archive has a payment that it paid.</param>
public sealed record ChainSpend(Txid Txid, Bytes Raw, Draft Draft, int Confirmations, bool IsArchived);

/// <summary>A spend that no payment of the ledger explains: made by hand, or by us and forgotten with a journal that was restored.</summary>
/// <param name="Coins">The wallet's, which it spends.</param>
/// <param name="Outputs">What it pays to others and nobody here ordered.</param>
public sealed record ForeignSpend(Txid Txid, ImmutableArray<Outpoint> Coins, ImmutableArray<TransactionOutput> Outputs);

/// <summary>All such spends. An order that asks for what one of them paid may be that very payment under a key that was forgotten, and is refused.</summary>
public sealed record ForeignBook(ImmutableArray<ForeignSpend> All, ImmutableHashSet<Outpoint> Coins, ImmutableDictionary<TransactionOutput, Txid> Outputs, ImmutableHashSet<Txid> Txids, DateTimeOffset At)
{
    public static readonly ForeignBook Empty = new([], [], ImmutableDictionary<TransactionOutput, Txid>.Empty, [], default);

    /// <summary>Nobody calls with one key for longer, and the same salary to the same address is no duplicate for ever.</summary>
    private static readonly TimeSpan Guards = TimeSpan.FromDays(30);

    public static ForeignBook Of(ImmutableArray<ForeignSpend> spends, DateTimeOffset at) => new(
        spends,
        [.. spends.SelectMany(s => s.Coins)],
        spends.SelectMany(s => s.Outputs.Select(o => (Output: o, s.Txid))).DistinctBy(o => o.Output).ToImmutableDictionary(o => o.Output, o => o.Txid),
        [.. spends.Select(s => s.Txid)],
        at);

    /// <returns>A transaction that paid one of the order's outputs; null: none did.</returns>
    public Txid? Pays(PaymentOrder order, DateTimeOffset now)
    {
        foreach (var output in now - At < Guards ? order.Outputs : [])
        {
            if (Outputs.TryGetValue(output, out var txid))
            {
                return txid;
            }
        }

        return null;
    }
}

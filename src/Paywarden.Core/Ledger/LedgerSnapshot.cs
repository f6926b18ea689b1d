using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A ledger as it stands after so many events, so that the next owner need not read them all. What follows from payments and attempts is made anew
/// and not kept; that nothing else is left out, a property holds over stories.</summary>
public sealed record LedgerSnapshot(
    string Wallet,
    string Chain,
    Network Network,
    string AccountKey,
    long Token,
    long Epoch,
    string? Builder,
    string? Held,
    long LastPayment,
    int LastAttempt,
    uint? Imported,
    uint NextIndex,
    ImmutableArray<Payment> Payments,
    ImmutableArray<Attempt> Attempts,
    ImmutableArray<LedgerSnapshot.FrozenCoin> Frozen,
    ImmutableArray<LedgerSnapshot.GivenIndex> Reserved,
    ImmutableArray<LedgerSnapshot.GivenIndex> IndexFor,
    ImmutableArray<LedgerSnapshot.WantedAt> Terms,
    ImmutableArray<IssuedAddress> Unfiled,
    ImmutableArray<LedgerSnapshot.FiledFor> JustFiled,
    ImmutableArray<LedgerSnapshot.SpentMinute> Spent,
    ImmutableArray<LedgerSnapshot.Forgotten> JustArchived,
    ImmutableArray<PaymentId> KeptBack,
    ImmutableArray<LedgerSnapshot.OthersTransaction> Foreign,
    bool IsReconciled,
    Reconciliation? LastReconciled,
    ImmutableArray<ForeignSpend> Unexplained,
    DateTimeOffset UnexplainedAt)
{
    public sealed record FrozenCoin(Outpoint Coin, string By);

    public sealed record GivenIndex(uint Index, string For);

    public sealed record WantedAt(uint Index, AddressTerms Terms);

    public sealed record FiledFor(string For, DateTimeOffset At);

    /// <param name="Minute">Since 1970.</param>
    public sealed record SpentMinute(string User, long Minute, Amount Amount);

    public sealed record Forgotten(PaymentId Payment, DateTimeOffset At);

    public sealed record OthersTransaction(Bytes Raw, string By, DateTimeOffset At);

    /// <summary>Of a ledger that is bound.</summary>
    public static LedgerSnapshot Of(LedgerState state) => new(
        state.Wallet,
        state.Account!.Chain.Name,
        state.Account.Chain.Network,
        state.Account.Reveal(),
        state.Token,
        state.Epoch,
        state.Builder,
        state.Held,
        state.LastPayment,
        state.LastAttempt,
        state.Imported,
        state.NextIndex,
        [.. state.Payments.Values.OrderBy(p => p.Number)],
        [.. state.Attempts.Values],
        [.. state.Frozen.Select(f => new FrozenCoin(f.Key, f.Value))],
        [.. state.Reserved.Select(r => new GivenIndex(r.Key, r.Value))],
        [.. state.IndexFor.Select(i => new GivenIndex(i.Value, i.Key))],
        [.. state.Terms.OrderBy(t => t.Key).Select(t => new WantedAt(t.Key, t.Value))],
        [.. state.Unfiled.Values],
        [.. state.JustFiled.Select(f => new FiledFor(f.For, f.At))],
        [.. state.Spent.SelectMany(s => s.Value.Minutes.Select(m => new SpentMinute(s.Key, m.Key, m.Value)))],
        [.. state.JustArchived.All.Select(a => new Forgotten(a.Payment, a.At))],
        [.. state.KeptBack],
        [.. state.Foreign.Values.Select(f => new OthersTransaction(f.Raw, f.By, f.At))],
        state.IsReconciled,
        state.LastReconciled,
        state.Unexplained.All,
        state.Unexplained.At);

    public LedgerState State()
    {
        var attempts = Attempts.ToImmutableSortedDictionary(a => a.Number, a => a);
        var alive = Attempts.Where(a => a.IsAlive).SelectMany(a => a.Draft.Coins.Select(c => KeyValuePair.Create(c.Outpoint, a.Number)));
        return LedgerMachine.Reindexed(LedgerState.Empty with
        {
            Wallet = Wallet,
            Account = LedgerMachine.AccountOf(Wallet, Chain, Network, AccountKey),
            Token = Token,
            Epoch = Epoch,
            Builder = Builder,
            Held = Held,
            LastPayment = LastPayment,
            LastAttempt = LastAttempt,
            Imported = Imported,
            NextIndex = NextIndex,
            Payments = Payments.ToImmutableDictionary(p => p.Id, p => p),
            Attempts = attempts,
            Queue = Payments.Where(p => p.Rejected is null && p.Attempts.All(number => attempts[number].Stage == AttemptStage.Dropped)).ToImmutableSortedDictionary(p => p.Number, p => p.Id),
            Lane = Attempts.FirstOrDefault(a => a.Stage == AttemptStage.Built)?.Number,
            Leases = LedgerState.Empty.Leases.SetItems(alive), // the youngest stands last
            ByTxid = LedgerState.Empty.ByTxid.SetItems(Attempts.Where(a => a.Txid is not null).Select(a => KeyValuePair.Create(a.Txid!.Value, a.Number))),
            LastOrder = LedgerState.Empty.LastOrder.SetItems(Payments.SelectMany(p => p.Order.Outputs.Select(o => KeyValuePair.Create(o, p.Id)))),
            Frozen = Frozen.ToImmutableDictionary(f => f.Coin, f => f.By),
            Reserved = Reserved.ToImmutableSortedDictionary(r => r.Index, r => r.For),
            IndexFor = IndexFor.ToImmutableDictionary(i => i.For, i => i.Index),
            Terms = Terms.ToImmutableDictionary(t => t.Index, t => t.Terms),
            Unfiled = Unfiled.ToImmutableSortedDictionary(a => a.Index, a => a),
            JustFiled = [.. JustFiled.Select(f => (f.For, f.At))],
            Spent = Spent.GroupBy(s => s.User).ToImmutableDictionary(g => g.Key, g => new Spending(g.ToImmutableSortedDictionary(s => s.Minute, s => s.Amount))),
            KeptBack = [.. KeptBack],
            Unkeyed = LedgerState.Empty.Unkeyed.SetItems(Payments.Where(p => p.Content.Length > 0 && p.Rejected is null).Select(p => KeyValuePair.Create((p.Order.User, p.Content), p.Id))),
            Foreign = Foreign.Select(f => ForeignTransaction.Of(f.Raw, f.By, f.At)).ToImmutableDictionary(f => f.Txid, f => f),
            IsReconciled = IsReconciled,
            LastReconciled = LastReconciled,
            Unexplained = ForeignBook.Of(Unexplained, UnexplainedAt),
            JustArchived = JustArchived.Aggregate(ArchivedLately.None, (all, a) => all.With(a.Payment, a.At)),
        });
    }
}

using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>All that is decided about one wallet's money, as far as it is not archived.</summary>
public sealed record LedgerState
{
    public static readonly LedgerState Empty = new();

    /// <summary>How long a payment that went into the archive is remembered here; a look into the archive counts for half of it.</summary>
    public static readonly TimeSpan KnowsArchived = TimeSpan.FromSeconds(60);

    /// <summary>Null before the first event.</summary>
    public WalletAccount? Account { get; init; }

    public string Wallet { get; init; } = "";

    /// <summary>Of the incarnation that appended last; only that one may.</summary>
    public long Token { get; init; }

    /// <summary>Grows with every choice of a builder; 0 before the first.</summary>
    public long Epoch { get; init; }

    public string? Builder { get; init; }

    /// <summary>Why money is refused until a treasurer ends it.</summary>
    public string? Held { get; init; }

    public ImmutableDictionary<PaymentId, Payment> Payments { get; init; } = ImmutableDictionary<PaymentId, Payment>.Empty;

    /// <summary>Payments without a living attempt, oldest first: they wait for the lane.</summary>
    public ImmutableSortedDictionary<long, PaymentId> Queue { get; init; } = ImmutableSortedDictionary<long, PaymentId>.Empty;

    public ImmutableSortedDictionary<int, Attempt> Attempts { get; init; } = ImmutableSortedDictionary<int, Attempt>.Empty;

    /// <summary>Coins of attempts that are alive, with the youngest such attempt: the lease book. A lease never ends by time.</summary>
    public ImmutableDictionary<Outpoint, int> Leases { get; init; } = ImmutableDictionary<Outpoint, int>.Empty;

    /// <summary>Coins that callers want left alone.</summary>
    public ImmutableDictionary<Outpoint, string> Frozen { get; init; } = ImmutableDictionary<Outpoint, string>.Empty;

    /// <summary>The same destination and amount, when it was last ordered and by which payment: the guard against a double order.</summary>
    public ImmutableDictionary<TransactionOutput, PaymentId> LastOrder { get; init; } = ImmutableDictionary<TransactionOutput, PaymentId>.Empty;

    public ImmutableDictionary<string, Spending> Spent { get; init; } = ImmutableDictionary<string, Spending>.Empty;

    /// <summary>Payments archived within the last <see cref="KnowsArchived"/>, oldest first.</summary>
    public ImmutableQueue<(PaymentId Payment, DateTimeOffset At)> JustArchived { get; init; } = [];

    public long LastPayment { get; init; }

    public int LastAttempt { get; init; }

    /// <summary>The index that the next asker is given.</summary>
    public uint NextIndex { get; init; }

    /// <summary>Indices given away whose address nobody has been told yet.</summary>
    public ImmutableSortedDictionary<uint, string> Reserved { get; init; } = ImmutableSortedDictionary<uint, string>.Empty;

    /// <summary>By whom it was asked for. Addresses are few beside payments; those without a name of an asker are not kept.</summary>
    public ImmutableDictionary<string, uint> IndexFor { get; init; } = ImmutableDictionary<string, uint>.Empty;

    /// <summary>The attempt that is being made: built, and neither signed nor dropped.</summary>
    public int? Lane { get; init; }

    /// <summary>Signed attempts by the name of their transaction.</summary>
    public ImmutableDictionary<Txid, int> ByTxid { get; init; } = ImmutableDictionary<Txid, int>.Empty;

    /// <summary>Ledger and chain were compared since the hold began, by the incarnation that appended last: a treasurer may end the hold.</summary>
    public bool IsReconciled { get; init; }

    /// <summary>What the last comparison with the chain found; null: there was none.</summary>
    public Reconciliation? LastReconciled { get; init; }

    /// <summary>Spends of the wallet's money that this ledger has no payment for, as of the last comparison.</summary>
    public ForeignBook Foreign { get; init; } = ForeignBook.Empty;

    /// <summary>Not for a new transaction: another one of ours spends it or may do so, somebody else did, or a caller froze it.</summary>
    public bool IsTaken(Outpoint coin) => Leases.ContainsKey(coin) || Frozen.ContainsKey(coin) || Foreign.Coins.Contains(coin);

    /// <summary>Made by us and not archived.</summary>
    public bool IsOurs(Txid txid) => ByTxid.TryGetValue(txid, out var number) && Attempts[number].IsAlive;

    public IEnumerable<Attempt> AttemptsOf(Payment payment) => payment.Attempts.Select(number => Attempts[number]);

    public PaymentStage StageOf(Payment payment) =>
        payment.Rejected is not null ? PaymentStage.Rejected : AttemptsOf(payment).Select(a => a.Tells).DefaultIfEmpty(PaymentStage.Accepted).Max();

    /// <summary>The transaction that pays it as things stand; null while none is signed.</summary>
    public Attempt? Leading(Payment payment) => AttemptsOf(payment).Where(a => a.IsAlive && a.Txid is not null).MaxBy(a => (a.Tells, a.Number));
}

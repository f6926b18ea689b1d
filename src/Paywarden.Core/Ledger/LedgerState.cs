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

    /// <summary>Payments whose bytes are sent only when their caller asks for it.</summary>
    public ImmutableSortedSet<PaymentId> KeptBack { get; init; } = [];

    /// <summary>By user and content: what an equal call without a key is given again. Until it is rejected or archived.</summary>
    public ImmutableDictionary<(string User, string Content), PaymentId> Unkeyed { get; init; } = ImmutableDictionary<(string, string), PaymentId>.Empty;

    /// <summary>Transactions of others that callers had sent, and nobody has seen yet.</summary>
    public ImmutableDictionary<Txid, ForeignTransaction> Foreign { get; init; } = ImmutableDictionary<Txid, ForeignTransaction>.Empty;

    public ImmutableDictionary<string, Spending> Spent { get; init; } = ImmutableDictionary<string, Spending>.Empty;

    /// <summary>Payments archived within the last <see cref="KnowsArchived"/>.</summary>
    public ArchivedLately JustArchived { get; init; } = ArchivedLately.None;

    public long LastPayment { get; init; }

    public int LastAttempt { get; init; }

    /// <summary>How many addresses the wallet had before; null: nobody has counted them yet, and none is given away.</summary>
    public uint? Imported { get; init; }

    /// <summary>The index that the next asker is given.</summary>
    public uint NextIndex { get; init; }

    /// <summary>Indices given away whose address nobody has been told yet.</summary>
    public ImmutableSortedDictionary<uint, string> Reserved { get; init; } = ImmutableSortedDictionary<uint, string>.Empty;

    /// <summary>What is wanted at reserved addresses; those without are no requests.</summary>
    public ImmutableDictionary<uint, AddressTerms> Terms { get; init; } = ImmutableDictionary<uint, AddressTerms>.Empty;

    /// <summary>Issued and not yet in the book of addresses, where they go within moments: so what is here does not grow with what was issued.</summary>
    public ImmutableSortedDictionary<uint, IssuedAddress> Unfiled { get; init; } = ImmutableSortedDictionary<uint, IssuedAddress>.Empty;

    /// <summary>By whom they were asked for: those above and those of <see cref="JustFiled"/>. For the others the book is asked.</summary>
    public ImmutableDictionary<string, uint> IndexFor { get; init; } = ImmutableDictionary<string, uint>.Empty;

    /// <summary>Filed within the last <see cref="KnowsArchived"/>, oldest first.</summary>
    public ImmutableQueue<(string For, DateTimeOffset At)> JustFiled { get; init; } = [];

    /// <summary>The attempt that is being made: built, and neither signed nor dropped.</summary>
    public int? Lane { get; init; }

    /// <summary>Signed attempts by the name of their transaction.</summary>
    public ImmutableDictionary<Txid, int> ByTxid { get; init; } = ImmutableDictionary<Txid, int>.Empty;

    /// <summary>Payments of which nothing more can come, oldest first: they are to be archived.</summary>
    public ImmutableSortedDictionary<long, PaymentId> Settled { get; init; } = ImmutableSortedDictionary<long, PaymentId>.Empty;

    /// <summary>When each queued payment expires.</summary>
    public ImmutableSortedSet<(DateTimeOffset At, long Number)> Expiries { get; init; } = [];

    /// <summary>Attempts whose bytes are to be sent, now or now and then.</summary>
    public ImmutableSortedSet<int> Sending { get; init; } = [];

    /// <summary>Attempts that somebody outside may have, and that are not final.</summary>
    public ImmutableSortedSet<int> Out { get; init; } = [];

    /// <summary>Coins of more than one living attempt: of those that stand beside each other on purpose.</summary>
    public ImmutableHashSet<Outpoint> Contested { get; init; } = [];

    /// <summary>Ledger and chain were compared since the hold began, by the incarnation that appended last: a treasurer may end the hold.</summary>
    public bool IsReconciled { get; init; }

    /// <summary>What the last comparison with the chain found; null: there was none.</summary>
    public Reconciliation? LastReconciled { get; init; }

    /// <summary>Spends of the wallet's money that this ledger has no payment for, as of the last comparison.</summary>
    public ForeignBook Unexplained { get; init; } = ForeignBook.Empty;

    /// <summary>Given away, derived, and in the book of addresses.</summary>
    public bool IsFiled(uint index) => index < NextIndex && !Reserved.ContainsKey(index) && !Unfiled.ContainsKey(index);

    /// <summary>Not for a new transaction: another one of ours spends it or may do so, somebody else did, or a caller froze it.</summary>
    public bool IsTaken(Outpoint coin) =>
        (Leases.TryGetValue(coin, out var holder) && !Attempts[holder].MayBeOverlapped)
        || Frozen.ContainsKey(coin)
        || (!Foreign.IsEmpty && Foreign.Values.Any(f => f.Spends.Contains(coin)))
        || Unexplained.Coins.Contains(coin);

    /// <summary>Made by us and not archived.</summary>
    public bool IsOurs(Txid txid) => ByTxid.TryGetValue(txid, out var number) && Attempts[number].IsAlive;

    public IEnumerable<Attempt> AttemptsOf(Payment payment) => payment.Attempts.Select(number => Attempts[number]);

    public PaymentStage StageOf(Payment payment) =>
        payment.Rejected is not null ? PaymentStage.Rejected : AttemptsOf(payment).Select(a => a.Tells).DefaultIfEmpty(PaymentStage.Accepted).Max();

    /// <summary>The transaction that pays it as things stand; null while none is signed.</summary>
    public Attempt? Leading(Payment payment) => AttemptsOf(payment).Where(a => a.IsAlive && a.Txid is not null).MaxBy(a => (a.Tells, a.Number));
}

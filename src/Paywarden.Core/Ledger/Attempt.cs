using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>How far a transaction of ours is. Built is the lane: at most one attempt is there. From Signed on only the chain ends it.
/// <code>
/// Built ──► Signed ──► Exposed ◄──► Seen ──► Confirmed ──► Final
///   │                     ▲           │          │
///   └─► Dropped           └───────────┴──────────┘ evicted, reorganised
///                      Signed…Confirmed ──► Lost (a conflicting one is final)
/// </code></summary>
public enum AttemptStage
{
    Built,
    Dropped,
    Signed,
    Exposed,
    Seen,
    Confirmed,
    Final,
    Lost,
}

/// <summary>One transaction made for payments. Once signed its bytes never change: a retry sends the same again.</summary>
/// <param name="Number">In the order of building, from 1.</param>
/// <param name="Epoch">Of the builder that made it.</param>
/// <param name="Replaces">The attempt with which it shares coins on purpose.</param>
/// <param name="Raw">The signed bytes; empty before.</param>
/// <param name="Height">Of the block that holds it, while one does.</param>
public sealed record Attempt(int Number, ImmutableArray<PaymentId> Payments, Draft Draft, long Epoch, int? Replaces, AttemptStage Stage)
{
    // Whoever reads it from a snapshot must find each of these, and take none for empty that is missing.
    [JsonRequired]
    public Bytes Raw { get; init; }

    [JsonRequired]
    public Txid? Txid { get; init; }

    [JsonRequired]
    public int Height { get; init; }

    /// <summary>The daemon that saw it without having sent it. Only that one can say that it is gone: another server may never have had it.</summary>
    [JsonRequired]
    public string? SeenBy { get; init; }

    [JsonRequired]
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>When it was seen first, or stood in a block.</summary>
    [JsonRequired]
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>Its caller has not sent it for so long that another payment may take its coins.</summary>
    [JsonRequired]
    public bool IsGivenUp { get; init; }

    public bool MayBeOverlapped => IsGivenUp && Stage is (AttemptStage.Signed or AttemptStage.Exposed);

    /// <summary>Why it can never be confirmed; null while it may.</summary>
    [JsonRequired]
    public Proof? Loss { get; init; }

    /// <summary>What happened to it, oldest first.</summary>
    [JsonRequired]
    public ImmutableArray<Moment> Story { get; init; } = [];

    /// <summary>Its coins are nobody else's: it is being made, or may yet be confirmed.</summary>
    public bool IsAlive => Stage is not (AttemptStage.Dropped or AttemptStage.Lost);

    /// <summary>Somebody outside may have its bytes.</summary>
    public bool IsOut => Stage is AttemptStage.Exposed or AttemptStage.Seen or AttemptStage.Confirmed;

    /// <summary>In no block as far as is known: its bytes are offered to the network.</summary>
    public bool IsToBeSent => Stage is AttemptStage.Signed or AttemptStage.Exposed or AttemptStage.Seen;

    public bool Spends(Outpoint coin) => Draft.Coins.Any(c => c.Outpoint == coin);

    public bool Overlaps(Attempt other) => Draft.Coins.Any(c => other.Spends(c.Outpoint));

    /// <summary>What one of its payments is told to have cost: equal shares of the fee, and the first has what is left over, so that they sum up to it.</summary>
    public Amount FeeOf(PaymentId payment)
    {
        var share = Draft.Fee.Satoshis / Payments.Length;
        return Amount.Of(payment == Payments[0] ? Draft.Fee.Satoshis - (share * (Payments.Length - 1)) : share);
    }

    /// <summary>What its payments are told.</summary>
    public PaymentStage Tells => Stage switch
    {
        AttemptStage.Built => PaymentStage.Built,
        AttemptStage.Signed => PaymentStage.Signed,
        AttemptStage.Exposed => PaymentStage.Sent,
        AttemptStage.Seen => PaymentStage.Seen,
        AttemptStage.Confirmed => PaymentStage.Confirmed,
        AttemptStage.Final => PaymentStage.Final,
        AttemptStage.Dropped or AttemptStage.Lost => PaymentStage.Accepted,
        _ => throw new InvalidOperationException($"unknown stage {Stage}"),
    };
}

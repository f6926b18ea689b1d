using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>How far a payment is, as callers are told it.</summary>
public enum PaymentStage
{
    /// <summary>Stored; nothing is built.</summary>
    Accepted,

    /// <summary>Its coins are leased; nothing is signed.</summary>
    Built,

    /// <summary>The signed bytes are stored; nobody else has them.</summary>
    Signed,

    /// <summary>The bytes may be anywhere.</summary>
    Sent,

    /// <summary>A daemon that did not send it has it from its server.</summary>
    Seen,

    /// <summary>In a block.</summary>
    Confirmed,

    /// <summary>Deep enough to be forgotten.</summary>
    Final,

    /// <summary>Will never be paid, with a proof.</summary>
    Rejected,
}

/// <summary>One payment, until it is archived.</summary>
/// <param name="Number">In the order of acceptance, from 1.</param>
/// <param name="Attempts">Transactions made for it, oldest first; each but the first overlaps the one before it or was made when that one was dropped unsigned.</param>
/// <param name="Rejected">Null while it may be paid.</param>
public sealed record Payment(PaymentOrder Order, DateTimeOffset At, long Number, ImmutableArray<int> Attempts, Proof? Rejected)
{
    public PaymentId Id => Order.Id;

    /// <summary>Of one without a key (<see cref="LedgerState.Unkeyed"/>); else empty.</summary>
    [JsonRequired]
    public string Content { get; init; } = "";

    /// <summary>The call that had it sent; null: it was not kept back, or is still.</summary>
    [JsonRequired]
    public string? LetGoBy { get; init; }

    /// <summary>What happened to it itself, oldest first; what happened to its transactions stands with them.</summary>
    [JsonRequired]
    public ImmutableArray<Moment> Story { get; init; } = [];
}

/// <summary>Why a payment can never be made. An error's text, one server's word or the passing of time is no proof.</summary>
public abstract record Proof(string Why)
{
    /// <summary>No signed byte of it ever left the signer's answer.</summary>
    public sealed record NeverSigned(string Why) : Proof(Why);

    /// <summary>Never signed, because the wallet did not have so much, coins that are leased or in no block counted in.</summary>
    public sealed record TooPoor(Amount Wanted, Amount Has) : Proof($"{Wanted} and a fee were to be paid, and the wallet has {Has} in all");

    /// <summary>Another transaction spends one of its coins and stands deep enough, in the verified history of two daemons on different servers.</summary>
    /// <param name="Winner">Its bytes, from which its name and what it spends were computed here.</param>
    public sealed record Conflict(Outpoint Coin, Bytes Winner, Txid WinnerId, ImmutableArray<Witness> Witnesses)
        : Proof($"{Coin} was spent by {WinnerId}, as {string.Join(" and ", Witnesses.Select(w => w.Daemon))} saw with {Witnesses.Min(w => w.Confirmations)} confirmations");

    /// <summary>Another transaction of the same payments is final. Nobody is rejected by it.</summary>
    public sealed record Replaced(Txid By) : Proof($"the same was paid by {By}");

    /// <summary>It spends the change of a transaction that is lost itself.</summary>
    public sealed record ParentLost(Txid Parent) : Proof($"it spends the change of {Parent}, which can never be confirmed");
}

/// <summary>What one daemon's own verification says of a transaction.</summary>
/// <param name="Server">Whom the daemon asks; two daemons on one server are one witness.</param>
/// <param name="Confirmations">Blocks on it that the daemon verified itself, its own included.</param>
public sealed record Witness(string Daemon, string Server, int Confirmations);

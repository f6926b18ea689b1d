using System.Collections.Immutable;
using Akka.Actor;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>What may be asked of a wallet's ledger from outside.</summary>
public static class LedgerProtocol
{
    /// <summary>Finds its ledger by the wallet's name.</summary>
    public interface IForLedger
    {
        string Wallet { get; }
    }

    // Commands

    /// <summary>Be there, and go on with what is owed. Nobody answers.</summary>
    public sealed record Ensure(string Wallet) : IForLedger;

    /// <summary>Answered with a <see cref="PaymentTold"/> once the payment has come as far as <paramref name="Until"/>, or has ended before; a refusal comes at once.</summary>
    /// <param name="PausedWhy">Why the wallet takes no new order; null: it does.</param>
    /// <param name="Handed">Not null: as <see cref="LedgerCommand.Hand"/>, with its content, and answered with the signed bytes.</param>
    public sealed record Pay(string Wallet, PaymentOrder Order, Caps Caps, bool AllowDuplicate, PaymentStage Until, string? PausedWhy = null, string? Handed = null) : IForLedger;

    /// <summary>Have signed bytes sent, whoever made them. Answered with a <see cref="PaymentTold"/> as soon as that is stored; without a payment where the
    /// ledger did not make them. Replayed: another call has asked for it before.</summary>
    public sealed record Send(string Wallet, Bytes Raw, string Call, string? PausedWhy) : IForLedger;

    /// <summary>Answered with an <see cref="AddressTold"/>; the same asker is told the same for ever.</summary>
    /// <param name="MayBeKnown">It may have asked before.</param>
    /// <param name="Terms">Null: an address and no request.</param>
    public sealed record Allocate(string Wallet, string For, bool MayBeKnown, AddressTerms? Terms) : IForLedger;

    /// <summary>A command of people, answered with a <see cref="Stored"/>.</summary>
    public sealed record Act(string Wallet, LedgerCommand Command) : IForLedger;

    /// <summary>Compares ledger and chain, which takes as long as the daemons need. Answered with a <see cref="ReconcileTold"/>.</summary>
    public sealed record Reconcile(string Wallet, string By) : IForLedger;

    // Queries

    /// <summary>Answered with a <see cref="PaymentTold"/>.</summary>
    /// <param name="User">Whose payments may be told; null: everybody's.</param>
    public sealed record Find(string Wallet, PaymentId Payment, string? User = null) : IForLedger;

    /// <summary>Answered with a <see cref="WalletTold"/>.</summary>
    /// <param name="User">Whose payments may be told; null: everybody's.</param>
    public sealed record Describe(string Wallet, string? User = null) : IForLedger;

    /// <summary>A page of payments, those accepted last first. Answered with a <see cref="PaymentsTold"/>.</summary>
    /// <param name="Before">Where the page before ended; null: from the newest.</param>
    public sealed record List(string Wallet, PaymentFilter Filter, ArchiveCursor? Before, int Limit) : IForLedger;

    // Replies

    /// <param name="Next">Where the next page begins; null: that was all.</param>
    /// <param name="AsOf">Everything that was stored before is in it.</param>
    public sealed record PaymentsTold(ImmutableArray<PaymentReport> Payments, ArchiveCursor? Next, DateTimeOffset AsOf, Refusal? No) : INoSerializationVerificationNeeded;

    public sealed record ReconcileTold(Reconciliation? Found, Refusal? No) : INoSerializationVerificationNeeded;

    /// <param name="No">Null: nothing was refused.</param>
    /// <param name="IsReplayed">The key was known already: this is the answer to the first call with it.</param>
    /// <param name="Raw">The signed bytes, for those who asked for them; else null.</param>
    public sealed record PaymentTold(PaymentReport? Payment, bool IsReplayed, Refusal? No, Bytes? Raw = null) : INoSerializationVerificationNeeded;

    /// <param name="No">Null: the address is the asker's, and in the book.</param>
    /// <param name="IsReplayed">It was given to this asker before.</param>
    public sealed record AddressTold(uint Index, string Address, bool IsReplayed, Refusal? No) : INoSerializationVerificationNeeded;

    /// <param name="No">Null: it is on disk, or was so before.</param>
    public sealed record Stored(Refusal? No) : INoSerializationVerificationNeeded;

    /// <param name="Open">Payments that are not settled, oldest first.</param>
    public sealed record WalletTold(LedgerReport? Ledger, Refusal? No) : INoSerializationVerificationNeeded;

    /// <summary>The reply that a refused question gets.</summary>
    public static object Denial(IForLedger asked, Refusal no) => asked switch
    {
        Act => new Stored(no),
        Describe => new WalletTold(null, no),
        Allocate => new AddressTold(0, "", IsReplayed: false, no),
        List => new PaymentsTold([], null, default, no),
        Reconcile => new ReconcileTold(null, no),
        _ => new PaymentTold(null, IsReplayed: false, no),
    };
}

/// <summary>One payment as callers are told it.</summary>
/// <param name="Txid">Of the transaction that pays it as things stand.</param>
/// <param name="Rejected">Why it will never be paid; null while it may.</param>
public sealed record PaymentReport(PaymentId Id, PaymentStage Stage, PaymentOrder Order, DateTimeOffset Accepted, Txid? Txid, Amount? Fee, Proof? Rejected)
{
    /// <summary>What happened to it, oldest first; only where one payment was asked for.</summary>
    public ImmutableArray<Moment> Story { get; init; } = [];

    /// <summary>What has to happen next, until when, and what stands in the way; null: nothing, or nobody asked.</summary>
    public string? WaitsFor { get; init; }

    public static PaymentReport Of(LedgerState state, Payment payment)
    {
        var leading = state.Leading(payment);
        return new PaymentReport(payment.Id, state.StageOf(payment), payment.Order, payment.At, leading?.Txid, leading?.FeeOf(payment.Id), payment.Rejected);
    }

    public static PaymentReport Of(ArchivedPayment payment) =>
        new(payment.Id, payment.Stage, payment.Order, payment.Accepted, payment.Txid, payment.Fee, payment.Rejected);

    /// <param name="whys">Why its effects did not succeed the last time.</param>
    public static PaymentReport Explained(LedgerState state, Payment payment, IEnumerable<string> whys)
    {
        var waits = PaymentStory.WaitsFor(state, payment);
        return Of(state, payment) with { Story = PaymentStory.Of(state, payment), WaitsFor = waits is null ? null : string.Join("; ", whys.Prepend(waits)) };
    }

    public static PaymentReport Explained(ArchivedPayment payment) => Of(payment) with { Story = payment.Story };
}

/// <summary>A wallet's ledger at a glance.</summary>
/// <param name="Waits">What is owed and did not succeed the last time, each with why.</param>
/// <param name="Leased">Coins of transactions that are being made or are not settled, with what they are worth.</param>
public sealed record LedgerReport(string? Builder, long Epoch, string? Held, int Queued, int Unsettled, int LeasedCoins, Amount Leased, ImmutableArray<PaymentReport> Open, ImmutableArray<string> Waits);

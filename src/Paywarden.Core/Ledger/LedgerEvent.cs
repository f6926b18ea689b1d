using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Everything that ever happened to a wallet's money. Stored before anybody hears of it; applying them from the first gives the ledger again.</summary>
public abstract record LedgerEvent(DateTimeOffset At)
{
    // The ledger itself

    /// <summary>Always the first: whose money this is.</summary>
    public sealed record Bound(string Wallet, string Chain, Network Network, string AccountKey, DateTimeOffset At) : LedgerEvent(At);

    /// <summary>An incarnation of the owner began. Stored before it does anything else: whatever an earlier one still wants to append is refused from here on.</summary>
    public sealed record Claimed(long Token, string Node, string Incarnation, DateTimeOffset At) : LedgerEvent(At);

    public sealed record BuilderChosen(string Daemon, long Epoch, DateTimeOffset At) : LedgerEvent(At);

    public sealed record Held(string Why, DateTimeOffset At) : LedgerEvent(At);

    public sealed record Released(string By, string Why, DateTimeOffset At) : LedgerEvent(At);

    // Payments

    public sealed record Accepted(PaymentOrder Order, DateTimeOffset At) : LedgerEvent(At);

    public sealed record Rejected(PaymentId Payment, Proof Proof, DateTimeOffset At) : LedgerEvent(At);

    /// <summary>It stands in the archive: the ledger forgets it.</summary>
    public sealed record Archived(PaymentId Payment, DateTimeOffset At) : LedgerEvent(At);

    /// <summary>The bytes of an accepted payment are its caller's: they are sent when he asks for it.</summary>
    /// <param name="Content">What an equal call without a key is known by; empty: the call had a key.</param>
    public sealed record KeptBack(PaymentId Payment, string Content, DateTimeOffset At) : LedgerEvent(At);

    /// <summary>It was asked for: from here on it is sent as every other.</summary>
    /// <param name="By">The call that asked; empty: the same payment was asked for by a call that sends.</param>
    public sealed record LetGo(PaymentId Payment, string By, DateTimeOffset At) : LedgerEvent(At);

    // Attempts

    /// <summary>Leases the coins and takes the lane.</summary>
    /// <param name="Replaces">An attempt that shares at least one of its coins; null for a first one.</param>
    public sealed record Built(int Attempt, ImmutableArray<PaymentId> Payments, Draft Draft, long Epoch, int? Replaces, DateTimeOffset At) : LedgerEvent(At);

    /// <summary>Never signed: its coins are free again.</summary>
    public sealed record Dropped(int Attempt, string Why, DateTimeOffset At) : LedgerEvent(At);

    public sealed record Signed(int Attempt, Bytes Raw, Txid Txid, DateTimeOffset At) : LedgerEvent(At);

    /// <summary>Stored before the first byte leaves.</summary>
    public sealed record Exposed(int Attempt, DateTimeOffset At) : LedgerEvent(At);

    /// <param name="By">A daemon that did not send it.</param>
    public sealed record Seen(int Attempt, string By, DateTimeOffset At) : LedgerEvent(At);

    public sealed record Unseen(int Attempt, string Why, DateTimeOffset At) : LedgerEvent(At);

    public sealed record Confirmed(int Attempt, int Height, DateTimeOffset At) : LedgerEvent(At);

    /// <summary>Its block is no longer in the chain.</summary>
    public sealed record Unconfirmed(int Attempt, string Why, DateTimeOffset At) : LedgerEvent(At);

    public sealed record Final(int Attempt, DateTimeOffset At) : LedgerEvent(At);

    /// <summary>It can never be confirmed. Its payments are rejected with it unless another attempt of theirs lives.</summary>
    public sealed record Lost(int Attempt, Proof Proof, DateTimeOffset At) : LedgerEvent(At);

    /// <summary>Nobody asked for it in ten minutes: another payment may spend its coins, which settles it.</summary>
    public sealed record GivenUp(int Attempt, DateTimeOffset At) : LedgerEvent(At);

    // Transactions of others

    /// <summary>A caller had it sent that the ledger did not make. Stored before the first byte leaves.</summary>
    /// <param name="By">The call that asked.</param>
    public sealed record ForeignTaken(Txid Txid, Bytes Raw, string By, DateTimeOffset At) : LedgerEvent(At);

    /// <summary>It is neither sent nor looked for any more.</summary>
    public sealed record ForeignEnded(Txid Txid, string Why, DateTimeOffset At) : LedgerEvent(At);

    // Addresses and coins

    /// <summary>Addresses that the wallet had before, or may have had where its journal is behind: all of them count as shown to somebody.</summary>
    public sealed record Imported(uint Count, DateTimeOffset At) : LedgerEvent(At);

    /// <summary>The index is given to nobody else, whatever comes of it.</summary>
    /// <param name="For">Names the asker, so that the same one asking again is given the same.</param>
    public sealed record Reserved(uint Index, string For, DateTimeOffset At) : LedgerEvent(At);

    /// <summary>Money is wanted at a reserved address.</summary>
    /// <param name="Amount">Zero: any.</param>
    /// <param name="ExpiresIn">Seconds; 0: never.</param>
    public sealed record Requested(uint Index, Amount Amount, int ExpiresIn, DateTimeOffset At) : LedgerEvent(At);

    /// <summary>The daemons have named its address, and it is the key's.</summary>
    public sealed record Issued(uint Index, string Address, DateTimeOffset At) : LedgerEvent(At);

    /// <summary>What was issued below it stands in the book of addresses: the ledger forgets it.</summary>
    public sealed record Filed(uint Below, DateTimeOffset At) : LedgerEvent(At);

    /// <summary>A caller wants this coin left alone.</summary>
    public sealed record Frozen(Outpoint Coin, string By, DateTimeOffset At) : LedgerEvent(At);

    public sealed record Unfrozen(Outpoint Coin, string By, DateTimeOffset At) : LedgerEvent(At);

    // Ledger against chain

    /// <summary>A transaction in the chain that this journal had forgotten and that pays these: theirs from now on, as one that was signed and sent.</summary>
    /// <param name="Draft">Without its unsigned form, which nobody has any more.</param>
    /// <param name="Replaces">An attempt of the same payments with which it shares a coin; null: there is none.</param>
    public sealed record Adopted(int Attempt, ImmutableArray<PaymentId> Payments, Draft Draft, Bytes Raw, Txid Txid, int? Replaces, DateTimeOffset At) : LedgerEvent(At);

    /// <summary>Ledger and chain were compared.</summary>
    /// <param name="Foreign">All spends that no payment of this ledger explains.</param>
    /// <param name="Differences">One sentence each.</param>
    /// <param name="NextIndex">Addresses below it may have been given away by what the journal has forgotten.</param>
    public sealed record Reconciled(string By, ImmutableArray<ForeignSpend> Foreign, ImmutableArray<string> Differences, uint NextIndex, DateTimeOffset At) : LedgerEvent(At);
}

using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>What may be asked of a ledger, and what the world reports to it: the input of <see cref="LedgerMachine"/>.</summary>
public abstract record LedgerCommand
{
    private LedgerCommand()
    {
    }

    // The owner

    /// <param name="AccountKey">The wallet's extended public key. Another than the first one is refused: it is another wallet.</param>
    public sealed record Bind(string Wallet, string Chain, Network Network, string AccountKey) : LedgerCommand;

    /// <param name="Token">Of the SQL lease; grows with every owner.</param>
    public sealed record Claim(long Token, string Node, string Incarnation) : LedgerCommand;

    public sealed record ChooseBuilder(string Daemon) : LedgerCommand;

    /// <summary>Time has passed; sent at <see cref="LedgerMachine.Wake"/>.</summary>
    public sealed record Tick : LedgerCommand;

    // Callers and operators

    /// <param name="AllowDuplicate">Pay even though the same was ordered under another key a moment ago.</param>
    /// <param name="PausedWhy">Why an operator lets nothing new be ordered; null: it may.</param>
    /// <param name="NotArchivedAt">When the archive was asked for this payment and had none.</param>
    public sealed record Accept(PaymentOrder Order, Caps Caps, bool AllowDuplicate, DateTimeOffset NotArchivedAt, string? PausedWhy = null) : LedgerCommand;

    /// <summary>As <see cref="Accept"/>, but the bytes go to the caller, and are sent when he says <see cref="Send"/>.</summary>
    /// <param name="Content">What an equal call of the same user is known by, which is then given the same bytes; empty: the order has a key of the caller's.</param>
    public sealed record Hand(PaymentOrder Order, string Content, Caps Caps, DateTimeOffset NotArchivedAt, string? PausedWhy = null) : LedgerCommand;

    /// <summary>Somebody wants these signed bytes sent, whoever made them.</summary>
    /// <param name="Call">Names the call.</param>
    public sealed record Send(Bytes Raw, string Call, string? PausedWhy = null) : LedgerCommand;

    /// <param name="Owner">Only if it is this user's payment; null: whoever ordered it.</param>
    public sealed record Cancel(PaymentId Payment, string By, string? Owner = null) : LedgerCommand;

    /// <summary>A treasurer's: the same payments again, with a higher fee, over the coins of the attempt that is stuck.</summary>
    public sealed record Replace(PaymentId Payment, FeeRate Rate, string By) : LedgerCommand;

    /// <param name="For">Names the asker: asking again gives the same address.</param>
    /// <param name="NotFiledAt">When the book of addresses was asked for this asker and had none; now, for one that cannot have asked before.</param>
    /// <param name="Terms">Null: an address and no request.</param>
    public sealed record Reserve(string For, DateTimeOffset NotFiledAt, AddressTerms? Terms = null) : LedgerCommand;

    public sealed record Freeze(Outpoint Coin, string By) : LedgerCommand;

    public sealed record Unfreeze(Outpoint Coin, string By) : LedgerCommand;

    public sealed record Hold(string Why) : LedgerCommand;

    public sealed record Release(string By, string Why) : LedgerCommand;

    // Facts

    /// <param name="Epoch">Under which the builder was asked; an older one's work is dropped.</param>
    /// <param name="Witnessed">What a second daemon said of the coins.</param>
    public sealed record HasBuilt(PaymentId Payment, long Epoch, Draft Draft, ImmutableArray<Unspent> Witnessed) : LedgerCommand
    {
        /// <summary>Other payments that the same draft pays.</summary>
        public ImmutableArray<PaymentId> With { get; init; } = [];
    }

    /// <param name="Has">All money of the wallet as its builder sees it, level with its server.</param>
    public sealed record CannotAfford(PaymentId Payment, Amount Has) : LedgerCommand;

    public sealed record HasSigned(int Attempt, Bytes Raw) : LedgerCommand;

    public sealed record CannotSign(int Attempt, string Why) : LedgerCommand;

    /// <summary>The bytes are about to leave.</summary>
    public sealed record Expose(int Attempt) : LedgerCommand;

    public sealed record HasSeen(int Attempt, string By) : LedgerCommand;

    /// <summary>What one synchronised daemon's verified history says of everything that is out.</summary>
    /// <param name="Height">Of the chain as that daemon has it.</param>
    public sealed record HasLooked(string Daemon, int Height, ImmutableDictionary<Txid, int> Confirmations) : LedgerCommand;

    /// <param name="Winner">The bytes of the transaction that spends a coin of the attempt.</param>
    public sealed record HasFoundConflict(int Attempt, Bytes Winner, ImmutableArray<Witness> Witnesses) : LedgerCommand;

    /// <param name="Why">Another daemon has seen it, or two servers refuse it.</param>
    public sealed record HasEndedForeign(Txid Txid, string Why) : LedgerCommand;

    /// <param name="Count">Addresses that the wallet's daemons know, and that its book of addresses has.</param>
    public sealed record HasImported(uint Count) : LedgerCommand;

    public sealed record HasDerived(uint Index, string Address) : LedgerCommand;

    /// <summary>Everything that was issued below it is in the book of addresses.</summary>
    public sealed record HasFiled(uint Below) : LedgerCommand;

    public sealed record HasArchived(PaymentId Payment) : LedgerCommand;

    /// <summary>What chain and archive have, for a person who wants the ledger compared with them.</summary>
    /// <param name="Spends">Transactions of the chain that spend the wallet's money and that the ledger does not know.</param>
    /// <param name="Confirmations">Of every transaction of the wallet, by the daemon that has verified the most.</param>
    /// <param name="Settled">What the archive says of payments that are open in the ledger.</param>
    /// <param name="Receiving">How many receiving addresses have been derived or used.</param>
    /// <param name="Notes">What could not be asked, one sentence each.</param>
    public sealed record Reconcile(
        string By, ImmutableArray<ChainSpend> Spends, ImmutableDictionary<Txid, int> Confirmations, ImmutableArray<ArchivedPayment> Settled, uint Receiving, ImmutableArray<string> Notes) : LedgerCommand;
}

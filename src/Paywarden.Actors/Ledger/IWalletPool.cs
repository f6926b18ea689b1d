using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>The daemons of one wallet, as its ledger uses them. What they answer is said by programs that may be behind, wrong or lying.</summary>
public interface IWalletPool
{
    /// <summary>Why an operator has paused the wallet: nothing new is built, what is built goes on. Null: it is not.</summary>
    string? PausedWhy { get; }

    /// <summary>How many payments its builder may be given for one transaction; 1: each goes alone.</summary>
    int MostTogether => LedgerMachine.MostTogether;

    /// <summary>Watch-only daemons that run now, in no order that means anything.</summary>
    ImmutableArray<ITwin> Twins { get; }

    /// <summary>Daemons that hold the keys and do nothing but sign.</summary>
    ImmutableArray<ISigner> Signers { get; }

    /// <summary>How many receiving addresses the wallet has, by whichever of its daemons knows the most; none of those that run may be left out.</summary>
    Task<Told<uint>> CountAddressesAsync();

    /// <summary>So many of its addresses may be in somebody's hands. A daemon that does not know all of them yet counts too little money.</summary>
    void Issued(uint count);
}

/// <summary>One watch-only daemon. Every answer may be a fault, and a fault of a call that changes something says nothing about whether it was done.</summary>
public interface ITwin
{
    string Id { get; }

    /// <summary>Whom it asks about the chain: two daemons on one server are one witness.</summary>
    string Server { get; }

    /// <summary>It has its wallet and is level with its server. Just after its start a daemon builds from a stale file (measured on Electron Cash 4.4.5).</summary>
    Task<Told<bool>> IsSynchronizedAsync();

    /// <summary>Coins that are unspent as it knows, each with whether it is frozen there, so that it would not choose it.</summary>
    Task<Told<ImmutableDictionary<Outpoint, bool>>> CoinsAsync();

    Task<Told<bool>> FreezeAsync(ImmutableArray<Outpoint> freeze, ImmutableArray<Outpoint> unfreeze);

    /// <summary>A transaction that pays these, unsigned. Changes nothing in the daemon.</summary>
    /// <param name="fee">Instead of by the rate; null: by the rate.</param>
    Task<Told<BuildReply>> BuildAsync(ImmutableArray<TransactionOutput> outputs, FeeRate rate, Amount? fee);

    /// <summary>All money of the wallet as it sees it, leased and unconfirmed coins counted in.</summary>
    Task<Told<Amount>> MoneyAsync();

    Task<Told<ImmutableArray<Unspent>>> UnspentAsync(Bytes script);

    Task<Told<BroadcastReply>> BroadcastAsync(Bytes raw);

    /// <summary>What its server says to have paid to or from an address. Height 0 or less: in no block.</summary>
    Task<Told<ImmutableArray<AddressUse>>> UsesAsync(Bytes script);

    /// <summary>The bytes under this name, as the server gives them: to be hashed before they are believed.</summary>
    Task<Told<Bytes>> TransactionAsync(Txid txid);

    /// <summary>Its wallet's transactions with the confirmations that it verified itself.</summary>
    /// <param name="about">All that is asked about: a daemon that answers for one at a time need not tell of others.</param>
    Task<Told<WalletHistory>> HistoryAsync(IReadOnlyCollection<Txid> about);

    /// <summary>How many receiving addresses it has: none above was ever given away through it.</summary>
    Task<Told<uint>> ReceivingAsync();

    /// <summary>The receiving address at an index; the daemon is brought beyond it first.</summary>
    Task<Told<string>> AddressAsync(uint index);
}

/// <summary>A daemon with the keys.</summary>
public interface ISigner
{
    string Id { get; }

    /// <summary>The signed bytes. The same for the same: signing twice is harmless.</summary>
    Task<Told<Bytes>> SignAsync(Bytes unsigned);
}

/// <param name="ChangeIndex">Which of the wallet's change addresses it says to have used; null: none, or the form tells it.</param>
public sealed record BuildReply(DraftForm Form, Bytes Unsigned, uint? ChangeIndex)
{
    /// <summary>It sees too little money that is free.</summary>
    public static readonly BuildReply TooLittle = new(default, Bytes.Empty, null);

    /// <summary>Of a node's wallet.</summary>
    public NodeWord Word { get; init; } = NodeWord.None;
}

public sealed record AddressUse(Txid Txid, int Height);

/// <param name="Height">Of the chain as the daemon has it.</param>
public sealed record WalletHistory(int Height, ImmutableDictionary<Txid, int> Confirmations)
{
    /// <summary>In no block, and no longer in the memory of a daemon that is a node itself: nobody would put them into one.</summary>
    public ImmutableArray<Txid> Forgotten { get; init; } = [];
}

/// <summary>An answer, or one sentence why there is none.</summary>
public readonly record struct Told<T>(T? Value, string? Fault)
{
    public bool IsTold => Fault is null;

    /// <summary>It answered, and asking it again gives the same no.</summary>
    public bool IsRefused { get; init; }

    public static implicit operator Told<T>(T value) => new(value, null);
}

public static class Told
{
    public static Told<T> Not<T>(string why) => new(default, why);

    public static Told<T> Refused<T>(string why) => new(default, why) { IsRefused = true };
}

using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>What a ledger still owes the world. Asked anew after every change and after recovery, so that a dead owner's successor goes on
/// where it stopped; performing one twice is harmless, since what comes of it is decided by the machine.</summary>
public abstract record LedgerEffect
{
    private LedgerEffect()
    {
    }

    /// <summary>Let one of the daemons build from now on: there is none.</summary>
    public sealed record Choose : LedgerEffect;

    /// <summary>Have the builder propose a transaction for it, and a second daemon look at its coins.</summary>
    public sealed record Build(PaymentId Payment, long Epoch) : LedgerEffect;

    public sealed record Sign(int Attempt) : LedgerEffect;

    /// <summary>Send the stored bytes until a daemon that did not send them has seen them, and now and then afterwards.</summary>
    /// <param name="IsSeen">It has been; so there is no hurry.</param>
    public sealed record Send(int Attempt, bool IsSeen) : LedgerEffect;

    /// <summary>Its bytes are with their caller, who may have sent them elsewhere: look whether anybody has seen it, or a conflict.</summary>
    public sealed record Watch(int Attempt) : LedgerEffect;

    /// <summary>Send another's transaction until a daemon that did not send it has seen it.</summary>
    public sealed record SendForeign(Txid Txid) : LedgerEffect;

    /// <summary>Ask verified histories about all that is out.</summary>
    public sealed record Look : LedgerEffect;

    /// <summary>Count the addresses that may have been shown to somebody before there was this journal.</summary>
    public sealed record Import : LedgerEffect;

    /// <summary>Bring the daemons beyond the index and have them name its address.</summary>
    public sealed record Derive(uint Index) : LedgerEffect;

    /// <summary>Write what was issued below it into the book of addresses.</summary>
    public sealed record File(uint Below) : LedgerEffect;

    /// <summary>Put what is settled where it is found for ever, beginning with this one.</summary>
    public sealed record Archive(PaymentId Payment) : LedgerEffect;
}

using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Settled payments, for ever. Every fault may be tried again.</summary>
public interface ILedgerArchive
{
    /// <summary>All on disk once it is told. Doing it again changes neither the order nor the times of the first.</summary>
    Task<Told<bool>> UpsertAsync(string ledger, params ImmutableArray<ArchivedPayment> payments);

    /// <summary>Null: it is not there.</summary>
    Task<Told<ArchivedPayment?>> FindAsync(string ledger, PaymentId id);

    /// <summary>Those of them that are there, with one look at all of them.</summary>
    Task<Told<ImmutableDictionary<PaymentId, ArchivedPayment>>> FindAllAsync(string ledger, ImmutableArray<PaymentId> ids);

    /// <summary>Those accepted last come first.</summary>
    /// <param name="before">Where the page before ended; null: from the newest.</param>
    /// <param name="filter">Null: all.</param>
    Task<Told<ImmutableArray<ArchivedPayment>>> ListAsync(string ledger, ArchiveCursor? before, int limit, PaymentFilter? filter = null);

    /// <summary>Which of these transactions have paid a payment that is archived.</summary>
    Task<Told<ImmutableHashSet<Txid>>> KnownAsync(string ledger, ImmutableArray<Txid> txids);
}

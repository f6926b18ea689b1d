using System.Collections.Immutable;

namespace Paywarden.Ledger;

/// <summary>The book of all addresses that were ever given away, for ever. Every fault may be tried again.</summary>
public interface ILedgerAddresses
{
    /// <summary>On disk once it is told, all of them. Doing it again changes nothing.</summary>
    Task<Told<bool>> FileAsync(string ledger, ImmutableArray<IssuedAddress> addresses);

    /// <summary>What an asker was given; null: nothing that is filed.</summary>
    Task<Told<IssuedAddress?>> FindAsync(string ledger, string asker);

    /// <summary>One more than the highest index in it; 0: it is empty.</summary>
    Task<Told<uint>> CountAsync(string ledger);
}

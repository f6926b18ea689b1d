using Paywarden.Kernel;

namespace Paywarden.Ledger;

/// <summary>The ledger as the procedures see it that carry out what it owes.</summary>
public interface ILedgerBook
{
    /// <summary>As last stored. Immutable; a newer one may exist as soon as it is read.</summary>
    LedgerState State { get; }

    /// <summary>Decides and stores.</summary>
    /// <returns>Null once everything is on disk (or was so before); else why not. Never completes for an owner that has been replaced.</returns>
    Task<Refusal?> StoreAsync(LedgerCommand command);
}

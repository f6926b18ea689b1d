using System.Collections.Immutable;

namespace Paywarden.Ledger;

/// <summary>Counts what happens to money. Called by the ledger's own thread after each append: never blocks.</summary>
public interface ILedgerMeter
{
    static readonly ILedgerMeter None = new NoMeter();

    /// <param name="events">What was stored between the two; none: the ledger has just begun.</param>
    void Stored(string wallet, LedgerState before, ImmutableArray<LedgerEvent> events, LedgerState after);

    /// <summary>This node no longer has the ledger.</summary>
    void Left(string wallet);

    private sealed class NoMeter : ILedgerMeter
    {
        public void Stored(string wallet, LedgerState before, ImmutableArray<LedgerEvent> events, LedgerState after)
        {
        }

        public void Left(string wallet)
        {
        }
    }
}

namespace Paywarden.Ledger;

/// <summary>What this node remembers of ledgers beside their database.</summary>
public interface IHighWater
{
    /// <returns>Null: the journal has all that this node ever saw of it; else the sentence with which the wallet is held.</returns>
    string? Behind(HighWater found);

    /// <summary>Remembered at once and written soon after: losing the last second to a power cut makes the mark lower, never wrong. Cheap enough for every append.</summary>
    void Saw(HighWater mark);

    /// <summary>A treasurer has ended the hold: what is there now counts, though it is less.</summary>
    /// <returns>Null: it is on disk; else why not.</returns>
    Task<string?> AcceptAsync(HighWater found);
}

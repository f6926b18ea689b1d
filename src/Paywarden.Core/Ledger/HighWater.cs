namespace Paywarden.Ledger;

/// <summary>The furthest that a node ever saw a ledger. It lies beside the database and not in it, so that a database which went back in time is
/// found out: restored from a copy, lost and begun anew, or failed over to a standby that was behind.</summary>
/// <param name="Sequence">Of its newest event.</param>
/// <param name="Token">Of the newest incarnation of its owner.</param>
public sealed record HighWater(string Ledger, long Sequence, long Token)
{
    /// <summary>The further of each: one mark for two that were seen of the same ledger.</summary>
    public HighWater Raised(HighWater other) => this with { Sequence = Math.Max(Sequence, other.Sequence), Token = Math.Max(Token, other.Token) };

    /// <param name="seen">What this node saw of the ledger before; null: nothing.</param>
    /// <param name="found">What its journal has now.</param>
    /// <returns>Null: the journal has all that was seen; else the sentence with which the wallet is held.</returns>
    public static string? Behind(HighWater? seen, HighWater found) => seen switch
    {
        null => null,
        _ when found.Sequence < seen.Sequence =>
            $"the journal of {seen.Ledger} ends at {found.Sequence}, but this node saw it at {seen.Sequence}: {seen.Sequence - found.Sequence} of its events are gone "
            + "(restored from a copy, or failed over to a standby that was behind?). What they paid or gave away is not known",
        _ when found.Token < seen.Token =>
            $"the journal of {seen.Ledger} knows its owners up to {found.Token}, but this node saw {seen.Token}: it is another history than the one that was seen "
            + "(restored from a copy and gone on?). What the other one paid or gave away is not known",
        _ => null,
    };
}

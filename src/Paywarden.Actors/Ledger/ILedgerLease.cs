namespace Paywarden.Ledger;

/// <summary>Who may write a wallet's ledger, decided by a row in the database on the database's own clock. It gives speed and order; that a former owner
/// can do no harm is the journal's fence.</summary>
public interface ILedgerLease
{
    /// <summary>Takes it if nobody has it. Asked again by the same owner, because the answer was lost, it is the same lease.</summary>
    /// <param name="above">The highest token in the ledger's journal: the one granted is above it even where the table was lost or restored.</param>
    Task<LeaseAnswer> TakeAsync(string ledger, LeaseOwner owner, TimeSpan ttl, long above);

    /// <summary>Keeps it for another <paramref name="ttl"/>; also after its end, as long as nobody else has taken it. Any other answer than
    /// <see cref="LeaseAnswer.Granted"/> means not renewed: the deadline before it stands.</summary>
    Task<LeaseAnswer> RenewAsync(string ledger, long token, TimeSpan ttl);

    /// <summary>Lets the next owner in at once. Whether it was heard does not matter: the lease ends by itself.</summary>
    Task ReleaseAsync(string ledger, long token);
}

/// <param name="Incarnation">Of the actor, not of its node: one that was started again is another owner.</param>
public sealed record LeaseOwner(string Node, string Incarnation);

public abstract record LeaseAnswer
{
    private LeaseAnswer()
    {
    }

    /// <summary>Written and committed.</summary>
    /// <param name="Token">Grows with every new owner.</param>
    /// <param name="Until">When to stop, by this machine's clock: before the database lets anybody else in.</param>
    public sealed record Granted(long Token, LocalDeadline Until) : LeaseAnswer;

    /// <param name="By">Null: nobody has it, and this token does not either.</param>
    /// <param name="For">How long from now at most, unless it is renewed; nothing where it has ended.</param>
    public sealed record Held(LeaseOwner? By, TimeSpan For) : LeaseAnswer;

    /// <summary>It may have been written or not.</summary>
    public sealed record Unknown(string Why) : LeaseAnswer;
}

/// <summary>A moment on the clock that nobody can set: timestamps of a <see cref="TimeProvider"/> in this process, meaningless outside it.</summary>
public readonly record struct LocalDeadline(long Timestamp)
{
    public static LocalDeadline After(TimeProvider clock, long since, TimeSpan span) => new(since + (long)(span.TotalSeconds * clock.TimestampFrequency));

    /// <summary>Nothing or less: it is over.</summary>
    public TimeSpan Left(TimeProvider clock) => clock.GetElapsedTime(clock.GetTimestamp(), Timestamp);
}

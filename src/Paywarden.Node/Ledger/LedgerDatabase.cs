using System.Collections.Immutable;
using System.Data.Common;

namespace Paywarden.Ledger;

/// <summary>A database that money is written to: what SQLite and PostgreSQL do differently.</summary>
internal abstract class LedgerDatabase
{
    /// <summary>Of the tables. A database of a newer one is refused: what it holds may mean something else.</summary>
    protected const int SchemaVersion = 1;

    /// <summary>Longer is no answer: Akka's circuit breaker opens at 10 s, and must not do so before the command has ended.</summary>
    protected const int TimeoutSeconds = 5;

    /// <summary>An SQL expression: the database's own clock in Unix milliseconds, when it is evaluated and not when the transaction began.</summary>
    public abstract string Now { get; }

    /// <summary>An SQL condition: what stands before it is one of a parameter's list.</summary>
    public abstract string IsAmong(string parameter);

    /// <summary>Makes the tables where they are missing. Several nodes may do it at once.</summary>
    public abstract Task MigrateAsync(CancellationToken cancel);

    /// <summary>Whether what is committed is on disk, as things are set now. One sentence for each reason why not.</summary>
    public abstract Task<Told<ImmutableArray<string>>> DurabilityFaultsAsync();

    /// <summary>One transaction. What it gives is given only after the commit: RETURNING sends its rows before, and a commit can still fail then.</summary>
    public abstract Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancel);

    public abstract Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancel);

    /// <summary>The database, the disk or the way to it; anything else is a bug of ours.</summary>
    public static bool IsFault(Exception e) => e is DbException or IOException or UnauthorizedAccessException or TimeoutException or OperationCanceledException;

    protected static string Script(string name)
    {
        using var file = new StreamReader(typeof(LedgerDatabase).Assembly.GetManifestResourceStream($"Paywarden.Ledger.{name}.sql")!);
        return file.ReadToEnd();
    }

    protected static async Task<T> TransactAsync<T>(DbConnection db, Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancel)
    {
        await using var transaction = await db.BeginTransactionAsync(cancel);
        var result = await work(db, transaction);
        await transaction.CommitAsync(cancel);
        return result;
    }

    protected static InvalidDataException Newer(string where, int version) =>
        new($"{where} has tables of version {version}, this program knows them up to {SchemaVersion}: start the newer Paywarden again");
}

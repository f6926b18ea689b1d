using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Paywarden.Ledger;

/// <summary>One file of the data directory, which one node alone has.</summary>
/// <param name="isDurable">False: what is committed survives the death of every process, but perhaps not a power cut, and costs no fsync.</param>
internal sealed class SqliteDatabase(string path, string script, bool isDurable = true) : LedgerDatabase, IDisposable
{
    private const int Full = 2;

    // Whoever finds the file locked sleeps 150 ms before Microsoft.Data.Sqlite looks again. Nobody does while writers queue up here.
    private readonly SemaphoreSlim _writer = new(1);

    public override string Now => "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    public override string OneOf(string value) => $"IN {value}"; // Dapper writes a parameter for each

    /// <summary>No keyword sets synchronous, and none is needed: the library is compiled to FULL, in WAL too (<see cref="DurabilityFaultsAsync"/>).</summary>
    public string Connection { get; } = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = TimeoutSeconds }.ToString();

    public override Task MigrateAsync(CancellationToken cancel) => Task.Run(
        () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var db = Open(Connection);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            db.Execute("PRAGMA journal_mode = WAL");
            using var transaction = db.BeginTransaction();
            switch (db.ExecuteScalar<int>("PRAGMA user_version", transaction: transaction))
            {
                case var version when version > SchemaVersion:
                    throw Newer(path, version);
                case var version when version < SchemaVersion:
                    db.Execute($"{Script(script, version)}; PRAGMA user_version = {SchemaVersion}", transaction: transaction);
                    transaction.Commit();
                    break;
            }
        },
        cancel);

    /// <summary>Asked of a connection that nobody has touched: Akka's are opened in the same way, with nothing said about it.</summary>
    public override Task<Told<ImmutableArray<string>>> DurabilityFaultsAsync() => Task.Run<Told<ImmutableArray<string>>>(() =>
    {
        try
        {
            using var db = Open(new SqliteConnectionStringBuilder(Connection) { Pooling = false }.ToString());
            var level = db.ExecuteScalar<int>("PRAGMA synchronous");
            return !isDurable || level >= Full ? ImmutableArray<string>.Empty
                : ImmutableArray.Create($"SQLite writes {path} with synchronous = {level}: a power cut could take back payments that were told as stored. It must be 2 (FULL)");
        }
        catch (Exception e) when (IsFault(e))
        {
            return Told.Not<ImmutableArray<string>>($"{path}: {e.Message}");
        }
    });

    public override Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancel) => Task.Run(
        async () =>
        {
            await _writer.WaitAsync(cancel);
            try
            {
                await using var db = Open(Connection);
                if (!isDurable)
                {
                    db.Execute("PRAGMA synchronous = NORMAL");
                }

                return await TransactAsync(db, work, cancel);
            }
            finally
            {
                _writer.Release();
            }
        },
        cancel);

    // What is called asynchronous in it blocks, so none of it may run on the caller's thread.
    public override Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancel) => Task.Run(
        async () =>
        {
            await using var db = Open(Connection);
            return await work(db);
        },
        cancel);

    public void Dispose()
    {
        using var db = new SqliteConnection(Connection);
        SqliteConnection.ClearPool(db);
        _writer.Dispose();
    }

    private static SqliteConnection Open(string connection)
    {
        var db = new SqliteConnection(connection);
        db.Open();
        return db;
    }
}

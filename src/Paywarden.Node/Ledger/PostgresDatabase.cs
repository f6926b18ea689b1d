using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Npgsql;

namespace Paywarden.Ledger;

/// <summary>One database for everything, shared by all nodes.</summary>
internal sealed class PostgresDatabase(string connection) : LedgerDatabase
{
    /// <summary>Any number, the same in every node.</summary>
    private const long MigrationLock = 0x7061_7977_6172_6465;

    // clock_timestamp, because now() is when the transaction began: a writer that waited for a row's lock would judge by a time that is over.
    public override string Now => "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";

    public override string IsAmong(string parameter) => $"= ANY({parameter})";

    /// <summary>With limits of ours where the operator gave none.</summary>
    public string Connection { get; } = WithLimits(connection);

    public override async Task MigrateAsync(CancellationToken cancel)
    {
        await WriteAsync(
            async (db, transaction) =>
            {
                // Held until the commit. An advisory lock is right here: nothing is decided by it later than that.
                await db.ExecuteAsync("SELECT pg_advisory_xact_lock(@MigrationLock)", new { MigrationLock }, transaction);
                await db.ExecuteAsync("CREATE TABLE IF NOT EXISTS paywarden_schema (version integer NOT NULL PRIMARY KEY)", transaction: transaction);
                switch (await db.ExecuteScalarAsync<int?>("SELECT max(version) FROM paywarden_schema", transaction: transaction))
                {
                    case null:
                        await db.ExecuteAsync(Script("postgresql"), transaction: transaction);
                        return await db.ExecuteAsync("INSERT INTO paywarden_schema VALUES (@SchemaVersion)", new { SchemaVersion }, transaction);
                    case > SchemaVersion and var version:
                        throw Newer("the database", version);
                    default:
                        return 0;
                }
            },
            cancel);
    }

    public override async Task<Told<ImmutableArray<string>>> DurabilityFaultsAsync()
    {
        try
        {
            var off = await ReadAsync(
                db => db.QueryAsync<string>("SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name"),
                CancellationToken.None);
            return off.Select(name => $"PostgreSQL runs with {name} = off: {Risk(name)}. It must be on").ToImmutableArray();
        }
        catch (Exception e) when (IsFault(e))
        {
            return Told.Not<ImmutableArray<string>>($"PostgreSQL: {e.Message}");
        }
    }

    public override async Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancel)
    {
        await using var db = await OpenAsync(cancel);
        return await TransactAsync(db, work, cancel);
    }

    public override async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancel)
    {
        await using var db = await OpenAsync(cancel);
        return await work(db);
    }

    private static string Risk(string name) => name == "synchronous_commit"
        ? "a crash could take back payments that were told as stored"
        : "a power cut could take back payments that were told as stored, or damage the journal";

    private static string WithLimits(string connection)
    {
        var given = new NpgsqlConnectionStringBuilder(connection);
        given.Timeout = given.ContainsKey("Timeout") ? given.Timeout : TimeoutSeconds;
        given.CommandTimeout = given.ContainsKey("Command Timeout") ? given.CommandTimeout : TimeoutSeconds;
        given.ApplicationName ??= "paywarden";
        return given.ToString();
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancel)
    {
        var db = new NpgsqlConnection(Connection);
        try
        {
            await db.OpenAsync(cancel);
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }
}

using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using Paywarden.Kernel;
using Paywarden.Settings;

namespace Paywarden.Ledger;

/// <summary>Gives each test an empty storage of its own. The same specs run on every kind.</summary>
public abstract class StorageWorld
{
    internal abstract Task<StorageOptions> FreshAsync(string folder);

    /// <summary>Names a database that nobody answers for.</summary>
    internal abstract StorageOptions Away { get; }

    internal static DbConnection Raw(LedgerStorage.Place place)
    {
        DbConnection db = place.Provider == LedgerStorage.Sqlite ? new SqliteConnection(place.Connection) : new NpgsqlConnection(place.Connection);
        db.Open();
        return db;
    }

    internal static void Execute(LedgerStorage.Place place, string sql)
    {
        using var db = Raw(place);
        db.Execute(sql);
    }
}

public sealed class SqliteWorld : StorageWorld
{
    internal override StorageOptions Away => new() { Provider = "sqlite" };

    internal override Task<StorageOptions> FreshAsync(string folder) => Task.FromResult(new StorageOptions { Provider = "sqlite" });
}

[CollectionDefinition(Name)]
public sealed class PostgresWorld : StorageWorld, ICollectionFixture<PostgresWorld>, IAsyncLifetime
{
    public const string Name = "postgresql";

    private readonly PostgresCluster _cluster = new();
    private int _databases;

    internal override StorageOptions Away => Options("Host=127.0.0.1;Port=1;Username=nobody;Database=nothing");

    public Task InitializeAsync() => _cluster.StartAsync();

    public Task DisposeAsync() => _cluster.StopAsync();

    internal override async Task<StorageOptions> FreshAsync(string folder)
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var db = new NpgsqlConnection(_cluster.Connection("postgres"));
        await db.OpenAsync();
        await db.ExecuteAsync($"CREATE DATABASE {name}");
        return Options(_cluster.Connection(name));
    }

    private static StorageOptions Options(string connection) => new() { Provider = "postgresql", ConnectionString = new Secret(connection) };
}

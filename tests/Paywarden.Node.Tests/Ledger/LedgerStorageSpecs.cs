using Dapper;
using Paywarden.Settings;
using Paywarden.Startup;

namespace Paywarden.Ledger;

public sealed class SqliteLedgerStorageSpecs(SqliteWorld world) : LedgerStorageSpecs(world), IClassFixture<SqliteWorld>
{
    [Fact]
    public async Task Each_kind_of_record_has_a_file_of_its_own_for_its_owner_alone()
    {
        foreach (var name in new[] { "journal.db", "snapshots.db", "archive.db", "addresses.db", "leases.db", "webhooks.db" })
        {
            using var db = StorageWorld.Raw(In(name));
            Assert.Equal("wal", await db.ExecuteScalarAsync<string>("PRAGMA journal_mode"));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(db.DataSource));
        }
    }

    [Fact]
    public void An_untouched_connection_forces_every_commit_to_the_disk()
    {
        using var db = StorageWorld.Raw(new(LedgerStorage.Sqlite, Storage.Journal.Connection + ";Pooling=False"));

        Assert.Equal(2, db.ExecuteScalar<int>("PRAGMA synchronous"));
    }

    protected override string NewerSchema => "PRAGMA user_version = 3";
}

[Collection(PostgresWorld.Name)]
[Trait("Needs", "postgresql")]
public sealed class PostgresLedgerStorageSpecs(PostgresWorld world) : LedgerStorageSpecs(world)
{
    [Fact]
    public async Task A_database_that_does_not_wait_for_the_disk_is_a_fault_for_each_setting()
    {
        foreach (var name in new[] { "fsync", "full_page_writes" })
        {
            await SetAsync($"ALTER SYSTEM SET {name} = off", name, "off");
        }

        try
        {
            using var db = StorageWorld.Raw(Storage.Journal);
            db.Execute($"ALTER DATABASE {db.Database} SET synchronous_commit = off");
            using var node = Reopened();

            var faults = (await node.DurabilityFaultsAsync()).Value;

            Assert.Equal(["fsync", "full_page_writes", "synchronous_commit"], faults.Select(f => f.Split(' ')[3]));
            Assert.Equal(ConfigurationLoad.ExitCode, await StartedAsync("simulator"));
        }
        finally
        {
            await SetAsync("ALTER SYSTEM RESET fsync", "fsync", "on");
            await SetAsync("ALTER SYSTEM RESET full_page_writes", "full_page_writes", "on");
        }
    }

    [Fact]
    public async Task A_former_owner_that_writes_while_the_owners_append_is_not_committed_waits_and_is_refused()
    {
        const string Insert = "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message) VALUES (0, false, 'ledger-store', ";
        using var owner = StorageWorld.Raw(Storage.Journal);
        using var former = StorageWorld.Raw(Storage.Journal);
        using var append = owner.BeginTransaction();
        owner.Execute(Insert + "5, '')", transaction: append);

        var late = former.ExecuteAsync(Insert + "4, '')");
        await UntilSomebodyWaitsAsync();
        append.Commit();

        Assert.Contains("fence", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => late)).Message, StringComparison.Ordinal);
    }

    protected override string NewerSchema => "INSERT INTO paywarden_schema VALUES (3)";

    /// <summary>The exit code of a node with a wallet of this dialect, which ends before it starts anything.</summary>
    private async Task<int> StartedAsync(string dialect)
    {
        var folder = Directory.CreateTempSubdirectory("paywarden-start-").FullName;
        var file = Path.Combine(folder, "node.conf");
        await File.WriteAllTextAsync(file, $$"""
            paywarden {
              node { data-dir = "{{folder}}/data" }
              rpc { listen = "127.0.0.1:0" }
              admin { listen = "127.0.0.1:0" }
              storage {
                provider = postgresql
                connection-string = "{{Options.ConnectionString.Reveal()}}"
              }
              wallets { store { dialect = {{dialect}}, daemons = 1 } }
            }
            """);
        var exit = await NodeProgram.RunAsync(["--config", file]);
        Directory.Delete(folder, recursive: true);
        return exit;
    }

    private async Task UntilSomebodyWaitsAsync()
    {
        using var db = StorageWorld.Raw(Storage.Journal);
        while (await db.ExecuteScalarAsync<long>("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0)
        {
        }
    }

    private async Task SetAsync(string sql, string name, string value)
    {
        using var db = StorageWorld.Raw(Storage.Journal);
        await db.ExecuteAsync(sql);
        await db.ExecuteAsync("SELECT pg_reload_conf()");
        while (await db.ExecuteScalarAsync<string>($"SHOW {name}") != value)
        {
        }
    }

    /// <summary>With connections that know the database's new settings.</summary>
    private LedgerStorage Reopened()
    {
        Npgsql.NpgsqlConnection.ClearAllPools();
        return Open();
    }
}

public abstract class LedgerStorageSpecs(StorageWorld world) : StorageSpecs(world)
{
    protected abstract string NewerSchema { get; }

    [Fact]
    public async Task Nodes_that_start_at_once_on_nothing_make_the_tables_once()
    {
        using var empty = await EmptyAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => empty.MigrateAsync(CancellationToken.None))));

        using var db = StorageWorld.Raw(empty.Journal);
        Assert.Equal(0, db.ExecuteScalar<long>("SELECT count(*) FROM journal_head"));
    }

    [Fact]
    public async Task Tables_of_a_newer_version_are_left_alone()
    {
        StorageWorld.Execute(Storage.Journal, NewerSchema);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => Storage.MigrateAsync(CancellationToken.None));

        Assert.Contains("version 3", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_shipped_what_is_committed_is_on_disk()
    {
        var faults = await Storage.DurabilityFaultsAsync();

        Assert.Null(faults.Fault);
        Assert.Empty(faults.Value);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_says_nothing_about_its_disk()
    {
        using var away = Away();

        Assert.NotNull((await away.DurabilityFaultsAsync()).Fault);
    }
}

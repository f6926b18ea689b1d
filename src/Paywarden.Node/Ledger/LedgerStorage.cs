using System.Collections.Immutable;
using Paywarden.Settings;

namespace Paywarden.Ledger;

/// <summary>Where money is written down: the journal, its snapshots, the archive of payments, the book of addresses, the leases and what receivers are still to
/// be told. With SQLite each is a file of its own, so that
/// none waits for another's writer; with PostgreSQL all are tables of one database.</summary>
internal sealed class LedgerStorage : IDisposable
{
    public const string Sqlite = "SQLite.MS";
    private const string Postgres = "PostgreSQL.15";

    private readonly ImmutableArray<LedgerDatabase> _all;
    private readonly SqlLedgerLease _lease;

    /// <summary>SQLite's files lie in the data directory, which one node alone has: by then it holds its lock.</summary>
    private readonly bool _leasesAreOurs;

    private LedgerStorage(ImmutableArray<LedgerDatabase> all, Place journal, Place snapshots, Databases databases, TimeProvider clock)
    {
        _all = all;
        Journal = journal;
        Snapshots = snapshots;
        Archive = new SqlLedgerArchive(databases.Archive);
        Addresses = new SqlLedgerAddresses(databases.Addresses);
        _lease = new SqlLedgerLease(databases.Leases, clock);
        _leasesAreOurs = databases.Leases is SqliteDatabase;
        (History, Calls, Webhooks) = (databases.Journal, databases.Calls, databases.Webhooks);
    }

    /// <summary>As Akka.Persistence.Sql is told it.</summary>
    /// <param name="Provider">By the names of linq2db.</param>
    public sealed record Place(string Provider, string Connection);

    public Place Journal { get; }

    public Place Snapshots { get; }

    public ILedgerArchive Archive { get; }

    public SqlLedgerAddresses Addresses { get; }

    public ILedgerLease Lease => _lease;

    /// <summary>Of open calls. Losing them to a power cut costs an address that nobody was told, never money: so with SQLite they cost no fsync.</summary>
    public LedgerDatabase Calls { get; }

    /// <summary>The journal for those who only read it.</summary>
    public LedgerDatabase History { get; }

    public LedgerDatabase Webhooks { get; }

    public static LedgerStorage Of(StorageOptions options, string dataDir, TimeProvider clock)
    {
        if (options.Provider == "postgresql")
        {
            var shared = new PostgresDatabase(options.ConnectionString.Reveal());
            return new([shared], new(Postgres, shared.Connection), new(Postgres, shared.Connection), new(shared, shared, shared, shared, shared, shared), clock);
        }

        var (journal, snapshots) = (File("journal.db", "sqlite-journal"), File("snapshots.db", "sqlite-snapshots"));
        var (archive, leases) = (File("archive.db", "sqlite-archive"), File("leases.db", "sqlite-leases"));
        var (addresses, webhooks) = (File("addresses.db", "sqlite-addresses"), File("webhooks.db", "sqlite-webhooks"));
        var calls = File("calls.db", "sqlite-calls", isDurable: false);
        return new(
            [journal, snapshots, archive, addresses, leases, calls, webhooks],
            new(Sqlite, journal.Connection),
            new(Sqlite, snapshots.Connection),
            new(journal, archive, addresses, leases, calls, webhooks),
            clock);

        SqliteDatabase File(string name, string script, bool isDurable = true) => new(Path.Combine(dataDir, name), script, isDurable);
    }

    /// <summary>Makes what is missing. To be done before any persistent actor starts.</summary>
    public async Task MigrateAsync(CancellationToken cancel)
    {
        foreach (var database in _all)
        {
            await database.MigrateAsync(cancel);
        }
    }

    /// <summary>After kill -9 the leases of the dead still run. Where the database is this node's alone, whoever had them is dead: they end now instead of
    /// suspending money for seconds. To be done once, before any ledger starts.</summary>
    public Task EndLeasesOfTheDeadAsync() => _leasesAreOurs ? _lease.EndAllAsync() : Task.CompletedTask;

    /// <summary>Why what is told as stored might not be. To be asked at the start and from time to time: PostgreSQL's settings change without a restart.</summary>
    public async Task<Told<ImmutableArray<string>>> DurabilityFaultsAsync()
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        foreach (var database in _all)
        {
            var found = await database.DurabilityFaultsAsync();
            if (!found.IsTold)
            {
                return found;
            }

            faults.AddRange(found.Value);
        }

        return faults.ToImmutable();
    }

    public void Dispose()
    {
        foreach (var database in _all.OfType<IDisposable>())
        {
            database.Dispose();
        }
    }

    /// <summary>One for each kind of record; with PostgreSQL they are all the same.</summary>
    private sealed record Databases(LedgerDatabase Journal, LedgerDatabase Archive, LedgerDatabase Addresses, LedgerDatabase Leases, LedgerDatabase Calls, LedgerDatabase Webhooks);
}

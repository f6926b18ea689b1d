using Dapper;
using Microsoft.Data.Sqlite;

namespace Paywarden.Kernel;

/// <summary>The file of the event log: schema, rows, and what to do with a file that is no database any more.</summary>
internal sealed class EventDatabase(string path, TimeProvider clock)
{
    private const int SchemaVersion = 1;

    private readonly string _connection = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 5 }.ToString();

    /// <summary>Makes the file usable.</summary>
    /// <param name="suspect">Look at every page: a write has failed as on a damaged file.</param>
    /// <returns>The highest sequence in it, and where a broken predecessor lies now (null: it was whole).</returns>
    public (long Last, string? SetAside) Open(bool suspect)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        try
        {
            return (OpenAsIs(suspect), null);
        }
        catch (SqliteException e) when (IsBroken(e))
        {
            var aside = SetAside();
            return (OpenAsIs(suspect: false), aside);
        }
    }

    /// <summary>Not a database, damaged, or of another schema: none of them mends by waiting, as a full disk does.</summary>
    public static bool IsBroken(SqliteException e) => e.SqliteErrorCode is 1 or 11 or 26;

    public void Insert(IReadOnlyList<EventEntry> entries)
    {
        using var db = Connect();
        using var transaction = db.BeginTransaction();
        db.Execute(
            "INSERT OR IGNORE INTO events (sequence, at, kind, node, wallet, daemon, why, by) VALUES (@Sequence, @At, @Kind, @Node, @Wallet, @Daemon, @Why, @By)",
            entries.Select(Row.Of),
            transaction);
        transaction.Commit();
    }

    /// <summary>Keeps the newest rows only.</summary>
    public void Prune(int keep)
    {
        using var db = Connect();
        db.Execute(
            "DELETE FROM events WHERE sequence <= (SELECT sequence FROM events ORDER BY sequence DESC LIMIT 1 OFFSET @keep)",
            new { keep });
    }

    /// <summary>Oldest first: those after a sequence, or the newest.</summary>
    public IEnumerable<EventEntry> Read(long? after, int limit, string wallet, string daemon)
    {
        using var db = Connect();
        var rows = db.Query<Row>(
            $"""
            SELECT sequence, at, kind, node, wallet, daemon, why, by FROM events
            WHERE sequence > @after {(wallet.Length > 0 ? "AND wallet = @wallet" : "")} {(daemon.Length > 0 ? "AND daemon = @daemon" : "")}
            ORDER BY sequence {(after is null ? "DESC" : "ASC")} LIMIT @limit
            """,
            new { after = after ?? 0, limit, wallet, daemon });
        var entries = rows.Select(row => row.Entry());
        return after is null ? entries.Reverse() : entries;
    }

    public void Close()
    {
        using var db = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(db);
    }

    private long OpenAsIs(bool suspect)
    {
        using var db = Connect();
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        db.Execute("PRAGMA journal_mode = WAL");
        if (suspect && db.ExecuteScalar<string>("PRAGMA quick_check(1)") is var damage and not "ok")
        {
            throw new SqliteException(damage, 11);
        }

        var version = db.ExecuteScalar<int>("PRAGMA user_version");
        if (version > SchemaVersion)
        {
            throw new SqliteException($"schema {version} is newer than {SchemaVersion}", 1);
        }

        if (version == 0)
        {
            db.Execute(
                $"""
                CREATE TABLE IF NOT EXISTS events (
                    sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, node TEXT NOT NULL,
                    wallet TEXT NOT NULL, daemon TEXT NOT NULL, why TEXT NOT NULL, by TEXT NOT NULL);
                CREATE INDEX IF NOT EXISTS events_by_wallet ON events (wallet, sequence);
                CREATE INDEX IF NOT EXISTS events_by_daemon ON events (daemon, sequence);
                PRAGMA user_version = {SchemaVersion};
                """);
        }

        return db.ExecuteScalar<long?>("SELECT max(sequence) FROM events") ?? 0;
    }

    private string SetAside()
    {
        Close();
        var aside = $"{path}.broken-{clock.GetUtcNow():yyyyMMddHHmmss}";
        File.Move(path, aside, overwrite: true);
        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
        return aside;
    }

    private SqliteConnection Connect()
    {
        var db = new SqliteConnection(_connection);
        db.Open();
        db.Execute("PRAGMA synchronous = NORMAL");
        return db;
    }

    private sealed class Row
    {
        public long Sequence { get; init; }

        /// <summary>Unix milliseconds.</summary>
        public long At { get; init; }

        public string Kind { get; init; } = "";

        public string Node { get; init; } = "";

        public string Wallet { get; init; } = "";

        public string Daemon { get; init; } = "";

        public string Why { get; init; } = "";

        public string By { get; init; } = "";

        public static Row Of(EventEntry e) => new()
        {
            Sequence = e.Sequence,
            At = e.At.ToUnixTimeMilliseconds(),
            Kind = e.Kind,
            Node = e.Node,
            Wallet = e.Wallet,
            Daemon = e.Daemon,
            Why = e.Why,
            By = e.By,
        };

        public EventEntry Entry() => new(Sequence, DateTimeOffset.FromUnixTimeMilliseconds(At), Kind, Node, Wallet, Daemon, Why, By);
    }
}

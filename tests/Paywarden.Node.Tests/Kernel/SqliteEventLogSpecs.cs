using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Paywarden.Kernel;

public sealed class SqliteEventLogSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("paywarden-events-").FullName;

    private string File => Path.Combine(_folder, "events.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_appended_entry_is_readable_at_once_and_numbered_from_one()
    {
        await using var log = Open();

        log.Append(Entry("daemon-launched", "store-0"));
        log.Append(Entry("daemon-ready", "store-0"));

        var read = await Read(log);
        Assert.Equal([1L, 2L], read.Select(e => e.Sequence));
        Assert.Equal(["daemon-launched", "daemon-ready"], read.Select(e => e.Kind));
    }

    [Fact]
    public async Task Entries_and_their_order_survive_a_restart_whole()
    {
        EventEntry written;
        await using (var log = Open())
        {
            log.Append(Entry("daemon-launched", "store-0"));
            written = (await Read(log)).Single();
        }

        await using var again = Open();
        again.Append(Entry("daemon-ready", "store-0"));

        var read = await Read(again);
        Assert.Equal(written, read[0]);
        Assert.Equal([1L, 2L], read.Select(e => e.Sequence));
    }

    [Fact]
    public async Task A_thousand_appends_are_all_on_disk_after_closing()
    {
        await using (var log = Open())
        {
            for (var i = 0; i < 1_000; i++)
            {
                log.Append(Entry("daemon-exited", $"store-{i % 3}"));
            }
        }

        await using var again = Open();
        Assert.Equal(1_000, (await again.ReadAsync(0, 5_000, "", "", default)).Length);
    }

    [Fact]
    public async Task Filters_limit_and_after_choose_what_is_read()
    {
        await using var log = Open();
        for (var i = 0; i < 9; i++)
        {
            log.Append(Entry("daemon-exited", $"store-{i % 3}"));
        }

        log.Append(Entry("wallet-paused", "") with { Wallet = "other" });

        Assert.Equal([2L, 5L, 8L], (await log.ReadAsync(null, 10, "", "store-1", default)).Select(e => e.Sequence));
        Assert.Equal([10L], (await log.ReadAsync(null, 10, "other", "", default)).Select(e => e.Sequence));
        Assert.Equal([9L, 10L], (await log.ReadAsync(null, 2, "", "", default)).Select(e => e.Sequence));
        Assert.Equal([4L, 5L], (await log.ReadAsync(3, 2, "", "", default)).Select(e => e.Sequence));
    }

    [Fact]
    public async Task Following_gives_every_entry_from_now_on()
    {
        await using var log = Open();
        log.Append(Entry("daemon-launched", "store-0"));
        using var cancel = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        var follow = log.Follow(cancel.Token);
        log.Append(Entry("daemon-ready", "store-0"));

        await foreach (var entry in follow)
        {
            Assert.Equal("daemon-ready", entry.Kind);
            Assert.Equal(2, entry.Sequence);
            break;
        }
    }

    [Fact]
    public async Task A_corrupt_file_is_moved_aside_with_a_sentence_and_sequences_go_on_rising()
    {
        await System.IO.File.WriteAllTextAsync(File, string.Concat(Enumerable.Repeat("this is no database ", 500)));

        await using var log = Open();
        log.Append(Entry("daemon-ready", "store-0"));

        var read = await Read(log);
        Assert.Equal(["events-set-aside", "daemon-ready"], read.Select(e => e.Kind));
        Assert.Contains(File + ".broken-", read[0].Why, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder, "events.db.broken-*"));
        Assert.True(read[0].Sequence > 1_000_000_000);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_costs_no_entry_of_this_run()
    {
        // A file stands where the folder should be: opening fails as a lost disk does.
        var blocked = Path.Combine(_folder, "blocked");
        await System.IO.File.WriteAllTextAsync(blocked, "");

        await using var log = Open(Path.Combine(blocked, "events.db"));
        log.Append(Entry("daemon-ready", "store-0"));

        Assert.Equal("daemon-ready", Assert.Single(await Read(log)).Kind);
    }

    [Fact]
    public async Task More_than_fits_in_memory_drops_the_oldest_and_says_how_many_once_the_disk_is_back()
    {
        var blocked = Path.Combine(_folder, "blocked");
        await System.IO.File.WriteAllTextAsync(blocked, "");
        await using var log = Open(Path.Combine(blocked, "events.db"), capacity: 10);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var follow = log.Follow(cancel.Token);

        for (var i = 0; i < 30; i++)
        {
            log.Append(Entry("daemon-exited", "store-0"));
        }

        System.IO.File.Delete(blocked);
        await foreach (var entry in follow)
        {
            if (entry.Kind == "events-dropped")
            {
                Assert.Matches("^[0-9]+ older events were dropped", entry.Why);
                break;
            }
        }

        Assert.InRange((await Read(log)).Length, 10, 12);
    }

    [Fact]
    public void Only_the_newest_rows_are_kept()
    {
        var database = new EventDatabase(File, TimeProvider.System);
        database.Open(suspect: false);
        database.Insert([.. Enumerable.Range(1, 50).Select(i => Entry("daemon-exited", "store-0") with { Sequence = i })]);

        database.Prune(20);

        Assert.Equal(Enumerable.Range(31, 20).Select(i => (long)i), database.Read(0, 100, "", "").Select(e => e.Sequence));
        database.Close();
    }

    [Fact]
    public void A_file_of_a_newer_schema_is_moved_aside_and_not_written_to()
    {
        using (var db = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            db.Open();
            using var command = db.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        var (last, aside) = new EventDatabase(File, TimeProvider.System).Open(suspect: false);

        Assert.Equal(0, last);
        Assert.True(System.IO.File.Exists(aside));
    }

    private static EventEntry Entry(string kind, string daemon) =>
        new(0, new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), kind, "n1", "store", daemon, "a sentence", "paywarden");

    private static Task<ImmutableArray<EventEntry>> Read(SqliteEventLog log) => log.ReadAsync(null, 100, "", "", default);

    private SqliteEventLog Open(string? file = null, int capacity = 10_000) =>
        new(file ?? File, "n1", TimeProvider.System, NullLogger<SqliteEventLog>.Instance, capacity);
}

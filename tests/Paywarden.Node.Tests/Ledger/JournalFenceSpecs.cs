using System.Diagnostics;
using System.Globalization;
using Dapper;
using Xunit.Abstractions;

namespace Paywarden.Ledger;

public sealed class SqliteJournalFenceSpecs(SqliteWorld world, ITestOutputHelper output) : JournalFenceSpecs(world, output), IClassFixture<SqliteWorld>;

[Collection(PostgresWorld.Name)]
[Trait("Needs", "postgresql")]
public sealed class PostgresJournalFenceSpecs(PostgresWorld world, ITestOutputHelper output) : JournalFenceSpecs(world, output);

/// <summary>Two nodes with the real journal; each has an incarnation of the same ledger. The first has recovered, then the second has taken over.</summary>
public abstract class JournalFenceSpecs(StorageWorld world, ITestOutputHelper output) : StorageSpecs(world)
{
    private const string Store = "ledger-store";
    private const int Batch = 500;
    private JournalNode _former = null!;
    private JournalNode _node = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        (_former, _node) = (new JournalNode(Storage), new JournalNode(Storage));
    }

    public override async Task DisposeAsync()
    {
        await _former.DisposeAsync();
        await _node.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_former_owner_is_refused_at_a_number_that_exists_and_the_owner_writes_on()
    {
        var (stale, owner) = await TakeOverAsync();
        await owner.WriteAsync(1);

        AssertRefused(await stale.WriteAsync(1));
        Assert.Equal((5, null), await owner.WriteAsync(1));
        Assert.Equal([1, 2, 3, 4, 5], Numbers());
    }

    [Fact]
    public async Task A_former_owner_is_refused_where_rows_were_deleted_and_the_owner_writes_on()
    {
        var (stale, owner) = await TakeOverAsync();
        await owner.WriteAsync(3);
        StorageWorld.Execute(Storage.Journal, "DELETE FROM journal");

        AssertRefused(await stale.WriteAsync(1));
        Assert.Empty(Numbers());
        Assert.Equal((7, null), await owner.WriteAsync(1));
        Assert.Equal([7], Numbers());
    }

    [Fact]
    public async Task A_former_owner_is_refused_behind_what_retention_left()
    {
        var (stale, owner) = await TakeOverAsync();
        await owner.WriteAsync(5);
        await owner.DeleteAsync(7);

        AssertRefused(await stale.WriteAsync(2));
        Assert.Equal((9, null), await owner.WriteAsync(1));
        Assert.Equal([7, 8, 9], Numbers()); // Akka keeps the last row of what it deletes, marked as deleted, to know where a stream ends
    }

    [Fact]
    public async Task A_refused_batch_leaves_no_event_behind_even_where_its_end_would_be_free()
    {
        var (stale, owner) = await TakeOverAsync();
        await owner.WriteAsync(1);
        StorageWorld.Execute(Storage.Journal, "DELETE FROM journal WHERE sequence_number = 4");

        AssertRefused(await stale.WriteAsync(20));
        AssertRefused(await (await TakeOverAsync(first: false)).Owner.WriteAsync(1));
        Assert.Equal([1, 2, 3], Numbers());
        Assert.Equal((5, null), await owner.WriteAsync(1));
    }

    [Fact]
    public async Task A_former_owner_that_writes_first_ends_the_owner_that_has_not_written_yet()
    {
        // The fence decides by the first append: so a new owner's claim must be stored before it does anything else.
        var (stale, owner) = await TakeOverAsync();

        Assert.Equal((4, null), await stale.WriteAsync(1));
        AssertRefused(await owner.WriteAsync(1));
        Assert.Equal((5, null), await (await _node.RecoverAsync(Store)).WriteAsync(1));
    }

    [Fact]
    public async Task Only_ledgers_are_fenced()
    {
        var former = await _former.RecoverAsync("fleet");
        await (await _node.RecoverAsync("fleet")).WriteAsync(3);
        StorageWorld.Execute(Storage.Journal, "DELETE FROM journal");

        Assert.Equal((1, null), await former.WriteAsync(1));
        Assert.Equal(0, Scalar("SELECT count(*) FROM journal_head"));
    }

    [Fact]
    public async Task Ledgers_that_write_at_once_do_not_hinder_each_other()
    {
        var writers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => (n % 2 == 0 ? _former : _node).RecoverAsync($"ledger-{n}")));

        for (var round = 1; round <= 10; round++)
        {
            var written = await Task.WhenAll(writers.Select(w => w.WriteAsync(3)));
            Assert.All(written, w => Assert.Equal((3 * round, null), w));
        }
    }

    [Fact]
    public async Task A_journal_that_Akka_made_is_taken_over_with_what_it_holds()
    {
        StorageWorld.Execute(Storage.Journal, "DROP TABLE journal_head; DROP TABLE journal; DROP TABLE tags");
        Unmigrate();
        await using (var before = new JournalNode(Storage, "akka.persistence.journal.sql.auto-initialize = true"))
        {
            await (await before.RecoverAsync(Store)).WriteAsync(4);
        }

        await Storage.MigrateAsync(CancellationToken.None);

        Assert.Equal(4, Scalar("SELECT sequence_number FROM journal_head"));
        Assert.Equal((5, null), await (await _node.RecoverAsync(Store)).WriteAsync(1));
    }

    [Fact]
    public async Task How_fast_a_ledger_can_append()
    {
        var free = await AppendAsync("unfenced");
        var fenced = await AppendAsync(Store);

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"figure: {Storage.Journal.Provider} journal, every commit on disk, batches of {Batch}: {fenced:N0} events/s with the fence, {free:N0} without"));
    }

    private async Task<double> AppendAsync(string id)
    {
        const int Batches = 40;
        var owner = await _node.RecoverAsync(id);
        await owner.WriteAsync(Batch);

        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Batches; i++)
        {
            Assert.Null((await owner.WriteAsync(Batch)).Refused);
        }

        return Batches * Batch / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Both incarnations stand at 3; the second is the one that may write.</summary>
    private async Task<(JournalNode.Incarnation Stale, JournalNode.Incarnation Owner)> TakeOverAsync(bool first = true)
    {
        if (first)
        {
            await (await _former.RecoverAsync(Store)).WriteAsync(3);
        }

        return (await _former.RecoverAsync(Store), await _node.RecoverAsync(Store));
    }

    private static void AssertRefused((long Last, string? Refused) answer) => Assert.Matches("fence: |unique|UNIQUE", answer.Refused);

    private long[] Numbers()
    {
        using var db = StorageWorld.Raw(Storage.Journal);
        return [.. db.Query<long>("SELECT sequence_number FROM journal ORDER BY sequence_number")];
    }

    private long Scalar(string sql)
    {
        using var db = StorageWorld.Raw(Storage.Journal);
        return db.ExecuteScalar<long>(sql);
    }

    private void Unmigrate() => StorageWorld.Execute(
        Storage.Journal,
        Storage.Journal.Provider == LedgerStorage.Sqlite
            ? "PRAGMA user_version = 0"
            : "DROP TABLE paywarden_schema, payment_archive, ledger_lease, open_call; DROP FUNCTION journal_fence");
}

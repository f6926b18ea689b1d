using Dapper;

namespace Paywarden.Ledger;

public sealed class SqliteLedgerRecoverySpecs(SqliteWorld world) : LedgerRecoverySpecs(world), IClassFixture<SqliteWorld>;

[Collection(PostgresWorld.Name)]
[Trait("Needs", "postgresql")]
public sealed class PostgresLedgerRecoverySpecs(PostgresWorld world) : LedgerRecoverySpecs(world);

/// <summary>What the next owner of a ledger begins with: a snapshot and the events after it; or all events, where the snapshot cannot be read.</summary>
public abstract class LedgerRecoverySpecs(StorageWorld world) : StorageSpecs(world)
{
    private const int Orders = 20;
    private const int Every = 5;

    [Fact]
    public async Task A_ledger_begins_from_its_snapshot_and_keeps_two_of_them()
    {
        await PayAsync();
        var kept = await SnapshotsAsync();
        Assert.True(kept is [_, > Orders - Every], string.Join(' ', kept));

        // Whatever the snapshot stands for is not read again: without those rows nothing is missed.
        StorageWorld.Execute(Storage.Journal, $"DELETE FROM journal WHERE sequence_number <= {kept[^1]}");

        Assert.Equal((Orders, (string?)null), await BeginAsync());
    }

    [Fact]
    public async Task A_damaged_snapshot_is_made_up_for_by_reading_every_event()
    {
        await PayAsync();
        StorageWorld.Execute(Storage.Snapshots, "UPDATE snapshot SET manifest = 'ledger.snapshot.99'");

        Assert.Equal((Orders, (string?)null), await BeginAsync());
    }

    [Fact]
    public async Task A_journal_without_snapshots_is_read_from_its_first_event()
    {
        await PayAsync();
        StorageWorld.Execute(Storage.Snapshots, "DELETE FROM snapshot");

        Assert.Equal((Orders, (string?)null), await BeginAsync());
    }

    [Fact]
    public async Task A_journal_that_ends_before_its_snapshot_holds_the_money()
    {
        await PayAsync();
        var last = (await SnapshotsAsync())[^1];
        StorageWorld.Execute(Storage.Journal, $"DELETE FROM journal WHERE sequence_number >= {last}; UPDATE journal_head SET sequence_number = {last - 1}");

        var (_, held) = await BeginAsync();

        Assert.Contains("the journal was restored or lost", held, StringComparison.Ordinal);
        Assert.Equal(held, (await BeginAsync()).Held); // also when it is asked again
    }

    private async Task PayAsync()
    {
        await using var node = new LedgerNode(Storage, Every);
        for (var i = 0; i < Orders; i++)
        {
            await node.AcceptAsync(i);
        }

        // Written behind: once there are two, and nothing older, the last of them is as new as it will be.
        for (var i = 0; i < 200 && !(await SnapshotsAsync() is [_, > Orders - Every]); i++)
        {
            await Task.Delay(50);
        }
    }

    private async Task<(int Queued, string? Held)> BeginAsync()
    {
        await using var node = new LedgerNode(Storage, snapshotEvery: 1_000);
        var begun = await node.BegunAsync();
        return (begun.Queued, begun.Held);
    }

    private async Task<List<long>> SnapshotsAsync()
    {
        await using var db = StorageWorld.Raw(Storage.Snapshots);
        return [.. await db.QueryAsync<long>("SELECT sequence_number FROM snapshot ORDER BY sequence_number")];
    }
}

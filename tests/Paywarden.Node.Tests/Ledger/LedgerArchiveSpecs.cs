using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

public sealed class SqliteLedgerArchiveSpecs(SqliteWorld world) : LedgerArchiveSpecs(world), IClassFixture<SqliteWorld>;

[Collection(PostgresWorld.Name)]
[Trait("Needs", "postgresql")]
public sealed class PostgresLedgerArchiveSpecs(PostgresWorld world) : LedgerArchiveSpecs(world);

public abstract class LedgerArchiveSpecs(StorageWorld world) : StorageSpecs(world)
{
    private const string Store = "ledger-store";
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Txid Paid = Name(1);

    private ILedgerArchive Archive => Storage.Archive;

    public static TheoryData<string> Proofs => [.. AllProofs.Keys];

    private static Dictionary<string, Proof> AllProofs => new()
    {
        ["never signed"] = new Proof.NeverSigned("it has expired"),
        ["conflict"] = new Proof.Conflict(new Outpoint(Name(2), 7), Hex("0100beef"), Name(3), [new("store-0", "one:50001", 11), new("store-1", "two:50001", 10)]),
        ["replaced"] = new Proof.Replaced(Name(4)),
        ["parent lost"] = new Proof.ParentLost(Name(5)),
    };

    [Fact]
    public async Task A_payment_is_found_as_it_was_settled()
    {
        var payment = Final("order-1", Noon);

        Assert.True((await Archive.UpsertAsync(Store, payment)).IsTold);

        var found = (await Archive.FindAsync(Store, payment.Id)).Value!;
        Assert.Equal(payment with { Order = found.Order, Story = found.Story }, found);
        Assert.Equal((payment.Id, "shop", payment.Order.Expires), (found.Id, found.Order.User, found.Order.Expires));
        Assert.True(found.Order.Asks(payment.Order));
    }

    [Fact]
    public async Task The_same_key_with_another_content_can_be_told_for_ever()
    {
        await Archive.UpsertAsync(Store, Final("order-1", Noon));

        var found = (await Archive.FindAsync(Store, Order("order-1").Id)).Value!;

        Assert.False(found.Order.Asks(Order("order-1", satoshis: 1_001)));
        Assert.True(found.Order.Asks(Order("order-1")));
    }

    [Fact]
    public async Task Writing_it_again_leaves_one_row_with_the_first_order_and_times()
    {
        var first = Final("order-1", Noon);
        await Archive.UpsertAsync(Store, first);

        await Archive.UpsertAsync(Store, first with { Order = Order("order-1", satoshis: 9_999), Accepted = Noon.AddDays(1), Settled = Noon.AddDays(1) });

        var found = Assert.Single((await Archive.ListAsync(Store, null, 10)).Value);
        Assert.Equal(first with { Order = found.Order, Story = found.Story }, found);
        Assert.True(found.Order.Asks(first.Order));
    }

    [Theory]
    [MemberData(nameof(Proofs))]
    public async Task A_rejected_one_keeps_its_proof(string kind)
    {
        var proof = AllProofs[kind];
        await Archive.UpsertAsync(Store, Final("order-1", Noon) with { Stage = PaymentStage.Rejected, Txid = null, Fee = null, Rejected = proof });

        var found = (await Archive.FindAsync(Store, Order("order-1").Id)).Value!;

        Assert.Equal((PaymentStage.Rejected, null, null), (found.Stage, found.Txid, found.Fee));
        Assert.Equal(proof.Why, found.Rejected!.Why);
        Assert.Equal(ArchiveJson.Write(proof), ArchiveJson.Write(found.Rejected));
        Assert.IsType(proof.GetType(), found.Rejected);
    }

    [Fact]
    public async Task What_is_not_there_and_what_is_anothers_is_not_found()
    {
        await Archive.UpsertAsync(Store, Final("order-1", Noon));

        Assert.Equal(new Told<ArchivedPayment?>(null, null), await Archive.FindAsync(Store, Order("order-2").Id));
        Assert.Equal(new Told<ArchivedPayment?>(null, null), await Archive.FindAsync("ledger-other", Order("order-1").Id));
        Assert.Empty((await Archive.ListAsync("ledger-other", null, 10)).Value);
    }

    [Fact]
    public async Task Pages_go_from_the_newest_to_the_oldest_without_gap_or_repetition()
    {
        // Two and two at the same moment: the time alone would not say where a page ended.
        var payments = Enumerable.Range(0, 10).Select(n => Final($"order-{n}", Noon.AddSeconds(n / 2))).ToArray();
        foreach (var payment in payments)
        {
            await Archive.UpsertAsync(Store, payment);
        }

        List<ArchivedPayment> read = [];
        for (ArchiveCursor? cursor = null; (await Archive.ListAsync(Store, cursor, 3)).Value is { IsEmpty: false } page; cursor = ArchiveCursor.After(page[^1]))
        {
            read.AddRange(page);
        }

        Assert.Equal(payments.OrderByDescending(p => p.Accepted).ThenByDescending(p => p.Id).Select(p => p.Id), read.Select(p => p.Id));
    }

    [Fact]
    public async Task What_happened_to_it_is_kept_with_it()
    {
        ImmutableArray<Moment> story = [new(Noon, "accepted"), new(Noon.AddMinutes(1), "in block 5")];
        await Archive.UpsertAsync(Store, Final("order-1", Noon) with { Story = story });

        Assert.Equal(story.AsEnumerable(), (await Archive.FindAsync(Store, Order("order-1").Id)).Value!.Story);
    }

    [Fact]
    public async Task It_is_found_by_user_stage_time_address_and_transaction()
    {
        var wanted = Final("order-1", Noon.AddMinutes(1));
        var other = Final("order-2", Noon) with { Stage = PaymentStage.Rejected, Txid = null, Rejected = new Proof.NeverSigned("x") };
        var stranger = new PaymentOrder(PaymentId.Of("store", "ann", "order-3"), "ann", [new(Amount.Of(1), Hex("6a01"))], FeeRate.Least, Noon);
        foreach (var payment in new[] { wanted, other, Final("", Noon.AddMinutes(2)) with { Order = stranger, Txid = Name(9) } })
        {
            await Archive.UpsertAsync(Store, payment);
        }

        Assert.Equal([stranger.Id], await FoundAsync(new PaymentFilter("ann")));
        Assert.Equal([other.Id], await FoundAsync(new PaymentFilter(Stage: PaymentStage.Rejected)));
        Assert.Equal([wanted.Id], await FoundAsync(new PaymentFilter("shop", Since: Noon.AddSeconds(1))));
        Assert.Equal([other.Id], await FoundAsync(new PaymentFilter(Until: Noon.AddSeconds(1))));
        Assert.Equal([stranger.Id], await FoundAsync(new PaymentFilter(Script: Hex("6a01"))));
        Assert.Equal([wanted.Id, other.Id], await FoundAsync(new PaymentFilter(Script: Hex("6a00"))));
        Assert.Equal([wanted.Id], await FoundAsync(new PaymentFilter(Txid: Paid)));
        Assert.Empty(await FoundAsync(new PaymentFilter(Stage: PaymentStage.Seen)));
        Assert.Equal([Paid, Name(9)], (await Archive.KnownAsync(Store, [.. Enumerable.Range(0, 40).Select(n => Name((byte)n))])).Value!.Order());
        Assert.Empty((await Archive.KnownAsync("ledger-other", [Paid])).Value!);
    }

    [Fact]
    public async Task What_an_older_version_archived_is_found_by_address_too()
    {
        await Archive.UpsertAsync(Store, Final("order-1", Noon));
        foreach (var sql in new[] { "DROP INDEX payment_archive_by_payer", "DROP TABLE payment_output", "ALTER TABLE payment_archive DROP COLUMN story" })
        {
            StorageWorld.Execute(In("archive.db"), sql);
        }

        StorageWorld.Execute(In("archive.db"), Storage.Journal.Provider == LedgerStorage.Sqlite ? "PRAGMA user_version = 1" : "UPDATE paywarden_schema SET version = 1");

        // As a program that has just started: a connection that is kept goes by the tables that it knows.
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        using var newer = Open();
        await newer.MigrateAsync(CancellationToken.None);

        var found = Assert.Single((await newer.Archive.ListAsync(Store, null, 10, new PaymentFilter(Script: Hex("6a00")))).Value);
        Assert.Equal((Order("order-1").Id, 0), (found.Id, found.Story.Length));
    }

    private async Task<PaymentId[]> FoundAsync(PaymentFilter filter) => [.. (await Archive.ListAsync(Store, null, 10, filter)).Value.Select(p => p.Id)];

    [Fact]
    public async Task A_database_that_does_not_answer_is_a_fault_and_not_an_absence()
    {
        using var away = Away();

        Assert.NotNull((await away.Archive.FindAsync(Store, Order("order-1").Id)).Fault);
        Assert.NotNull((await away.Archive.UpsertAsync(Store, Final("order-1", Noon))).Fault);
        Assert.NotNull((await away.Archive.ListAsync(Store, null, 1)).Fault);
    }

    private static ArchivedPayment Final(string key, DateTimeOffset accepted) =>
        new(Order(key), PaymentStage.Final, Paid, Amount.Of(226), accepted, accepted.AddHours(2), null);

    private static PaymentOrder Order(string key, long satoshis = 1_000) => new(
        PaymentId.Of("store", "shop", key),
        "shop",
        [new(Amount.Of(satoshis), Hex("76a914000102030405060708090a0b0c0d0e0f1011121388ac")), new(Amount.Of(2_000), Hex("6a00"))],
        FeeRate.Least,
        Noon.AddMinutes(10));

    private static Bytes Hex(string hex) => Bytes.TryHex(hex, 100, out var bytes) ? bytes : throw new ArgumentException(hex);

    private static Txid Name(byte n) => Txid.FromWire(Enumerable.Repeat(n, 32).ToArray());
}

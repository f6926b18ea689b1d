using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

public sealed class SqliteLedgerAddressesSpecs(SqliteWorld world) : LedgerAddressesSpecs(world), IClassFixture<SqliteWorld>;

[Collection(PostgresWorld.Name)]
[Trait("Needs", "postgresql")]
public sealed class PostgresLedgerAddressesSpecs(PostgresWorld world) : LedgerAddressesSpecs(world);

/// <summary>The book of addresses: what was given away is found for ever, by its asker, its index and itself.</summary>
public abstract class LedgerAddressesSpecs(StorageWorld world) : StorageSpecs(world)
{
    private const string Store = "ledger-store";
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    private SqlLedgerAddresses Book => Storage.Addresses;

    [Fact]
    public async Task What_is_filed_is_found_as_it_was_and_filing_again_changes_nothing()
    {
        var asked = Issued(20, "shop/key/a", new AddressTerms(Amount.Of(500_000), 3600));
        var plain = Issued(21, "shop/call/b", null);
        Assert.Equal(0u, (await Book.CountAsync(Store)).Value);

        await FileAsync(asked, plain);
        await FileAsync(asked with { At = Noon.AddDays(1), Terms = null }, plain);

        Assert.Equal(asked, (await Book.FindAsync(Store, asked.For)).Value);
        Assert.Equal(plain, (await Book.FindAsync(Store, plain.For)).Value);
        Assert.Equal(22u, (await Book.CountAsync(Store)).Value);
        Assert.Null((await Book.FindAsync("ledger-other", asked.For)).Value);
        Assert.Null((await Book.FindAsync(Store, "shop/key/c")).Value);
    }

    [Fact]
    public async Task Requests_are_the_users_own_until_they_are_taken_away_and_their_addresses_stay()
    {
        await FileAsync(Request(1, "shop/call/a"), Request(2, "desk/call/b"), Request(3, "shop/call/c"), Issued(4, "shop/call/d", null));
        Assert.Equal([1L, 3], (await Book.RequestsAsync(Store, "shop")).Value.Select(r => r.Index));

        await Book.RemoveAsync(Store, (await Book.RequestsAsync(Store, "shop")).Value.Take(1), Noon);

        Assert.Equal([3L], (await Book.RequestsAsync(Store, "shop")).Value.Select(r => r.Index));
        Assert.False((await Book.RowAsync(Store, 1)).Value!.IsRequest);
        Assert.Equal(5u, (await Book.CountAsync(Store)).Value);
        Assert.NotNull((await Book.FindAsync(Store, "shop/call/a")).Value);
    }

    [Fact]
    public async Task The_last_address_of_a_row_of_askers_is_found()
    {
        await FileAsync(Issued(1, Asker.OfUnused("shop", 0), null), Issued(2, Asker.OfUnused("shop2", 0), null), Issued(3, Asker.OfUnused("shop", 1), null), Issued(4, "shop/call/a", null));

        Assert.Equal(3, (await Book.LastAsync(Store, Asker.UnusedPrefix("shop"))).Value!.Index);
        Assert.Null((await Book.LastAsync(Store, Asker.UnusedPrefix("desk"))).Value);
    }

    [Fact]
    public async Task The_first_memo_and_the_first_time_of_being_covered_stay()
    {
        await FileAsync(Request(1, "shop/call/a"));
        await Book.NoteAsync(Store, 1, "müsli ☕");
        await Book.NoteAsync(Store, 1, "other");
        var row = (await Book.RowAsync(Store, Address(1))).Value!;
        await Book.CoverAsync(Store, [(row, Noon)]);
        await Book.CoverAsync(Store, [(row, Noon.AddDays(1))]);
        await Book.SettleAsync(Store, [(row, new RequestStatus(RequestState.PaidLate, Amount.Of(7), 10))]);

        var found = (await Book.RowAsync(Store, 1)).Value!;
        Assert.Equal(("müsli ☕", Noon.ToUnixTimeMilliseconds(), "paid_late", 7L), (found.Memo, found.Covered, found.Settled, found.Received));
        Assert.Equal(RequestState.PaidLate, RequestReplies.StateOf(found.Settled!));
    }

    /// <summary>Two askers of one address, or two addresses of one asker: the ledger never does it, and the book takes neither.</summary>
    [Fact]
    public async Task No_address_has_two_askers_and_no_asker_two_addresses()
    {
        await FileAsync(Issued(1, "shop/key/a", null));

        Assert.False((await Book.FileAsync(Store, [Issued(2, "shop/key/a", null)])).IsTold);
        Assert.False((await Book.FileAsync(Store, [Issued(2, "shop/key/b", null) with { Address = Address(1) }])).IsTold);
        Assert.Equal(2u, (await Book.CountAsync(Store)).Value);
    }

    [Fact]
    public async Task A_storage_from_before_gets_the_book_when_it_is_opened()
    {
        foreach (var table in new[] { "address_memo", "issued_address" })
        {
            if (Storage.Journal.Provider != LedgerStorage.Sqlite)
            {
                StorageWorld.Execute(Storage.Journal, $"DROP TABLE {table}; UPDATE paywarden_schema SET version = 1");
            }
        }

        using var again = Open();
        await again.MigrateAsync(CancellationToken.None);
        Assert.True((await again.Addresses.FileAsync(Store, [Issued(1, "shop/key/a", null)])).IsTold);
    }

    [Fact]
    public async Task Without_its_database_it_says_so()
    {
        using var away = Away();
        Assert.Contains("the book of addresses", (await away.Addresses.FindAsync(Store, "a")).Fault, StringComparison.Ordinal);
    }

    private async Task FileAsync(params ImmutableArray<IssuedAddress> addresses) => Assert.Null((await Book.FileAsync(Store, addresses)).Fault);

    private static IssuedAddress Request(uint index, string asker) => Issued(index, asker, new AddressTerms(Amount.Of(1), 0));

    private static IssuedAddress Issued(uint index, string asker, AddressTerms? terms) => new(index, Address(index), asker, terms, Noon);

    private static string Address(uint index) => $"bchreg:q{index}";
}

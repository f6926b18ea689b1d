using Paywarden.Routing;

namespace Paywarden.Ledger;

public sealed class SqliteCallBookSpecs(SqliteWorld world) : CallBookSpecs(world), IClassFixture<SqliteWorld>;

[Collection(PostgresWorld.Name)]
[Trait("Needs", "postgresql")]
public sealed class PostgresCallBookSpecs(PostgresWorld world) : CallBookSpecs(world);

/// <summary>A call whose caller was cut off goes on with the next that has the same bytes; one that was answered never does.</summary>
public abstract class CallBookSpecs(StorageWorld world) : StorageSpecs(world)
{
    private readonly StoppedClock _clock = new();

    [Fact]
    public async Task Equal_calls_that_run_side_by_side_are_two()
    {
        var book = Book("node-1", "first");

        var (one, other) = (await BeginAsync(book), await BeginAsync(book));

        Assert.False(one.IsAdopted || other.IsAdopted);
        Assert.NotEqual(one.Id, other.Id);
    }

    [Fact]
    public async Task One_that_was_cut_off_serves_one_that_is_sent_again()
    {
        var book = Book("node-1", "first");
        var cut = await BeginAsync(book);
        await book.CutOffAsync([cut.Id]);

        var again = await BeginAsync(book);
        Assert.Equal(new CallTicket(cut.Id, IsAdopted: true), again);
        Assert.False((await BeginAsync(book)).IsAdopted);

        await book.CutOffAsync([again.Id]);
        Assert.Equal(cut.Id, (await BeginAsync(book)).Id);
    }

    [Fact]
    public async Task One_that_was_answered_serves_nobody()
    {
        var book = Book("node-1", "first");
        var answered = await BeginAsync(book);
        await book.AnsweredAsync([answered.Id]);
        await book.CutOffAsync([answered.Id]);

        Assert.False((await BeginAsync(book)).IsAdopted);
        Assert.False((await BeginAsync(Book("node-1", "second"))).Id == answered.Id);
    }

    [Theory]
    [InlineData("other", "shop", "hash")]
    [InlineData("store", "other", "hash")]
    [InlineData("store", "shop", "other")]
    public async Task Another_wallet_user_or_body_is_another_call(string wallet, string user, string hash)
    {
        var book = Book("node-1", "first");
        await book.CutOffAsync([(await BeginAsync(book)).Id]);

        Assert.False((await book.BeginAsync(wallet, user, hash)).Ticket!.IsAdopted);
    }

    [Fact]
    public async Task After_the_death_of_the_node_all_its_calls_have_lost_their_callers_and_no_others()
    {
        var mine = await BeginAsync(Book("node-1", "first"));
        var others = await BeginAsync(Book("node-2", "first"));

        var reborn = Book("node-1", "second");
        Assert.Equal(new CallTicket(mine.Id, IsAdopted: true), await BeginAsync(reborn));
        Assert.False((await BeginAsync(reborn)).Id == others.Id);
    }

    [Fact]
    public async Task After_ten_minutes_it_is_a_new_call()
    {
        var book = Book("node-1", "first");
        await book.CutOffAsync([(await BeginAsync(book)).Id]);
        _clock.Now += TimeSpan.FromMinutes(10);

        Assert.False((await BeginAsync(book)).IsAdopted);
    }

    [Fact]
    public async Task Of_many_that_are_sent_again_at_once_one_adopts()
    {
        var book = Book("node-1", "first");
        var cut = await BeginAsync(book);
        await book.CutOffAsync([cut.Id]);

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => BeginAsync(book))));

        Assert.Equal(cut.Id, Assert.Single(all, t => t.IsAdopted).Id);
        Assert.Equal(8, all.Select(t => t.Id).Distinct().Count());
    }

    [Fact]
    public async Task Without_its_database_nothing_begins()
    {
        using var away = Away();

        var (ticket, why) = await new SqlCallBook(away.Calls, _clock, "node-1", "first").BeginAsync("store", "shop", "hash");

        Assert.Null(ticket);
        Assert.StartsWith("the book of calls cannot be written now", why, StringComparison.Ordinal);
    }

    private SqlCallBook Book(string node, string process) => new(Storage.Calls, _clock, node, process);

    private static async Task<CallTicket> BeginAsync(SqlCallBook book)
    {
        var (ticket, why) = await book.BeginAsync("store", "shop", "hash");
        Assert.Equal("", why);
        return ticket!;
    }

    private sealed class StoppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

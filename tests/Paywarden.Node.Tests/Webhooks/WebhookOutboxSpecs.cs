using Paywarden.Ledger;

namespace Paywarden.Webhooks;

public sealed class SqliteWebhookOutboxSpecs(SqliteWorld world) : WebhookOutboxSpecs(world), IClassFixture<SqliteWorld>;

[Collection(PostgresWorld.Name)]
[Trait("Needs", "postgresql")]
public sealed class PostgresWebhookOutboxSpecs(PostgresWorld world) : WebhookOutboxSpecs(world);

public abstract class WebhookOutboxSpecs(StorageWorld world) : StorageSpecs(world)
{
    private const string Store = "ledger-store";
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = Noon.AddHours(1);

    private SqlWebhookOutbox Outbox => new(Storage.Webhooks);

    [Fact]
    public async Task A_ledger_begins_once_and_goes_on_where_it_was()
    {
        Assert.Equal(new WebhookCursor(0, 1, Noon), (await Outbox.BeginAsync(Store, Noon)).Value);
        Assert.True((await Outbox.PutAsync(Store, 0, new WebhookCursor(7, 4, Noon), [])).Value);

        Assert.Equal(new WebhookCursor(7, 4, Noon), (await Outbox.BeginAsync(Store, Later)).Value);
        Assert.Equal(4, (await Outbox.LowestAsync(Store)).Value);
    }

    [Fact]
    public async Task Of_two_that_put_the_same_one_is_refused_whole()
    {
        await Outbox.BeginAsync(Store, Noon);
        await PutAsync(0, 5, Some("a", 5));

        Assert.Equal((false, null), ((await Outbox.PutAsync(Store, 0, new WebhookCursor(6, 1, Noon), [Some("a", 6)])).Value, (await Outbox.PutAsync(Store, 0, new WebhookCursor(6, 1, Noon), [])).Fault));
        Assert.Equal(5, (await Outbox.BeginAsync(Store, Noon)).Value!.Sequence);
        Assert.Equal([5], (await LookAsync()).Select(e => e.Sequence));
    }

    [Fact]
    public async Task Only_the_first_about_each_subject_is_due_and_the_next_when_it_was_taken()
    {
        await BegunAsync(Some("a", 1), Some("a", 2), Some("b", 3));

        Assert.Equal([("a", 1), ("b", 3)], (await LookAsync()).Select(e => (e.Subject, e.Sequence)));
        await Outbox.TakenAsync(Store, Some("a", 1));
        Assert.Equal([("a", 2), ("b", 3)], (await LookAsync()).Select(e => (e.Subject, e.Sequence)));
        Assert.Equal(Some("a", 2), (await LookAsync())[0]);
    }

    [Fact]
    public async Task One_that_failed_waits_with_all_that_is_about_the_same()
    {
        await BegunAsync(Some("a", 1), Some("a", 2), Some("b", 3));
        var tries = new OutboxTries(1, Noon, "it answered 500");

        await Outbox.FailedAsync(Store, Some("a", 1), tries, Later);

        var look = (await Outbox.LookAsync(Store, "shop", Noon, 10)).Value!;
        Assert.Equal(["b"], look.Due.Select(e => e.Subject));
        Assert.Equal((Later, Noon), (look.Next, look.Oldest));
        Assert.Equal(tries, Assert.Single(await LookAsync(Later), e => e.Subject == "a").Tries);
    }

    [Fact]
    public async Task What_was_given_up_is_set_aside_whole_with_what_comes_after_and_goes_out_again_when_asked()
    {
        await BegunAsync(Some("a", 1), Some("a", 2), Some("b", 3));
        await Outbox.FailedAsync(Store, Some("a", 1), new OutboxTries(9, Noon, "it answered 500"), next: null);
        await PutAsync(10, 11, Some("a", 11));

        Assert.Equal(["b"], (await LookAsync(Later)).Select(e => e.Subject));
        Assert.Equal(new OutboxStatus("shop", 1, 3, Noon, "it answered 500"), Assert.Single((await Outbox.StatusAsync(Store)).Value));

        Assert.Equal(3, (await Outbox.ReplayAsync(Store, "shop", Noon)).Value);
        Assert.Equal([("a", 1), ("b", 3)], (await LookAsync()).Select(e => (e.Subject, e.Sequence)).Order());
        Assert.Equal(OutboxTries.None, (await LookAsync()).First(e => e.Subject == "a").Tries);
        Assert.Equal(0, (await Outbox.ReplayAsync(Store, "shop", Noon)).Value);
    }

    [Fact]
    public async Task Receivers_and_ledgers_do_not_see_each_others()
    {
        await BegunAsync(Some("a", 1), Some("a", 1) with { Target = "books" });

        Assert.Equal(["shop"], (await LookAsync()).Select(e => e.Target));
        Assert.Empty((await Outbox.LookAsync("ledger-other", "shop", Noon, 10)).Value!.Due);
        Assert.Null((await Outbox.LowestAsync("ledger-other")).Value);
    }

    [Fact]
    public async Task A_ledger_that_nobody_is_told_of_needs_nothing_of_its_journal()
    {
        await BegunAsync(Some("a", 1));

        Assert.True((await Outbox.ForgetAsync(Store)).Value);

        Assert.Equal(new Told<long?>(null, null), await Outbox.LowestAsync(Store));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_a_fault_each_time()
    {
        using var away = Away();
        var outbox = new SqlWebhookOutbox(away.Webhooks);

        Assert.NotNull((await outbox.BeginAsync(Store, Noon)).Fault);
        Assert.NotNull((await outbox.PutAsync(Store, 0, new WebhookCursor(1, 1, Noon), [Some("a", 1)])).Fault);
        Assert.NotNull((await outbox.LookAsync(Store, "shop", Noon, 1)).Fault);
        Assert.NotNull((await outbox.TakenAsync(Store, Some("a", 1))).Fault);
        Assert.NotNull((await outbox.LowestAsync(Store)).Fault);
        Assert.NotNull((await new SqlLedgerHistory(away.History).ReadAsync(Store, 0, 1, 1)).Fault);
    }

    private static OutboxEvent Some(string subject, long sequence) => new("shop", subject, sequence, $"id-{sequence}", "payment.seen", Noon, "{}");

    private async Task BegunAsync(params OutboxEvent[] events)
    {
        await Outbox.BeginAsync(Store, Noon);
        await PutAsync(0, 10, events);
    }

    private async Task PutAsync(long from, long to, params OutboxEvent[] events) => Assert.True((await Outbox.PutAsync(Store, from, new WebhookCursor(to, 1, Noon), [.. events])).Value);

    private async Task<IReadOnlyList<OutboxEvent>> LookAsync(DateTimeOffset? now = null) => (await Outbox.LookAsync(Store, "shop", now ?? Noon, 10)).Value!.Due;
}

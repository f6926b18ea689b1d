using Paywarden.Ledger;

namespace Paywarden.Webhooks;

public sealed class SqliteWebhookDeliverySpecs(SqliteWorld world) : WebhookDeliverySpecs(world), IClassFixture<SqliteWorld>;

[Collection(PostgresWorld.Name)]
[Trait("Needs", "postgresql")]
public sealed class PostgresWebhookDeliverySpecs(PostgresWorld world) : WebhookDeliverySpecs(world);

/// <summary>From the journal to the receiver over a real database: whoever dies, and whatever receivers do, each is told everything, in order.</summary>
public abstract class WebhookDeliverySpecs(StorageWorld world) : StorageSpecs(world)
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    [Fact]
    public async Task Every_event_comes_in_order_about_each_subject_though_receivers_fail_lose_answers_and_owners_die_and_meet()
    {
        using var stage = new WebhookStage(Storage, WebhookStage.Target("shop"), WebhookStage.Target("books", "payment.rejected"));
        var dice = new Random(7);
        stage.Receiver = async _ =>
        {
            int roll;
            lock (dice)
            {
                roll = dice.Next(10);
            }

            await Task.Yield();
            return roll switch { < 2 => (false, "refused"), < 4 => (true, "its answer was lost"), _ => (true, null) };
        };
        var owner = stage.Own();
        for (var n = 0; n < 40; n++)
        {
            stage.Store([.. Payment(n), new LedgerEvent.Held($"hold {n}", Now), new LedgerEvent.Released("ann", $"release {n}", Now)]);
            if (n % 4 == 3)
            {
                // Its successor is there before it is gone.
                var next = stage.Own();
                stage.Kill(owner);
                owner = next;
            }
        }

        await UntilToldAsync(stage);

        var shop = FirstsOf(stage, "shop");
        Assert.Equal(40 * 4, shop.Count);
        foreach (var about in shop.GroupBy(e => e.Subject))
        {
            Assert.Equal(about.Select(e => e.Sequence).Order(), about.Select(e => e.Sequence));
        }

        Assert.Equal(80, shop.Count(e => e.Subject == "wallet"));
        Assert.Equal(40, FirstsOf(stage, "books").Count);
        Assert.All(stage.Got.GroupBy(e => e.Id), same => Assert.Single(same.Select(e => e.Body).Distinct()));
    }

    [Fact]
    public async Task One_subject_that_is_refused_holds_up_no_other()
    {
        using var stage = new WebhookStage(Storage, WebhookStage.Target("shop"));
        var bad = WebhookStage.Accepted("0", Now).Order.Id.Value;
        stage.Receiver = e => Task.FromResult(e.Subject == bad ? (false, "it answered 500") : (true, (string?)null));
        stage.Own();
        stage.Store([.. Payment(0), .. Payment(1), .. Payment(2)]);

        await UntilAsync(async () => (await stage.Outbox.StatusAsync(WebhookStage.Ledger)).Value is [{ Waiting: 2, Why: not null }] && stage.Got.Count >= 4);

        Assert.DoesNotContain(stage.Got, e => e.Subject == bad);
    }

    [Fact]
    public async Task What_is_refused_for_its_whole_time_is_set_aside_told_of_and_sent_again_when_asked()
    {
        using var stage = new WebhookStage(Storage, WebhookStage.Target("shop") with { Pace = new WebhookPace(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(30)) });
        stage.Receiver = _ => Task.FromResult((false, (string?)"it answered 500"));
        stage.Own();
        stage.Store(Payment(0));
        await UntilAsync(() => Task.FromResult(stage.Story.Entries.Any(e => e.Kind == "webhook-set-aside")));
        await UntilAsync(async () => (await stage.Outbox.StatusAsync(WebhookStage.Ledger)).Value is [{ SetAside: 2, Waiting: 0, Why: "it answered 500" }]);

        stage.Receiver = _ => Task.FromResult((true, (string?)null));
        Assert.Equal(2, (await stage.Outbox.ReplayAsync(WebhookStage.Ledger, "shop", DateTimeOffset.UtcNow)).Value);
        stage.Store(new LedgerEvent.Held("something that wakes the courier", Now));
        await UntilToldAsync(stage);

        Assert.Equal(["payment.accepted", "payment.rejected"], stage.Got.Where(e => e.Subject != "wallet").DistinctBy(e => e.Id).Select(e => e.Kind));
        Assert.Contains("POST /api/v1/wallets/store/webhooks/shop/replay", stage.Story.Entries.First(e => e.Kind == "webhook-set-aside").Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_receiver_hears_of_the_last_day_and_of_open_payments_as_they_are()
    {
        using var stage = new WebhookStage(Storage, WebhookStage.Target("shop"));
        var old = WebhookStage.Accepted("old", Now.AddDays(-3));
        stage.Store(old, new LedgerEvent.Held("long ago", Now.AddDays(-2)), new LedgerEvent.Rejected(old.Order.Id, new Proof.NeverSigned("expired"), Now));
        stage.Own();

        await UntilAsync(() => Task.FromResult(!stage.Got.IsEmpty));
        await UntilToldAsync(stage);

        var told = Assert.Single(stage.Got);
        Assert.Equal("payment.rejected", told.Kind);
        Assert.Contains("\"why\":\"expired\"", told.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_journal_is_needed_from_the_oldest_open_payment_on()
    {
        using var stage = new WebhookStage(Storage, WebhookStage.Target("shop"));
        stage.Own();
        var open = WebhookStage.Accepted("open", Now);
        var done = WebhookStage.Accepted("done", Now);
        stage.Store(done, open, new LedgerEvent.Rejected(done.Order.Id, new Proof.NeverSigned("cancelled"), Now), new LedgerEvent.Archived(done.Order.Id, Now), new LedgerEvent.Held("x", Now));

        await UntilAsync(() => Task.FromResult(stage.Got.Count >= 4));

        Assert.Equal(2, (await stage.Outbox.LowestAsync(WebhookStage.Ledger)).Value);
    }

    [Fact]
    public async Task A_wallet_without_receivers_leaves_nothing_behind()
    {
        using var stage = new WebhookStage(Storage);
        await stage.Outbox.BeginAsync(WebhookStage.Ledger, Now);
        stage.Store(Payment(0));
        stage.Own();

        await UntilAsync(async () => (await stage.Outbox.LowestAsync(WebhookStage.Ledger)).Value is null);

        Assert.Empty(stage.Got);
    }

    private static LedgerEvent[] Payment(int n)
    {
        var accepted = WebhookStage.Accepted($"{n}", Now);
        return [accepted, new LedgerEvent.Rejected(accepted.Order.Id, new Proof.NeverSigned("cancelled"), Now)];
    }

    /// <summary>As a receiver keeps them that knows what it has had by the id.</summary>
    private static List<OutboxEvent> FirstsOf(WebhookStage stage, string target) => [.. stage.Got.Where(e => e.Target == target).DistinctBy(e => e.Id)];

    /// <summary>Until all that was stored has been put into the outbox, and nothing is left there.</summary>
    private static Task UntilToldAsync(WebhookStage stage) => UntilAsync(async () =>
        (await stage.Outbox.BeginAsync(WebhookStage.Ledger, Now)).Value is { } cursor && cursor.Sequence >= stage.LastTold
        && await stage.Outbox.StatusAsync(WebhookStage.Ledger) is { IsTold: true, Value.IsEmpty: true });

    /// <summary>Bounded only by the test run's own watch over hanging tests.</summary>
    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }
}

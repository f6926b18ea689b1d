using Microsoft.Extensions.Time.Testing;
using static Paywarden.Ledger.LeaseAnswer;

namespace Paywarden.Ledger;

public sealed class SqliteLedgerLeaseSpecs(SqliteWorld world) : LedgerLeaseSpecs(world), IClassFixture<SqliteWorld>;

[Collection(PostgresWorld.Name)]
[Trait("Needs", "postgresql")]
public sealed class PostgresLedgerLeaseSpecs(PostgresWorld world) : LedgerLeaseSpecs(world);

public abstract class LedgerLeaseSpecs(StorageWorld world) : StorageSpecs(world)
{
    private const string Store = "ledger-store";
    private static readonly TimeSpan Ttl = TimeSpan.FromMinutes(1);
    private static readonly LeaseOwner A = new("a", "a-1");
    private static readonly LeaseOwner B = new("b", "b-1");

    private ILedgerLease Lease => Storage.Lease;

    [Fact]
    public async Task One_owner_has_it_and_the_next_hears_who_and_for_how_long()
    {
        var granted = Assert.IsType<Granted>(await Lease.TakeAsync(Store, A, Ttl, above: 0));

        var held = Assert.IsType<Held>(await Lease.TakeAsync(Store, B, Ttl, above: 0));
        Assert.Equal(1, granted.Token);
        Assert.Equal(A, held.By);
        Assert.InRange(held.For, Ttl / 2, Ttl);
    }

    [Fact]
    public async Task Ledgers_have_leases_of_their_own()
    {
        Assert.IsType<Granted>(await Lease.TakeAsync(Store, A, Ttl, above: 0));

        Assert.IsType<Granted>(await Lease.TakeAsync("ledger-other", B, Ttl, above: 0));
    }

    [Fact]
    public async Task Of_many_who_ask_at_once_one_is_granted_it()
    {
        await Lease.TakeAsync(Store, A, Ttl, above: 0);
        EndIt();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(n => Task.Run(() => Lease.TakeAsync(Store, new("b", $"b-{n}"), Ttl, above: 0))));

        Assert.Equal(2, Assert.Single(answers.OfType<Granted>()).Token);
        Assert.Equal(11, answers.OfType<Held>().Count());
    }

    [Fact]
    public async Task Its_end_lets_another_owner_in_with_a_higher_token_and_the_former_one_cannot_renew()
    {
        await Lease.TakeAsync(Store, A, Ttl, above: 0);
        EndIt();

        Assert.Equal(2, Assert.IsType<Granted>(await Lease.TakeAsync(Store, B, Ttl, above: 0)).Token);
        Assert.Equal(B, Assert.IsType<Held>(await Lease.RenewAsync(Store, 1, Ttl)).By);
        Assert.IsType<Granted>(await Lease.RenewAsync(Store, 2, Ttl));
    }

    [Fact]
    public async Task An_owner_whose_lease_has_ended_keeps_it_while_nobody_else_wants_it()
    {
        await Lease.TakeAsync(Store, A, Ttl, above: 0);
        EndIt();

        Assert.Equal(1, Assert.IsType<Granted>(await Lease.RenewAsync(Store, 1, Ttl)).Token);
        Assert.IsType<Held>(await Lease.TakeAsync(Store, B, Ttl, above: 0));
    }

    [Fact]
    public async Task The_same_owner_asking_again_has_the_same_lease_and_its_next_incarnation_has_not()
    {
        await Lease.TakeAsync(Store, A, Ttl, above: 0);

        Assert.Equal(1, Assert.IsType<Granted>(await Lease.TakeAsync(Store, A, Ttl, above: 0)).Token);
        Assert.Equal(A, Assert.IsType<Held>(await Lease.TakeAsync(Store, A with { Incarnation = "a-2" }, Ttl, above: 0)).By);
    }

    [Fact]
    public async Task A_released_one_is_free_at_once_and_its_token_is_worth_nothing()
    {
        await Lease.TakeAsync(Store, A, Ttl, above: 0);

        await Lease.ReleaseAsync(Store, 1);

        Assert.Null(Assert.IsType<Held>(await Lease.RenewAsync(Store, 1, Ttl)).By);
        Assert.Equal(2, Assert.IsType<Granted>(await Lease.TakeAsync(Store, B, Ttl, above: 0)).Token);
    }

    [Fact]
    public async Task Releasing_what_another_has_meanwhile_does_nothing()
    {
        await Lease.TakeAsync(Store, A, Ttl, above: 0);
        EndIt();
        await Lease.TakeAsync(Store, B, Ttl, above: 0);

        await Lease.ReleaseAsync(Store, 1);

        Assert.IsType<Granted>(await Lease.RenewAsync(Store, 2, Ttl));
    }

    [Fact]
    public async Task The_token_is_above_the_journals_even_where_the_table_was_lost()
    {
        Assert.Equal(42, Assert.IsType<Granted>(await Lease.TakeAsync(Store, A, Ttl, above: 41)).Token);
        EndIt();
        Assert.Equal(43, Assert.IsType<Granted>(await Lease.TakeAsync(Store, B, Ttl, above: 7)).Token);
        Assert.Equal(51, Assert.IsType<Granted>(await Lease.TakeAsync(Store, B, Ttl, above: 50)).Token);
    }

    [Fact]
    public async Task The_local_deadline_is_a_fifth_shorter_and_counts_from_before_the_question()
    {
        var clock = new FakeTimeProvider();
        using var node = Open(clock);

        var until = Assert.IsType<Granted>(await node.Lease.TakeAsync(Store, A, TimeSpan.FromSeconds(5), above: 0)).Until;

        Assert.Equal(TimeSpan.FromSeconds(4), until.Left(clock));
        clock.Advance(TimeSpan.FromSeconds(4.5));
        Assert.Equal(TimeSpan.FromSeconds(-0.5), until.Left(clock));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_has_neither_granted_nor_refused()
    {
        using var away = Away();

        Assert.NotEmpty(Assert.IsType<Unknown>(await away.Lease.TakeAsync(Store, A, Ttl, above: 0)).Why);
        Assert.IsType<Unknown>(await away.Lease.RenewAsync(Store, 1, Ttl));
        await away.Lease.ReleaseAsync(Store, 1);
    }

    private void EndIt() => StorageWorld.Execute(In("leases.db"), "UPDATE ledger_lease SET expires = 0");
}

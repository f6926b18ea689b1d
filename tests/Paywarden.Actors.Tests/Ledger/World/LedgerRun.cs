using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger.World;

/// <param name="Findings">What is wrong; empty in a good product.</param>
/// <param name="Events">How often what was stored: a run in which nothing happens proves nothing.</param>
internal sealed record LedgerTale(int Seed, IReadOnlyList<string> Findings, IReadOnlyDictionary<string, int> Events)
{
    /// <summary>All that was stored, in its order.</summary>
    public IReadOnlyList<LedgerEvent> Journal { get; init; } = [];
}

/// <summary>One story from one seed: some minutes of trouble, then peace until everything has come to its end, then the books are opened.</summary>
internal sealed class LedgerRun
{
    private readonly FakeWorld _world;
    private readonly FakeShop _shop;
    private ShopOrder? _last;

    private LedgerRun(int seed, PlantedBug bug)
    {
        _world = new FakeWorld(seed, bug);
        _shop = new FakeShop(_world);
    }

    public static LedgerTale Of(int seed, PlantedBug bug = PlantedBug.None)
    {
        // A test runner's context would take continuations to its own threads, and the one driver of time would be two.
        SynchronizationContext.SetSynchronizationContext(null);
        var run = new LedgerRun(seed, bug);
        try
        {
            run.Live();
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            run._world.Find(thrown.ToString());
        }

        return new LedgerTale(
            seed,
            [.. run._world.Findings, .. new LedgerAudit(run._world, run._shop).Findings()],
            run._world.Journal.Events.CountBy(Name).ToDictionary()) { Journal = run._world.Journal.Events };
    }

    /// <summary>All that was stored in it.</summary>
    public static IReadOnlyList<LedgerEvent> StoryOf(int seed)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        var run = new LedgerRun(seed, PlantedBug.None);
        run.Live();
        return run._world.Journal.Events;
    }

    private static string Name(LedgerEvent e) => e switch
    {
        LedgerEvent.Rejected r => $"Rejected as {r.Proof.GetType().Name}",
        LedgerEvent.Lost l => $"Lost as {l.Proof.GetType().Name}",
        LedgerEvent.Built { Replaces: not null } => "Built as replacement",
        LedgerEvent.Built { Payments.Length: > 1 } => "Built for several",
        _ => e.GetType().Name,
    };

    private void Live()
    {
        var random = _world.Random;
        var chaos = new Chaos(_world, _shop);
        chaos.Begin();
        for (var i = 0; i < 12; i++)
        {
            _world.Time.After(TimeSpan.FromSeconds(random.Next(240)), () => _shop.Pay(Amount.Of(random.Next(100_000, 60_000_000)), TimeSpan.FromSeconds(random.Next(30, 3000))));
        }

        // Several at once, which wait for the lane together and may be paid by one transaction.
        for (var i = 0; i < 2; i++)
        {
            var at = TimeSpan.FromSeconds(random.Next(240));
            for (var left = random.Next(2, 6); left > 0; left--)
            {
                _world.Time.After(at, () => _shop.Pay(Amount.Of(random.Next(100_000, 20_000_000)), TimeSpan.FromSeconds(random.Next(30, 3000))));
            }
        }

        for (var i = random.Next(5); i > 0; i--)
        {
            _world.Time.After(TimeSpan.FromSeconds(random.Next(240)), () => _shop.Build(Amount.Of(random.Next(100_000, 60_000_000))));
        }

        if (random.Next(3) == 0)
        {
            _world.Time.After(TimeSpan.FromSeconds(random.Next(240)), () => _shop.Pay(Amount.Of(10_000_000_000), TimeSpan.FromHours(1)));
        }

        Pass(TimeSpan.FromMinutes(random.Next(5, 8)));
        chaos.End();
        Pass(TimeSpan.FromMinutes(25));

        // Nearly all money that is free: what somebody withholds by mistake is missed here.
        var free = FakeWallet.Coins(_world.Servers[0]).Where(c => !_world.Journal.State.IsTaken(c.Outpoint)).Sum(c => c.Value.Satoshis);
        if (free > 1_000_000)
        {
            _last = _shop.Pay(Amount.Of(free - 100_000), TimeSpan.FromMinutes(15));
        }

        Pass(TimeSpan.FromMinutes(25));
        if (_last is { } last && last.LastHeard != PaymentStage.Final)
        {
            _world.Find($"the last payment, for nearly all free money, is {last.LastHeard} and not final in peace ({last.Refused})");
        }
    }

    private void Pass(TimeSpan time) => _world.Time.RunUntil(_world.Time.Now + time);
}

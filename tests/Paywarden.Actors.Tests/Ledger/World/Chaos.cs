using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger.World;

/// <summary>What goes wrong in a run, drawn from its seed: deaths, lies, forks of the chain, and people.</summary>
internal sealed class Chaos(FakeWorld world, FakeShop shop)
{
    private int _asker;
    private bool _isOver;

    private Random Random => world.Random;

    public void Begin()
    {
        Trouble();
        Blocks();
        Questions();
    }

    /// <summary>Everything works again, and stays so.</summary>
    public void End()
    {
        _isOver = true;
        foreach (var server in world.Servers)
        {
            (server.Honesty, server.StuckAt) = (Honesty.Honest, null);
        }
    }

    private void Trouble() => world.Time.After(Seconds(1, 12), () =>
    {
        if (!_isOver)
        {
            Cause(Random.Next(17));
            Trouble();
        }
    });

    private void Blocks() => world.Time.After(Seconds(10, 50), () =>
    {
        world.Chain.Mine(_ => _isOver || Random.Next(4) > 0);
        Blocks();
    });

    private void Questions() => world.Time.After(TimeSpan.FromMilliseconds(Random.Next(300, 3000)), () =>
    {
        if (shop.Orders.Count > 0)
        {
            shop.Ask(shop.Orders[Random.Next(shop.Orders.Count)]);
        }

        Questions();
    });

    private void Cause(int which)
    {
        switch (which)
        {
            case 0 or 1:
                KillDaemon(world.Daemons[Random.Next(3)]);
                break;
            case 2:
                // The builder is where it hurts.
                world.Daemons.Where(d => d.Id == world.Journal.State.Builder).ToList().ForEach(KillDaemon);
                break;
            case 3:
                world.Owner?.Process.Kill();
                break;
            case 4:
                Freeze(world.Owner?.Process);
                break;
            case 5 or 6:
                world.Prepare();
                world.Time.After(TimeSpan.FromMilliseconds(Random.Next(5000)), () => world.Owner?.Process.Kill());
                break;
            case 7 or 8:
                Lie(world.Servers[Random.Next(3)]);
                break;
            case 9:
                Stick(world.Servers[Random.Next(3)]);
                break;
            case 10:
                world.SignerProcess.Kill();
                world.Time.After(Seconds(1, 60), () => world.SignerProcess = new FakeProcess());
                break;
            case 11:
                Evict();
                break;
            case 12:
                Fork();
                break;
            case 13:
                Steal();
                break;
            case 14:
                Operator();
                break;
            case 15:
                Address();
                break;
            default:
                Mistake();
                break;
        }
    }

    private void KillDaemon(FakeDaemon daemon)
    {
        daemon.Kill();
        world.Time.After(Seconds(1, 15), () =>
        {
            // It may have been killed twice.
            if (daemon.Process.IsDead)
            {
                daemon.Start();
            }
        });
    }

    private void Evict()
    {
        if (world.Chain.Mempool.Count > 0)
        {
            world.Chain.Evict(world.Chain.Mempool[Random.Next(world.Chain.Mempool.Count)]);
        }
    }

    private void Freeze(FakeProcess? process)
    {
        process?.Freeze();
        world.Time.After(Seconds(1, 20), () => process?.Thaw());
    }

    private void Lie(FakeServer server)
    {
        server.Honesty = (Honesty)Random.Next(1, 6);
        world.Time.After(Seconds(10, 120), () => server.Honesty = Honesty.Honest);
    }

    private void Stick(FakeServer server)
    {
        server.StuckAt = world.Chain.Height;
        world.Time.After(Seconds(10, 120), () => server.StuckAt = null);
    }

    private void Fork()
    {
        var rivals = Random.Next(3) == 0 && Theft() is { } theft ? [theft] : Array.Empty<Transaction>();
        world.Chain.Reorganise(Random.Next(1, 4), _ => Random.Next(4) == 0, rivals);
    }

    private void Steal()
    {
        if (Random.Next(3) == 0 && Theft() is { } theft)
        {
            world.Chain.Submit(theft);
        }
    }

    /// <returns>A coin of ours, perhaps one that a payment of ours spends, going to somebody who has the seed; null: there is none.</returns>
    private Transaction? Theft()
    {
        var coins = world.Chain.All.Where(s => s.Height is not null).SelectMany(s => s.Transaction.Outputs.Select((o, i) => (Output: o, Outpoint: new Outpoint(s.Id, (uint)i)))).Where(c => FakeWallet.IsOwn(c.Output.Script)).ToList();
        if (coins.Count == 0)
        {
            return null;
        }

        var (output, outpoint) = coins[Random.Next(coins.Count)];
        var plain = new Transaction(2, [new TransactionInput(outpoint, Bytes.Empty, 0, [])], [new TransactionOutput(Amount.Of(output.Value.Satoshis - 500), Scripts.ToKeyHash([.. outpoint.Txid.ToString().Take(20).Select(c => (byte)c)]))], 0);
        var theft = FakeSigner.Signed(plain);
        world.Foreign.Add(theft.Id());
        return theft;
    }

    private void Operator()
    {
        if (world.Owner is not { Serves: true } owner || shop.Orders.Count == 0)
        {
            return;
        }

        // The youngest are those that something can still be done about.
        var payment = shop.Orders[^Random.Next(1, Math.Min(4, shop.Orders.Count + 1))].Order.Id;
        FeeRate.TryOf(Random.Next(2_000, 20_000), out var more);
        var coin = owner.State.Leases.Keys.Concat(FakeWallet.Coins(world.Servers[0]).Select(c => c.Outpoint)).Order().ElementAtOrDefault(Random.Next(12));
        owner.Ask(
            Random.Next(4) switch
            {
                0 => new LedgerCommand.Cancel(payment, "operator"),
                1 => new LedgerCommand.Replace(payment, more, "treasurer"),
                2 => new LedgerCommand.Freeze(coin, "operator"),
                _ => new LedgerCommand.Unfreeze(owner.State.Frozen.Keys.Order().FirstOrDefault(), "operator"),
            },
            _ => { });
    }

    private void Address()
    {
        var asker = Random.Next(4) == 0 ? $"asker-{Random.Next(_asker + 1)}" : $"asker-{++_asker}";
        if (world.Owner is { Serves: true } owner)
        {
            // As the desk does it: who is in the book is answered from it.
            if (!world.Journal.Addresses.Filed.ContainsKey(asker))
            {
                owner.Ask(new LedgerCommand.Reserve(asker, world.Time.Now, Random.Next(2) == 0 ? new AddressTerms(Amount.Of(1_000), 60) : null), _ => { });
            }
        }
    }

    /// <summary>What a run with a planted bug is about.</summary>
    private void Mistake()
    {
        var age = world.Bug switch
        {
            PlantedBug.RebuildAfterUnknownBroadcast => TimeSpan.Zero,
            PlantedBug.LeaseEndedByTime => TimeSpan.FromSeconds(60),
            _ => TimeSpan.MaxValue,
        };
        var sent = world.Journal.State.Attempts.Values.FirstOrDefault(a => a.Stage == AttemptStage.Exposed && world.Time.Now - world.ExposedAt[a.Txid!.Value] > age);
        if (sent is not null)
        {
            world.Forge(new LedgerEvent.Dropped(sent.Number, "a planted bug", world.Time.Now));
        }
    }

    private TimeSpan Seconds(int least, int most) => TimeSpan.FromSeconds(Random.Next(least, most));
}

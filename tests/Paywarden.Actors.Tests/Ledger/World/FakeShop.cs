using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger.World;

/// <summary>One customer's payment, as the shop's backend sees it: retried with its key until the answer is clear.</summary>
internal sealed class ShopOrder(PaymentOrder order)
{
    public PaymentOrder Order => order;

    public Bytes Destination => order.Outputs[0].Script;

    /// <summary>The shop was told that the payment is stored.</summary>
    public bool IsAcknowledged { get; set; }

    /// <summary>The shop was told for good that nothing was done.</summary>
    public string? Refused { get; set; }

    public PaymentStage? LastHeard { get; set; }

    /// <summary>Null: the ledger sends it.</summary>
    public LegacyCaller? Legacy { get; set; }
}

/// <summary>Pays through whoever owns the ledger, retries like mad, and asks how things are.</summary>
internal sealed class FakeShop(FakeWorld world)
{
    private readonly List<ShopOrder> _orders = [];
    private int _keys;

    public IReadOnlyList<ShopOrder> Orders => _orders;

    /// <summary>As a caller does who builds and broadcasts in two calls.</summary>
    public void Build(Amount amount)
    {
        var order = New(amount, TimeSpan.FromMinutes(2));
        order.Legacy = new LegacyCaller(world, order);
        Try(order, order.Order);
        order.Legacy.Begin();
    }

    public ShopOrder Pay(Amount amount, TimeSpan expiresIn)
    {
        var order = New(amount, expiresIn);
        Try(order, order.Order);
        return order;
    }

    /// <summary>Whoever answers for the wallet may not deny what was acknowledged, nor take back an end.</summary>
    public void Ask(ShopOrder order)
    {
        if (world.Owner is not { Serves: true } owner)
        {
            return;
        }

        var stage = owner.State.Payments.TryGetValue(order.Order.Id, out var open) ? owner.State.StageOf(open)
            : world.Journal.Archive.TryGetValue(order.Order.Id, out var archived) ? archived.Stage
            : (PaymentStage?)null;
        if (stage is null && order.IsAcknowledged)
        {
            world.Find($"payment {order.Order.Id} was acknowledged and is denied now");
        }

        if (order.LastHeard is PaymentStage.Final or PaymentStage.Rejected && stage != order.LastHeard)
        {
            world.Find($"payment {order.Order.Id} was {order.LastHeard} and is {stage} now");
        }

        order.LastHeard = stage ?? order.LastHeard;
    }

    private ShopOrder New(Amount amount, TimeSpan expiresIn)
    {
        var key = ++_keys;
        var destination = Scripts.ToKeyHash([.. BitConverter.GetBytes(key), .. new byte[16]]);
        FeeRate.TryOf(1_000, out var rate);
        var order = new ShopOrder(new PaymentOrder(PaymentId.Of("store", "shop", $"key-{key}"), "shop", [new TransactionOutput(amount, destination)], rate, world.Time.Now + expiresIn));
        _orders.Add(order);
        return order;
    }

    private void Try(ShopOrder order, PaymentOrder asked)
    {
        if (order.Refused is not null || order.LastHeard is PaymentStage.Final or PaymentStage.Rejected)
        {
            return;
        }

        var isOver = order.IsAcknowledged && world.Random.Next(3) > 0;
        if (world.Owner is { Serves: true } owner && !isOver)
        {
            // The archive is looked at first; the decision comes a moment later, and may find that it is no longer true.
            var lookedAt = world.Time.Now;
            if (world.Journal.Archive.TryGetValue(asked.Id, out var archived))
            {
                order.LastHeard = archived.Stage;
                return;
            }

            world.Time.After(TimeSpan.FromMilliseconds(world.Random.Next(1, 30)), () => owner.Process.Run(() => owner.Ask(
                order.Legacy is null ? new LedgerCommand.Accept(asked, Caps.None, AllowDuplicate: false, lookedAt) : new LedgerCommand.Hand(asked, $"to {order.Destination.Hex}", Caps.None, lookedAt),
                no => Hear(order, no?.Code, no?.Why))));
        }

        world.Time.After(TimeSpan.FromMilliseconds(world.Random.Next(200, 20_000)), () => Try(order, asked));
    }

    private void Hear(ShopOrder order, string? code, string? why)
    {
        if (code is null)
        {
            order.IsAcknowledged = true;
            Ask(order);
        }
        else if (code is not ("held" or "look-again" or "not-bound") && !(order is { Legacy: not null, IsAcknowledged: true } && code is "overtaken" or "duplicate"))
        {
            order.Refused = why;
        }
    }
}

using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger.World;

/// <summary>A caller who is given the bytes and has them sent with another call: at once, late, by another way, or never.</summary>
internal sealed class LegacyCaller(FakeWorld world, ShopOrder order)
{
    private readonly int _manner = world.Random.Next(4);
    private readonly TimeSpan _thinks = TimeSpan.FromSeconds(world.Random.Next(2) == 0 ? world.Random.Next(20) : world.Random.Next(1_000));
    private Bytes _raw = Bytes.Empty;

    /// <summary>The ledger has stored that it is to be sent.</summary>
    public bool IsAsked { get; private set; }

    public void Begin() => world.Time.After(Moment(), () =>
    {
        if (order.Refused is not null || order.LastHeard is PaymentStage.Final or PaymentStage.Rejected)
        {
            return;
        }

        if (_raw.IsEmpty && world.Owner is { Serves: true } owner && owner.State.Payments.TryGetValue(order.Order.Id, out var payment) && owner.State.Leading(payment) is { } leading)
        {
            // It may die between the two: then nobody has the bytes, and the caller asks again.
            owner.Ask(new LedgerCommand.Expose(leading.Number), no => Take(no is null ? leading.Raw : Bytes.Empty));
        }

        if (_raw.IsEmpty)
        {
            Begin();
        }
    });

    private void Take(Bytes raw)
    {
        if (raw.IsEmpty || !_raw.IsEmpty)
        {
            return;
        }

        _raw = raw;
        world.Time.After(_thinks, () =>
        {
            switch (_manner)
            {
                case 0:
                    break;
                case 1:
                    world.Servers[world.Random.Next(3)].Broadcast(_raw);
                    break;
                default:
                    Send();
                    break;
            }
        });
    }

    private void Send()
    {
        var isOver = false;
        if (world.Owner is { Serves: true } owner)
        {
            owner.Ask(new LedgerCommand.Send(_raw, "call"), no =>
            {
                IsAsked |= no is null;
                isOver = no is null or { Code: "overtaken" };
            });
        }

        world.Time.After(Moment(), () =>
        {
            if (!isOver)
            {
                Send();
            }
        });
    }

    private TimeSpan Moment() => TimeSpan.FromMilliseconds(world.Random.Next(200, 5_000));
}

using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Whether an order can be carried out at all.</summary>
public static class OrderCheck
{
    /// <summary>The same destination and amount under another key within this time is taken for a mistake.</summary>
    public static readonly TimeSpan DuplicateWithin = TimeSpan.FromSeconds(60);

    /// <summary>Far below what a block takes, and enough for a payroll.</summary>
    public const int MaxOutputs = 500;

    /// <returns>Null: it can; else one sentence.</returns>
    public static string? Fault(Chain chain, PaymentOrder order, DateTimeOffset now)
    {
        if (order.Outputs.IsEmpty || order.Outputs.Length > MaxOutputs)
        {
            return $"a payment has 1 to {MaxOutputs} outputs, not {order.Outputs.Length}";
        }

        var dust = order.Outputs.FirstOrDefault(o => o.Value < chain.Dust.For(Scripts.KindOf(chain, o.Script.Span)));
        return dust is not null ? $"{dust.Value} is below {chain.Dust.For(Scripts.KindOf(chain, dust.Script.Span))}, the least that {chain} carries to such an address"
            : !Amount.TrySum(order.Outputs.Select(o => o.Value), out var total) || total > chain.MaxMoney ? "the payment is more than there will ever be"
            : order.Expires <= now ? "the payment has expired before it came"
            : null;
    }
}

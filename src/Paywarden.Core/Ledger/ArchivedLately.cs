using System.Collections.Immutable;

namespace Paywarden.Ledger;

/// <summary>Payments that went into the archive a moment ago: whoever looked there just before has not found them.</summary>
public sealed record ArchivedLately
{
    public static readonly ArchivedLately None = new([], []);

    private readonly ImmutableQueue<(PaymentId Payment, DateTimeOffset At)> _queue;
    private readonly ImmutableHashSet<PaymentId> _ids;

    private ArchivedLately(ImmutableQueue<(PaymentId Payment, DateTimeOffset At)> queue, ImmutableHashSet<PaymentId> ids) => (_queue, _ids) = (queue, ids);

    /// <summary>Oldest first.</summary>
    public IEnumerable<(PaymentId Payment, DateTimeOffset At)> All => _queue;

    public bool Knows(PaymentId payment) => _ids.Contains(payment);

    public ArchivedLately With(PaymentId payment, DateTimeOffset at)
    {
        var (queue, ids) = (_queue.Enqueue((payment, at)), _ids.Add(payment));
        while (at - queue.Peek().At > LedgerState.KnowsArchived)
        {
            queue = queue.Dequeue(out var old);
            ids = ids.Remove(old.Payment);
        }

        return new(queue, ids);
    }
}

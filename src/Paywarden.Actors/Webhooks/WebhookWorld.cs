using System.Collections.Immutable;
using Paywarden.Kernel;
using Paywarden.Ledger;

namespace Paywarden.Webhooks;

/// <summary>What those who tell receivers of events reach the world by.</summary>
/// <param name="Targets">Of a wallet.</param>
/// <param name="Roll">0 to 1.</param>
public sealed record WebhookWorld(
    string Node,
    Func<string, ImmutableArray<WebhookTarget>> Targets,
    ILedgerHistory History,
    IWebhookOutbox Outbox,
    IWebhookSender Sender,
    WebhookMetrics Metrics,
    IEventLog Events,
    TimeProvider Clock,
    Func<double> Roll)
{
    public void Tell(string wallet, string kind, string why) => Events.Append(new EventEntry(0, Clock.GetUtcNow(), kind, Node, wallet, "", why, "paywarden"));
}

/// <summary>A ledger's events as they are stored, one stream by its own numbers. Never all streams together: that reading gives a gap up after half a second,
/// and an event in it was lost for good.</summary>
public interface ILedgerHistory
{
    /// <returns>In order. Fewer than <paramref name="limit"/>: there are no more up to <paramref name="upTo"/>.</returns>
    Task<Told<ImmutableArray<StoredEvent>>> ReadAsync(string ledger, long after, long upTo, int limit);
}

public sealed record StoredEvent(long Sequence, LedgerEvent Event);

public interface IWebhookSender
{
    /// <returns>Null: the receiver has taken it. Else why not, in one sentence; it may have taken it all the same.</returns>
    Task<string?> SendAsync(WebhookTarget target, OutboxEvent e);
}

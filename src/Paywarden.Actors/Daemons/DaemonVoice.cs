using Akka.Actor;
using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>What a daemon's actor tells others: the history its story, the metrics its events, the router its newest picture.</summary>
internal sealed class DaemonVoice(DaemonWorld world, string id)
{
    private DaemonProtocol.DaemonChanged? _told;

    /// <summary>What an earlier node knew of it.</summary>
    public DaemonRecord Recall(DaemonSpec spec)
    {
        var record = world.Store.Load(id, out var why);
        if (why.Length > 0)
        {
            Log("daemon-history-lost", why, "paywarden", spec.Wallet);
        }

        return record ?? DaemonRecord.Clean;
    }

    /// <param name="before">The state that the event is applied to.</param>
    public void Tell(DaemonLife before, DaemonEvent e, string by)
    {
        world.Metrics?.Saw(before, e);
        if (DaemonStory.Tell(before, e) is { } line)
        {
            Log(line.Kind, line.Why, by, before.Spec!.Wallet);
        }
    }

    /// <summary>Only what is new, with the next version.</summary>
    public void Publish(DaemonLife life, DaemonHands hands, long freshMark)
    {
        if (life.Spec is null)
        {
            return;
        }

        var news = new DaemonProtocol.DaemonChanged(hands.Status(life, _told?.Status.Version ?? 0), hands.Endpoint, hands.Slot, freshMark);
        if (news != _told)
        {
            _told = news with { Status = news.Status with { Version = news.Status.Version + 1 } };
            world.Router.Tell(_told);
        }
    }

    private void Log(string kind, string why, string by, string wallet) =>
        world.Events.Append(new EventEntry(0, world.Clock.GetUtcNow(), kind, world.Node, wallet, id, why, by));
}

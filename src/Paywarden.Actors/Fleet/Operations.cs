using System.Collections.Immutable;
using Akka.Actor;
using Paywarden.Daemons;
using Paywarden.Routing;
using Paywarden.Kernel;

namespace Paywarden.Fleet;

/// <summary>The gateway: the only place that asks actors and waits. What operators do is written to the events with their name.</summary>
/// <param name="daemons">The shard region; a function, because the actor system starts after whoever is given this.</param>
public sealed class Operations(Func<IActorRef> daemons, Func<IActorRef> fleet, RosterSource roster, IEventLog events, TimeProvider clock, string node, Func<ImmutableHashSet<string>> wallets) : IOperations, ICallReports
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<(string? Done, Refusal? No)> ActAsync(string daemonId, DaemonAct what, string by, CancellationToken cancel)
    {
        // An entity would be made for any name that is asked for.
        if (!roster.Current.Daemons.Any(d => d.Id == daemonId))
        {
            return (null, new Refusal("unknown-daemon", $"there is no daemon {daemonId}; 'paywarden daemons' lists them"));
        }

        return await daemons().Ask(new DaemonProtocol.Act(daemonId, what, by), Patience, cancel) switch
        {
            DaemonProtocol.Acted acted => (acted.Why, null),
            DaemonProtocol.Declined declined => (null, declined.Refusal),
            var other => throw new InvalidOperationException($"unknown reply {other}"),
        };
    }

    public Task<(string? Done, Refusal? No)> PauseAsync(string wallet, string reason, string by, CancellationToken cancel) =>
        TellFleetAsync(wallet, new FleetCommand.Pause(wallet, reason, by), "wallet-paused", $"paused by {by}: {reason}", by, cancel);

    public Task<(string? Done, Refusal? No)> ResumeAsync(string wallet, string by, CancellationToken cancel) =>
        TellFleetAsync(wallet, new FleetCommand.Resume(wallet, by), "wallet-resumed", $"resumed by {by}", by, cancel);

    public void Doubt(string daemonId, string incarnation, CallFault kind) => daemons().Tell(new DaemonProtocol.Doubt(daemonId, incarnation, kind));

    public void Wrote(string daemonId) => daemons().Tell(new DaemonProtocol.Refresh(daemonId));

    /// <summary>The node stops: every daemon is ended, or left for adoption, before this returns or <paramref name="limit"/> has passed.</summary>
    /// <returns>The daemons that had not answered by then.</returns>
    public async Task<ImmutableArray<string>> LeaveAsync(bool keep, TimeSpan limit)
    {
        var ids = roster.Current.Daemons.Select(d => d.Id).ToImmutableArray();
        var left = await Task.WhenAll(ids.Select(async id =>
        {
            try
            {
                await daemons().Ask(new DaemonProtocol.Leave(id, keep), limit);
                return null;
            }
            catch (AskTimeoutException)
            {
                return id;
            }
        }));
        return [.. left.OfType<string>()];
    }

    private async Task<(string? Done, Refusal? No)> TellFleetAsync(string wallet, FleetCommand command, string kind, string why, string by, CancellationToken cancel)
    {
        if (!wallets().Contains(wallet))
        {
            return (null, new Refusal("unknown-wallet", $"there is no wallet {wallet}; 'paywarden status' lists them"));
        }

        try
        {
            switch (await fleet().Ask(command, Patience, cancel))
            {
                case MachineReply.Done:
                    events.Append(new EventEntry(0, clock.GetUtcNow(), kind, node, wallet, "", why, by));
                    return ($"{wallet}: {why}", null);
                case MachineReply.Refused refused:
                    return (null, refused.Refusal);
                case var other:
                    throw new InvalidOperationException($"unknown reply {other}");
            }
        }
        catch (AskTimeoutException)
        {
            return (null, new Refusal("journal-away", "the node's journal did not answer, so it is not known whether this was stored; look at 'paywarden status' and try again"));
        }
    }
}

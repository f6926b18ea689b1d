using Paywarden.Kernel;
using Paywarden.Routing;

namespace Paywarden.Daemons;

/// <summary>Messages to and from the daemon entities, in the order commands, queries, replies, notices.</summary>
public static class DaemonProtocol
{
    /// <summary>Reaches one daemon's entity through the shard region.</summary>
    public interface IForDaemon
    {
        string DaemonId { get; }
    }

    // Commands

    /// <summary>From the fleet, every 5 s: this daemon should exist and be so. Level-triggered: repeating it changes nothing.</summary>
    public sealed record Ensure(DaemonSpec Spec) : IForDaemon
    {
        public string DaemonId => Spec.Id;
    }

    /// <summary>An operator's act; answered by <see cref="Acted"/> or <see cref="Declined"/>.</summary>
    public sealed record Act(string DaemonId, DaemonAct What, string By) : IForDaemon
    {
        public DaemonCommand Wish => What switch
        {
            DaemonAct.Start => new DaemonCommand.Start(By),
            DaemonAct.Stop => new DaemonCommand.Stop(By),
            DaemonAct.Restart => new DaemonCommand.Restart(By),
            DaemonAct.Unpark => new DaemonCommand.Unpark(By),
            DaemonAct.Recreate => new DaemonCommand.Recreate(By),
            _ => throw new InvalidOperationException($"unknown act {What}"),
        };
    }

    /// <summary>The node stops: end the process (or with <paramref name="Keep"/> leave it for adoption), then reply <see cref="Acted"/>.</summary>
    public sealed record Leave(string DaemonId, bool Keep) : IForDaemon;

    /// <summary>An HTTP thread saw a call fail in a way that doubts the daemon: look at it now.</summary>
    public sealed record Doubt(string DaemonId, string Incarnation, CallFault Kind) : IForDaemon;

    /// <summary>A write or allocate has run there: read its addresses again now, so that twins can be compared with it.</summary>
    public sealed record Refresh(string DaemonId) : IForDaemon;

    // Replies

    /// <param name="Why">A sentence of what was done, or that it was so already.</param>
    public sealed record Acted(string DaemonId, string Why);

    public sealed record Declined(string DaemonId, Refusal Refusal);

    // Notices

    /// <summary>The newest picture of one daemon. In-process only: the slot and endpoint never cross a wire.</summary>
    public sealed record DaemonChanged(DaemonStatus Status, DaemonEndpoint? Endpoint, DaemonSlot? Slot, long FreshMark);
}

/// <summary>What an operator may ask of a daemon.</summary>
public enum DaemonAct
{
    Start,
    Stop,
    Restart,
    Unpark,
    Recreate,
}

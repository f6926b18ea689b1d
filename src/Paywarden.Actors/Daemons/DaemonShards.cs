using Akka.Cluster.Sharding;

namespace Paywarden.Daemons;

/// <summary>One shard per daemon, so that placement is decided per daemon.</summary>
public sealed class DaemonShards : IMessageExtractor
{
    /// <summary>The region's name, and the cluster role of the nodes that run daemons: sharding wants a role, or its coordinator waits for
    /// all members again after every restart.</summary>
    public const string Region = "daemon";

    public const string Role = "daemon-host";

    public string? EntityId(object message) => (message as DaemonProtocol.IForDaemon)?.DaemonId;

    public object EntityMessage(object message) => message;

    [Obsolete("Akka calls the overload with the entity's id; this one is part of the interface.")]
    public string? ShardId(object message) => EntityId(message);

    public string ShardId(string entityId, object? messageHint = null) => entityId;
}

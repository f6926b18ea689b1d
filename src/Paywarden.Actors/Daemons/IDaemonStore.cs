namespace Paywarden.Daemons;

/// <summary>What the node must know about a daemon after its own death: one small file per daemon, written by atomic rename.</summary>
public interface IDaemonStore
{
    /// <summary>Null: never seen here, or unreadable (then <paramref name="why"/> says so and the daemon starts with a clean history).</summary>
    DaemonRecord? Load(string daemonId, out string why);

    /// <summary>Stores the newest record; older ones still waiting to be written are skipped. Never throws: a full disk is reported once and must not stop supervision.</summary>
    void Save(string daemonId, DaemonRecord record);
}

namespace Paywarden.Daemons;

internal sealed class FakeStore : IDaemonStore
{
    private DaemonRecord? _record;

    /// <summary>What the last node left.</summary>
    public DaemonRecord? Record
    {
        get => Volatile.Read(ref _record);
        set => Volatile.Write(ref _record, value);
    }

    public string Unreadable { get; set; } = "";

    public DaemonRecord? Load(string daemonId, out string why)
    {
        why = Unreadable;
        return why.Length > 0 ? null : Record;
    }

    public void Save(string daemonId, DaemonRecord record) => Record = record;
}

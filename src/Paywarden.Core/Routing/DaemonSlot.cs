namespace Paywarden.Routing;

/// <summary>The call slot of one incarnation of a daemon: how many calls it may run at once, how many run, since when. Taken by compare-and-swap from
/// HTTP threads and by the probe alike, so that a busy daemon is never mistaken for a dead one. Nothing about money is decided here.</summary>
public sealed class DaemonSlot(string daemonId, string incarnation, int capacity)
{
    private int _taken;
    private long _limit;
    private int _state; // 0 open, 1 suspect (nothing new until a probe clears it), 2 closed for ever

    public string DaemonId { get; } = daemonId;

    public string Incarnation { get; } = incarnation;

    public int Capacity { get; } = capacity;

    public int Taken => Volatile.Read(ref _taken);

    public bool IsOpen => Volatile.Read(ref _state) == 0;

    /// <summary>Takes one place if one is free and the slot is open to calls.</summary>
    public bool TryTake() => IsOpen && TryTakeAny();

    /// <summary>Takes one place if one is free, even while the slot is suspect: for the probe, which is what clears it.</summary>
    public bool TryTakeAny()
    {
        for (var taken = Volatile.Read(ref _taken); taken < Capacity;)
        {
            var seen = Interlocked.CompareExchange(ref _taken, taken + 1, taken);
            if (seen == taken)
            {
                return Volatile.Read(ref _state) != 2 || !GiveBack();
            }

            taken = seen;
        }

        return false;
    }

    /// <summary>Gives one place back. Whoever waits for one is woken by the <see cref="CallGate"/> that handed it out.</summary>
    /// <returns>Always true.</returns>
    public bool GiveBack()
    {
        Interlocked.Decrement(ref _taken);
        return true;
    }

    /// <summary>A call was refused or cut: nothing new goes here until a probe has looked. False: it was so already, or closed.</summary>
    public bool Suspect() => Interlocked.CompareExchange(ref _state, 1, 0) == 0;

    /// <summary>A probe was good. False: it was not suspect.</summary>
    public bool Clear() => Interlocked.CompareExchange(ref _state, 0, 1) == 1;

    /// <summary>A call has been sent that may hold its place until then (a timestamp of the sender's monotonic clock, in milliseconds); beyond that it counts as
    /// missed probes. With several places the latest limit speaks for all: a long call beside short ones must not look like a dead daemon.</summary>
    public void MayHoldUntil(long milliseconds)
    {
        for (var seen = Volatile.Read(ref _limit); seen < milliseconds;)
        {
            var was = Interlocked.CompareExchange(ref _limit, milliseconds, seen);
            if (was == seen)
            {
                return;
            }

            seen = was;
        }
    }

    /// <summary>The latest limit of any call sent so far, on the same clock.</summary>
    public long HoldLimit => Volatile.Read(ref _limit);

    /// <summary>This incarnation is over.</summary>
    public void Close() => Volatile.Write(ref _state, 2);
}

using System.Diagnostics.CodeAnalysis;

namespace Paywarden.Routing;

/// <summary>The call slot of one incarnation of a daemon: how many calls it may run at once, how many run, until when they may. Taken by
/// compare-and-swap from HTTP threads and by the probe alike, so that a busy daemon is never mistaken for a dead one. Whoever gives a place
/// back hands it to the probe if that waits, else to the call that has waited longest. Nothing about money is decided here.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The token source has no timer and outlives the slot in the calls that look at it: nothing to dispose.")]
public sealed class DaemonSlot(string daemonId, string incarnation, int capacity)
{
    private readonly CancellationTokenSource _over = new();
    private int _taken;
    private int _state; // 0 open, 1 suspect (nothing new until a probe clears it), 2 closed for ever
    private long _busyUntil;
    private long _addresses;
    private CallGate? _gate;
    private TaskCompletionSource<bool>? _probe;

    public string DaemonId { get; } = daemonId;

    public string Incarnation { get; } = incarnation;

    public int Capacity { get; } = capacity;

    public int Taken => Volatile.Read(ref _taken);

    public bool IsOpen => Volatile.Read(ref _state) == 0;

    /// <summary>Cancelled once this incarnation is over: what nobody waits for any more may be dropped then.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Until when the running calls may hold the daemon by their methods' own limits: before it a full slot is busy, after it a
    /// probe that gets no place has failed. Means nothing while no place is taken.</summary>
    public DateTimeOffset BusyUntil => new(Volatile.Read(ref _busyUntil), TimeSpan.Zero);

    /// <summary>How many of the wallet's addresses this incarnation was seen to know, each at its index; 0: nobody has looked.</summary>
    public long Addresses => Volatile.Read(ref _addresses);

    /// <summary>Wakes calls that waited for a daemon with so many.</summary>
    public void Knows(long addresses)
    {
        Volatile.Write(ref _addresses, addresses);
        Volatile.Read(ref _gate)?.Serve(this);
    }

    /// <summary>Takes one place if one is free, the slot is open to calls and no probe waits for its turn: under steady load it would wait for ever.</summary>
    public bool TryTake() => IsOpen && Volatile.Read(ref _probe) is null && TryTakeAny();

    /// <summary>Takes one place if one is free, even while the slot is suspect: for the probe, which is what clears it.</summary>
    public bool TryTakeAny()
    {
        for (var taken = Volatile.Read(ref _taken); taken < Capacity;)
        {
            var seen = Interlocked.CompareExchange(ref _taken, taken + 1, taken);
            if (seen == taken)
            {
                if (Volatile.Read(ref _state) != 2)
                {
                    return true;
                }

                // Not given back to anybody: to hand it to a waiting probe would lead here again, for ever.
                Interlocked.Decrement(ref _taken);
                return false;
            }

            taken = seen;
        }

        return false;
    }

    /// <summary>Takes a place for the probe, before any waiting call; false when <paramref name="giveUp"/> came first or the slot closed.
    /// One probe at a time: an earlier one that still waits is sent away with false.</summary>
    public async ValueTask<bool> TakeForProbeAsync(CancellationToken giveUp)
    {
        if (TryTakeAny())
        {
            return true;
        }

        var turn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _probe, turn)?.TrySetResult(false);

        // A place given back before anybody could see us waiting would otherwise be lost to us.
        HandToProbe();
        using (giveUp.UnsafeRegister(static t => ((TaskCompletionSource<bool>)t!).TrySetResult(false), turn))
        using (Over.UnsafeRegister(static t => ((TaskCompletionSource<bool>)t!).TrySetResult(false), turn))
        {
            var mine = await turn.Task.ConfigureAwait(false);
            if (Interlocked.CompareExchange(ref _probe, null, turn) == turn)
            {
                // Gave up: calls that held back for us may go on.
                Volatile.Read(ref _gate)?.Serve(this);
            }

            return mine;
        }
    }

    /// <summary>The call that took a place may hold it until then.</summary>
    public void Allow(DateTimeOffset until)
    {
        for (var seen = Volatile.Read(ref _busyUntil); seen < until.UtcTicks;)
        {
            var before = Interlocked.CompareExchange(ref _busyUntil, until.UtcTicks, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    /// <summary>Gives one place back and wakes whoever waits for it.</summary>
    /// <returns>Always true.</returns>
    public bool GiveBack()
    {
        Interlocked.Decrement(ref _taken);

        // Read after the decrement (a full fence): whoever began to wait before it is seen here, whoever begins after it sees the free place.
        if (Volatile.Read(ref _probe) is not null)
        {
            HandToProbe();
        }

        Volatile.Read(ref _gate)?.Serve(this);
        return true;
    }

    /// <summary>A call was refused or cut: nothing new goes here until a probe has looked. False: it was so already, or closed.</summary>
    public bool Suspect() => Interlocked.CompareExchange(ref _state, 1, 0) == 0;

    /// <summary>A probe was good. False: it was not suspect.</summary>
    public bool Clear()
    {
        var cleared = Interlocked.CompareExchange(ref _state, 0, 1) == 1;
        if (cleared)
        {
            Volatile.Read(ref _gate)?.Serve(this);
        }

        return cleared;
    }

    /// <summary>This incarnation is over.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _state, 2) != 2)
        {
            _over.Cancel();
        }
    }

    /// <summary>From now on places given back wake those who wait at this gate.</summary>
    internal void WakeThrough(CallGate gate) => Interlocked.Exchange(ref _gate, gate);

    private void HandToProbe()
    {
        if (Volatile.Read(ref _probe) is not { } turn || !TryTakeAny())
        {
            return;
        }

        var mine = Interlocked.CompareExchange(ref _probe, null, turn) == turn;
        if (!mine || !turn.TrySetResult(true))
        {
            // Another thread handed it a place already, or it gave up.
            GiveBack();
        }
    }
}

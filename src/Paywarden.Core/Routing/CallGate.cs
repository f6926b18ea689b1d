namespace Paywarden.Routing;

/// <summary>Where calls of one wallet wait for a daemon, outside the daemons, in the order in which they came. While nobody waits, taking a
/// place is one compare-and-swap; the lock is for those who wait.</summary>
/// <remarks>No wake-up is lost: a waiter enters the list (a full fence) before it looks for a free place, and whoever frees a place does so (a full
/// fence) before looking for waiters. Nobody overtakes: while somebody waits, places are given only under the lock, to the first who accepts.</remarks>
public sealed class CallGate(int queue)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private PoolView? _pool;
    private int _waiting;
    private long _writeMark;
    private long _issued;

    public int Queue { get; } = queue;

    /// <summary>How many calls wait now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Grows with every write or allocate sent to the builder: copies whose <see cref="DaemonView.FreshMark"/> is below it may miss what it did.</summary>
    public long WriteMark => Volatile.Read(ref _writeMark);

    public long MarkWrite() => Interlocked.Increment(ref _writeMark);

    /// <summary>How many addresses, by index, may be in somebody's hands: a daemon that knows fewer does not count their money, so it may not answer for the wallet. 0: nobody has said.</summary>
    public long Issued => Volatile.Read(ref _issued);

    /// <returns>False: as many had been issued before.</returns>
    public bool Issue(long count)
    {
        for (var seen = Issued; seen < count;)
        {
            var before = Interlocked.CompareExchange(ref _issued, count, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }

    /// <summary>Takes a place at once, if a fitting one is free and nobody waits.</summary>
    /// <returns>Whose place was taken, to be given back through its slot; null: wait.</returns>
    public DaemonView? TryTake(PoolView pool, in CallNeed need, double roll)
    {
        // Every failed round means that another thread got a place, so this ends.
        while (Waiting == 0 && Balancer.Pick(pool, need, roll) is { } daemon)
        {
            if (daemon.Slot.TryTake())
            {
                return daemon;
            }

            if (daemon.Slot.Taken < daemon.Slot.Capacity)
            {
                // Free and yet not ours: it has just been closed, or a probe waits for it.
                return null;
            }
        }

        return null;
    }

    /// <summary>Waits in line for a place.</summary>
    /// <param name="turn">Whose place was handed over, to be given back through its slot; null: <paramref name="giveUp"/> came first.</param>
    /// <returns>False: the queue is full.</returns>
    public bool TryWait(CallNeed need, CancellationToken giveUp, out Task<DaemonView?> turn)
    {
        var waiter = new Waiter(need);
        lock (_lock)
        {
            if (_waiting >= Queue)
            {
                turn = Task.FromResult<DaemonView?>(null);
                return false;
            }

            _waiters.AddLast(waiter.Node);
            Interlocked.Increment(ref _waiting);
            ServeAll();
        }

        turn = AwaitTurn(waiter, giveUp);
        return true;
    }

    /// <summary>A place of this slot may be free: hands it to the first who accepts it.</summary>
    internal void Serve(DaemonSlot slot)
    {
        if (Waiting == 0)
        {
            return;
        }

        lock (_lock)
        {
            if (_pool is { } pool)
            {
                foreach (var daemon in pool.Daemons)
                {
                    if (daemon.Slot == slot)
                    {
                        Serve(pool, daemon);
                        return;
                    }
                }
            }
        }
    }

    /// <summary>A new view: what served may not, what did not may now.</summary>
    internal void Renew(PoolView pool)
    {
        lock (_lock)
        {
            _pool = pool;
            foreach (var daemon in pool.Daemons)
            {
                daemon.Slot.WakeThrough(this);
            }

            ServeAll();
        }
    }

    private void ServeAll()
    {
        if (_pool is { } pool)
        {
            foreach (var daemon in pool.Daemons)
            {
                Serve(pool, daemon);
            }
        }
    }

    private void Serve(PoolView pool, DaemonView daemon)
    {
        for (var node = _waiters.First; node is not null && daemon.Slot.Taken < daemon.Slot.Capacity;)
        {
            var next = node.Next;
            if (node.Value.Need.Accepts(pool, daemon))
            {
                if (!daemon.Slot.TryTake())
                {
                    return;
                }

                Remove(node.Value);
                node.Value.SetResult(daemon);
            }

            node = next;
        }
    }

    private async Task<DaemonView?> AwaitTurn(Waiter waiter, CancellationToken giveUp)
    {
        using (giveUp.UnsafeRegister(static state => ((Action)state!)(), new Action(() => Leave(waiter))))
        {
            return await waiter.Task.ConfigureAwait(false);
        }
    }

    private void Leave(Waiter waiter)
    {
        lock (_lock)
        {
            // No longer in the list: it has a place already and will find out by itself that it is late.
            if (waiter.Node.List is not null)
            {
                Remove(waiter);
                waiter.SetResult(null);
            }
        }
    }

    private void Remove(Waiter waiter)
    {
        _waiters.Remove(waiter.Node);
        Interlocked.Decrement(ref _waiting);
    }

    private sealed class Waiter : TaskCompletionSource<DaemonView?>
    {
        public Waiter(CallNeed need)
            : base(TaskCreationOptions.RunContinuationsAsynchronously)
        {
            Need = need;
            Node = new LinkedListNode<Waiter>(this);
        }

        public CallNeed Need { get; }

        public LinkedListNode<Waiter> Node { get; }
    }
}

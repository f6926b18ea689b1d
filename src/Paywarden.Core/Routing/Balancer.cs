namespace Paywarden.Routing;

/// <summary>Power of two choices: of two daemons drawn by chance the one with more free places. Nearly as even as asking all, without the herd
/// that all threads make when they see the same least busy one.</summary>
public static class Balancer
{
    /// <param name="roll">In [0, 1); one number gives both draws.</param>
    /// <returns>A daemon that may run the call, is open and had a free place; null: none.</returns>
    public static DaemonView? Pick(PoolView pool, in CallNeed need, double roll)
    {
        var free = 0;
        foreach (var daemon in pool.Daemons)
        {
            free += IsFree(pool, daemon, need) ? 1 : 0;
        }

        if (free == 0)
        {
            return null;
        }

        var first = (int)(roll * free);
        var second = (first + 1 + (int)(((roll * free) - first) * (free - 1))) % free; // another, or of one the same
        return LessBusy(Nth(pool, need, first), Nth(pool, need, second));
    }

    private static bool IsFree(PoolView pool, DaemonView daemon, in CallNeed need) =>
        daemon.Slot.Taken < daemon.Slot.Capacity && daemon.Slot.IsOpen && need.Accepts(pool, daemon);

    /// <summary>Null when other threads took the places meanwhile.</summary>
    private static DaemonView? Nth(PoolView pool, in CallNeed need, int nth)
    {
        foreach (var daemon in pool.Daemons)
        {
            if (IsFree(pool, daemon, need) && nth-- == 0)
            {
                return daemon;
            }
        }

        return null;
    }

    private static DaemonView? LessBusy(DaemonView? one, DaemonView? other)
    {
        // Stryker disable once Logical : only another thread that takes a place between the count and the draws makes one null, which no test can time
        if (one is null || other is null)
        {
            // Stryker disable once all : as above
            return one ?? other;
        }

        // Shares, not counts: cross-multiplied, because daemons of one pool may differ in capacity.
        return (long)other.Slot.Taken * one.Slot.Capacity < (long)one.Slot.Taken * other.Slot.Capacity ? other : one;
    }
}

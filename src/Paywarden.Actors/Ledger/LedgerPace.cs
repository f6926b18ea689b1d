namespace Paywarden.Ledger;

/// <summary>When an effect that did not succeed is tried again.</summary>
public static class RetryPace
{
    /// <summary>How often verified histories are asked while something is out: blocks come every ten minutes, reorganisations seldom.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    /// <summary>A build mostly waits for our own change, which comes within a second: 500 of 721 tries under 8 callers found no free money, and growing to half a
    /// minute for that had callers wait 14 s for a turn that was free long since (measured).</summary>
    private static readonly TimeSpan MostForBuilding = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan MostForSending = TimeSpan.FromMinutes(10);

    /// <param name="tries">How often it has been tried without success, at least 1.</param>
    /// <param name="roll">0 to 1, so that many wallets do not try at one instant.</param>
    public static TimeSpan Pause(LedgerEffect effect, int tries, double roll) => effect switch
    {
        LedgerEffect.Look => BetweenLooks,
        LedgerEffect.Send { IsSeen: true } => MostForSending,

        // The first two at once, each by another daemon; each has looked for 10 s itself.
        LedgerEffect.Send when tries < 2 => TimeSpan.Zero,
        LedgerEffect.Send => Grown(Most, tries - 2, MostForSending, roll),
        LedgerEffect.Watch or LedgerEffect.SendForeign => Grown(Most, tries - 1, MostForSending, roll),
        LedgerEffect.Build => Grown(Least, tries - 1, MostForBuilding, roll),
        _ => Grown(Least, tries - 1, Most, roll),
    };

    /// <summary>How long an effect waits that is owed since now.</summary>
    public static TimeSpan First(LedgerEffect effect) => effect switch
    {
        LedgerEffect.Send { IsSeen: true } => MostForSending,

        // Whoever asked for it sends it first, and is answered by that.
        LedgerEffect.Watch or LedgerEffect.SendForeign => Most,
        _ => TimeSpan.Zero,
    };

    /// <summary>How long it waits where it was done and is owed still, which is seldom: so that nothing of ours can spin.</summary>
    public static TimeSpan AfterDone => Least;

    private static TimeSpan Grown(TimeSpan from, int doublings, TimeSpan most, double roll)
    {
        var pause = Math.Min(from.Ticks * Math.Pow(2, Math.Min(doublings, 20)), most.Ticks);
        return TimeSpan.FromTicks((long)(pause * (0.75 + (0.25 * roll))));
    }
}

/// <summary>What of a ledger's effects is running, and when the rest is due. Forgotten with its owner: a successor tries everything at once.</summary>
public sealed class LedgerPace
{
    private readonly Dictionary<LedgerEffect, Pace> _paces = [];

    private sealed record Pace(bool IsRunning, int Tries, DateTimeOffset NotBefore, string Why);

    /// <summary>One sentence for each effect that did not succeed the last time. Looking never ends while something is out, so it says nothing.</summary>
    public IEnumerable<string> Waits =>
        _paces.Where(p => p.Value.Why.Length > 0 && p.Key is not LedgerEffect.Look).Select(p => $"{Subject(p.Key)}: {p.Value.Why}").Order(StringComparer.Ordinal);

    /// <summary>The same of what is owed for one payment.</summary>
    public IEnumerable<string> WaitsOf(Payment payment) => _paces
        .Where(p => p.Value.Why.Length > 0 && p.Key switch
        {
            LedgerEffect.Build e => e.Payment == payment.Id,
            LedgerEffect.Sign e => payment.Attempts.Contains(e.Attempt),
            LedgerEffect.Send e => payment.Attempts.Contains(e.Attempt),
            LedgerEffect.Archive e => e.Payment == payment.Id,
            _ => false,
        })
        .Select(p => p.Value.Why)
        .Order(StringComparer.Ordinal);

    /// <summary>Effects to begin now, each with the number of tries before it; they count as running from here on.</summary>
    public IReadOnlyList<(LedgerEffect Effect, int Tries)> Begin(LedgerState state, DateTimeOffset now)
    {
        var owed = LedgerMachine.Owes(state).ToHashSet();
        foreach (var over in _paces.Where(p => !p.Value.IsRunning && !owed.Contains(p.Key)).Select(p => p.Key).ToList())
        {
            _paces.Remove(over);
        }

        var begun = new List<(LedgerEffect, int)>();
        foreach (var effect in owed)
        {
            var pace = _paces.TryGetValue(effect, out var known) ? known : _paces[effect] = new Pace(false, 0, now + RetryPace.First(effect), "");
            if (!pace.IsRunning && pace.NotBefore <= now && !IsLaneBusy(effect))
            {
                _paces[effect] = pace with { IsRunning = true };
                begun.Add((effect, pace.Tries));
            }
        }

        return begun;
    }

    public void Ended(LedgerEffect effect, EffectEnd end, DateTimeOffset now, double roll)
    {
        var tries = end.IsDone ? 0 : _paces[effect].Tries + 1;
        _paces[effect] = new Pace(false, tries, now + (end.IsDone ? RetryPace.AfterDone : RetryPace.Pause(effect, tries, roll)), end.Why);
    }

    /// <summary>When the next effect is due by time alone; null: none waits.</summary>
    public DateTimeOffset? Wake(LedgerState state) =>
        LedgerMachine.Owes(state)
            .Where(e => !IsLaneBusy(e))
            .Select(e => _paces.GetValueOrDefault(e))
            .Where(p => p is { IsRunning: false })
            .Min(p => (DateTimeOffset?)p!.NotBefore);

    private static string Subject(LedgerEffect effect) => effect switch
    {
        LedgerEffect.Choose => "a builder is to be chosen",
        LedgerEffect.Build e => $"payment {e.Payment} is to be built",
        LedgerEffect.Sign e => $"attempt {e.Attempt} is to be signed",
        LedgerEffect.Send e => $"attempt {e.Attempt} is to be {(e.IsSeen ? "sent again" : "seen")}",
        LedgerEffect.Watch e => $"attempt {e.Attempt} is to be broadcast by its caller",
        LedgerEffect.SendForeign e => $"{e.Txid}, which is not of this ledger, is to be seen",
        LedgerEffect.Look => "what is out is to be looked at",
        LedgerEffect.Derive e => $"address {e.Index} is to be derived",
        LedgerEffect.Import => "the addresses that were shown before are to be counted",
        LedgerEffect.File e => $"addresses below {e.Below} are to be filed",
        LedgerEffect.Archive e => $"payment {e.Payment} is to be archived",
        _ => throw new InvalidOperationException($"unknown effect {effect}"),
    };

    /// <summary>One build at a time: the lane takes one only.</summary>
    private bool IsLaneBusy(LedgerEffect effect) => effect is LedgerEffect.Build && _paces.Any(p => p.Key is LedgerEffect.Build && p.Value.IsRunning);
}

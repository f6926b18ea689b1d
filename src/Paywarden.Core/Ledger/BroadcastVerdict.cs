namespace Paywarden.Ledger;

/// <summary>What a daemon's reply to a broadcast says. None of them is proof: every one is followed by a look from another daemon.</summary>
public enum BroadcastVerdict
{
    /// <summary>No text of the table, no answer, a cut: it may have gone out, now or later by itself.</summary>
    Unknown,

    /// <summary>One server took it, as it says.</summary>
    Taken,

    /// <summary>One server had it before.</summary>
    Known,

    /// <summary>The server named another transaction than ours: it was out, and that server is not to be asked again.</summary>
    WrongId,

    /// <summary>A coin is spent or missing, as one server sees it; perhaps by this very transaction.</summary>
    Ambiguous,

    /// <summary>Not now: fees, ancestors, a lock time. The same bytes again later.</summary>
    Later,

    /// <summary>A person must look: dust, script, size. Still no proof.</summary>
    Person,
}

public static class BroadcastVerdicts
{
    /// <summary>A no that another server may say as well; said by two, it is as good as an end where nobody's money hangs on it.</summary>
    public static bool IsRefusal(this BroadcastVerdict verdict) => verdict is BroadcastVerdict.Ambiguous or BroadcastVerdict.Later or BroadcastVerdict.Person;
}

/// <param name="Text">The daemon's own words, for the timeline.</param>
public sealed record BroadcastReply(BroadcastVerdict Verdict, string Text);

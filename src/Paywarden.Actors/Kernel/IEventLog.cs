using System.Collections.Immutable;

namespace Paywarden.Kernel;

/// <summary>The history that operators read. Written behind: a database that is away never stops supervision.</summary>
public interface IEventLog
{
    /// <summary>Never blocks, never throws. <see cref="EventEntry.Sequence"/> is given by the log.</summary>
    void Append(EventEntry entry);

    /// <summary>Entries after a sequence, oldest first, at most <paramref name="limit"/>; or the newest ones where <paramref name="after"/> is null. Empty filters match all.</summary>
    Task<ImmutableArray<EventEntry>> ReadAsync(long? after, int limit, string wallet, string daemon, CancellationToken cancel);

    /// <summary>Entries as they come, from now on.</summary>
    IAsyncEnumerable<EventEntry> Follow(CancellationToken cancel);
}

using System.Collections.Immutable;
using Paywarden.Kernel;

namespace Paywarden.Startup;

/// <summary>Every event is also a line of the node's log: whoever watches the node's output reads the same sentences as `paywarden events`.</summary>
internal sealed class SpokenEvents(IEventLog log, ILogger<SpokenEvents> spoken) : IEventLog
{
    public void Append(EventEntry entry)
    {
        spoken.LogInformation("{About}: {Why}", entry.Daemon.Length > 0 ? entry.Daemon : entry.Wallet.Length > 0 ? entry.Wallet : entry.Node, entry.Why);
        log.Append(entry);
    }

    public Task<ImmutableArray<EventEntry>> ReadAsync(long? after, int limit, string wallet, string daemon, CancellationToken cancel) =>
        log.ReadAsync(after, limit, wallet, daemon, cancel);

    public IAsyncEnumerable<EventEntry> Follow(CancellationToken cancel) => log.Follow(cancel);
}

using System.Collections.Immutable;
using Akka.Actor;

namespace Paywarden.Kernel;

/// <summary>Tells the test every line.</summary>
internal sealed class FakeEventLog(IActorRef test) : IEventLog
{
    public void Append(EventEntry entry) => test.Tell(entry);

    public Task<ImmutableArray<EventEntry>> ReadAsync(long? after, int limit, string wallet, string daemon, CancellationToken cancel) =>
        throw new NotSupportedException("actors only write events");

    public IAsyncEnumerable<EventEntry> Follow(CancellationToken cancel) => throw new NotSupportedException("actors only write events");
}

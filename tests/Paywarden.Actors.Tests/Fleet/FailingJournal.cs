using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace Paywarden.Fleet;

/// <summary>A journal in memory whose disk a test can take away. Akka makes it by name, so the switch is the system's own: its event stream.</summary>
public sealed class FailingJournal : MemoryJournal
{
    private bool _away;

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken) =>
        _away ? throw new IOException("the disk is away") : base.ReadHighestSequenceNrAsync(persistenceId, fromSequenceNr, cancellationToken);

    protected override Task<System.Collections.Immutable.IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken) =>
        _away ? throw new IOException("the disk is away") : base.WriteMessagesAsync(messages, cancellationToken);

    protected override bool ReceivePluginInternal(object message)
    {
        if (message is Disk disk)
        {
            _away = disk.Away;
            Sender.Tell(disk);
            return true;
        }

        return base.ReceivePluginInternal(message);
    }

    internal sealed record Disk(bool Away) : INoSerializationVerificationNeeded;
}

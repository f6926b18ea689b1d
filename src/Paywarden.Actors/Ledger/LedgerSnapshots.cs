using Akka.Actor;
using Akka.Persistence;

namespace Paywarden.Ledger;

/// <summary>A ledger's snapshots: they save reading years of events, and nothing rests on them; without one, or with one that cannot be read, every event is read.
/// One is written only once a later event is stored, so a journal that ends at its snapshot or before is not the one that the snapshot was made from.</summary>
internal sealed class LedgerSnapshots(string ledger, IActorRef store, IActorRef owner, TimeProvider clock, int every)
{
    private (long Sequence, LedgerState State)? _next;
    private long _last;
    private long _kept;
    private bool _isAhead;

    /// <summary>Null: it may begin; else why the journal cannot be believed.</summary>
    public string? Ahead => _isAhead ? $"the journal ends at event {_last} or before, but a snapshot tells of that event and of one after it: the journal was restored or lost" : null;

    public LedgerState Offered(SnapshotOffer offer)
    {
        (_last, _kept, _isAhead) = (offer.Metadata.SequenceNr, offer.Metadata.SequenceNr, true);
        return ((LedgerSnapshot)offer.Snapshot).State();
    }

    /// <summary>There is an event after the snapshot.</summary>
    public void GoneOn() => _isAhead = false;

    public void Stored(long sequence, LedgerState state)
    {
        if (_next is { } next && sequence > next.Sequence)
        {
            store.Tell(new SaveSnapshot(new SnapshotMetadata(ledger, next.Sequence, clock.GetUtcNow().UtcDateTime), LedgerSnapshot.Of(next.State)), owner);
            _next = null;
        }

        if (sequence - _last >= every)
        {
            (_next, _last) = ((sequence, state), sequence);
        }
    }

    /// <summary>The one before it is kept, should this one turn out to be damaged.</summary>
    public void Saved(SaveSnapshotSuccess saved)
    {
        if (_kept > 0)
        {
            store.Tell(new DeleteSnapshots(ledger, new SnapshotSelectionCriteria(_kept - 1)), owner);
        }

        _kept = saved.Metadata.SequenceNr;
    }
}

using Akka.Actor;
using Akka.Event;
using Paywarden.Kernel;

namespace Paywarden.Ledger;

/// <summary>One turn after another: store what was decided, tell who waits for it, begin what is owed.</summary>
public sealed partial class LedgerActor
{
    /// <summary>Stores what has been collected, or else begins what is owed and due.</summary>
    private void Go()
    {
        if (_lease!.Until.Left(_world.Clock) <= TimeSpan.Zero)
        {
            return; // the lease may be somebody else's: whatever waits goes on when it is renewed, or with the next owner
        }

        var now = _world.Clock.GetUtcNow();
        if (_loop!.Collect(now, _world.Roll()) is { } batch)
        {
            Persist(batch);
        }
        else if (!_loop.IsStoring)
        {
            BeginOwed(now);
        }
    }

    private void BeginOwed(DateTimeOffset now)
    {
        if (_isClaimed)
        {
            foreach (var (effect, tries) in _loop!.Begin(now))
            {
                _hands.PerformAsync(effect, tries).PipeTo(Self, success: end => new Performed(effect, end), failure: bug => new Performed(effect, EffectEnd.Again(bug.Message), bug));
            }

            if (_loop.Wake is { } wake)
            {
                Timers.StartSingleTimer(nameof(Wake), Wake.Instance, Max(wake - now, TimeSpan.FromMilliseconds(1)));
            }
        }
    }

    /// <summary>Not the stashing form: commands that come while it is written are collected for the next write, which is all that group commit is.</summary>
    private void Persist(LedgerLoop.Batch batch)
    {
        if (batch.Events.IsEmpty)
        {
            OnStored(batch);
            return;
        }

        Failpoint.HitEach(batch.Events, "before");
        var left = batch.Events.Length;
        PersistAllAsync(batch.Events, _ =>
        {
            if (--left == 0)
            {
                OnStored(batch);
            }
        });
    }

    private void OnStored(LedgerLoop.Batch batch)
    {
        Failpoint.HitEach(batch.Events, "after");
        _book.Publish(batch.After);
        TellIssued(batch.After);
        _world.Meter.Stored(_account.Wallet, _loop!.State, batch.Events, batch.After);
        _world.HighWater.Saw(new HighWater(PersistenceId, LastSequenceNr, batch.After.Token));
        _loop!.Stored(batch);
        _snapshots.Stored(LastSequenceNr, batch.After);
        LedgerStory.Tell(_world, _account.Wallet, batch);
        _follower?.Tell(new LedgerFollowing.StoredUpTo(LastSequenceNr));
        if (batch.Events.Any(e => e is LedgerEvent.Released))
        {
            // What is there counts from now on: a hold that was ended must not come back with the next start.
            _ = _world.HighWater.AcceptAsync(new HighWater(PersistenceId, LastSequenceNr, batch.After.Token));
        }

        // Once for each write, and not for each message: where callers never pause, there is always another write to begin.
        if (_lease!.Until.Left(_world.Clock) > TimeSpan.Zero)
        {
            BeginOwed(_world.Clock.GetUtcNow());
        }

        Go();
    }

    /// <summary>Before anybody is told of them. What was shown before the ledger, the daemons have by themselves.</summary>
    private void TellIssued(LedgerState state)
    {
        if (state.NextIndex > state.Imported)
        {
            _pool.Issued(state.NextIndex);
        }
    }

    private void OnPerformed(Performed done)
    {
        if (done.Bug is { } bug)
        {
            _log.Error(bug, "{0} of {1} ended by a bug, and is tried again", done.Effect, _account.Wallet);
        }

        _loop!.Ended(done.Effect, done.End, _world.Clock.GetUtcNow(), _world.Roll());
        Go();
    }

    private void OnWake()
    {
        if (LedgerMachine.Wake(_loop!.State) <= _world.Clock.GetUtcNow())
        {
            _loop.Ask(new LedgerCommand.Tick(), _ => { });
        }

        Go();
    }

    private async Task<bool> ArchiveAsync(IReadOnlyList<Payment> payments, LedgerState state)
    {
        var now = _world.Clock.GetUtcNow();
        return (await _world.Archive.UpsertAsync(PersistenceId, [.. payments.Select(p => ArchivedPayment.Of(state, p, now))]).ConfigureAwait(false)).IsTold;
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}

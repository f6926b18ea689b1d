using System.Collections.Immutable;
using Paywarden.Kernel;

namespace Paywarden.Ledger;

/// <summary>The order of things in a ledger's owner: collect, decide all, store once, apply, reply, perform what is owed. Knows neither journal nor thread; who
/// hosts it must store the events of a batch before it says <see cref="Stored"/>, and call it from one thread at a time.</summary>
public sealed class LedgerLoop(LedgerState recovered)
{
    private readonly LedgerPace _pace = new();
    private readonly Queue<(LedgerCommand Command, Action<Refusal?> Reply)> _waiting = [];
    private readonly Dictionary<PaymentId, List<(PaymentStage Until, Action<Payment> Reply)>> _watchers = [];
    private readonly List<(uint Index, Action<string?> Reply)> _addressees = [];
    private Batch? _storing;

    /// <summary>What is to be stored at once, and who is to be told when it is.</summary>
    public sealed record Batch(ImmutableArray<LedgerEvent> Events, LedgerState After, ImmutableArray<Action> Replies);

    public bool IsStoring => _storing is not null;

    /// <summary>As stored.</summary>
    public LedgerState State { get; private set; } = recovered;

    /// <param name="reply">Told null when what was decided is stored, else why it was refused.</param>
    public void Ask(LedgerCommand command, Action<Refusal?> reply) => _waiting.Enqueue((command, reply));

    /// <summary>Tells when a payment has come that far, or has ended.</summary>
    public void Watch(PaymentId payment, PaymentStage until, Action<Payment> reply)
    {
        if (!_watchers.TryGetValue(payment, out var watchers))
        {
            _watchers[payment] = watchers = [];
        }

        watchers.Add((until, reply));
        TellWatchers(payment);
    }

    /// <summary>Tells null when an address is in the book; else why it will not get there without a person.</summary>
    public void WatchAddress(uint index, Action<string?> reply)
    {
        _addressees.Add((index, reply));
        TellAddressees(State.IsFiled, null);
    }

    /// <summary>Decides everything that waits, each on what those before it will have made of the ledger. Refusals wait for the store as well: they may rest on what is being stored.</summary>
    /// <returns>Null: nothing waits, or an earlier batch is not stored yet.</returns>
    public Batch? Collect(DateTimeOffset now, double roll)
    {
        if (_storing is not null || _waiting.Count == 0)
        {
            return null;
        }

        var after = State;
        var events = ImmutableArray.CreateBuilder<LedgerEvent>();
        var replies = ImmutableArray.CreateBuilder<Action>();
        while (_waiting.TryDequeue(out var next))
        {
            var decision = LedgerMachine.Decide(after, next.Command, now, roll);
            if (decision is Decision<LedgerEvent>.Accept yes)
            {
                after = yes.Events.Aggregate(after, LedgerMachine.Apply);
                events.AddRange(yes.Events);
            }

            replies.Add(() => next.Reply((decision as Decision<LedgerEvent>.Reject)?.Refusal));
        }

        return _storing = new Batch(events.DrainToImmutable(), after, replies.DrainToImmutable());
    }

    /// <summary>The batch is on disk.</summary>
    public void Stored(Batch batch)
    {
        if (batch != _storing)
        {
            throw new InvalidOperationException("a batch was stored that is not the one being stored");
        }

        _storing = null;
        var before = State;
        State = batch.After;
        foreach (var reply in batch.Replies)
        {
            reply();
        }

        foreach (var payment in batch.Events.SelectMany(e => LedgerMachine.Touched(before, State, e)).Distinct())
        {
            TellWatchers(payment);
        }

        TellAddressees(State.IsFiled, null);
    }

    /// <summary>Effects to begin now.</summary>
    public IReadOnlyList<(LedgerEffect Effect, int Tries)> Begin(DateTimeOffset now) => _pace.Begin(State, now);

    public void Ended(LedgerEffect effect, EffectEnd end, DateTimeOffset now, double roll)
    {
        _pace.Ended(effect, end, now, roll);
        if (effect is LedgerEffect.Derive derive && end.IsHopeless)
        {
            TellAddressees(index => index == derive.Index, end.Why);
        }
    }

    /// <summary>What is owed and did not succeed the last time, each with why.</summary>
    public IEnumerable<string> Waits => _pace.Waits;

    /// <summary>The same of what is owed for one payment.</summary>
    public IEnumerable<string> WaitsOf(Payment payment) => _pace.WaitsOf(payment);

    /// <summary>When to look again although nothing came: an effect is due, or a payment expires.</summary>
    public DateTimeOffset? Wake => (_pace.Wake(State), LedgerMachine.Wake(State)) switch
    {
        (null, var expiry) => expiry,
        (var due, null) => due,
        var (due, expiry) => due < expiry ? due : expiry,
    };

    private void TellWatchers(PaymentId id)
    {
        if (!_watchers.TryGetValue(id, out var watchers) || !State.Payments.TryGetValue(id, out var payment))
        {
            return;
        }

        var stage = State.StageOf(payment);
        foreach (var watcher in watchers.Where(w => w.Until <= stage).ToList())
        {
            watchers.Remove(watcher);
            watcher.Reply(payment);
        }

        if (watchers.Count == 0)
        {
            _watchers.Remove(id);
        }
    }

    private void TellAddressees(Func<uint, bool> which, string? why)
    {
        foreach (var addressee in _addressees.FindAll(a => which(a.Index)))
        {
            _addressees.Remove(addressee);
            addressee.Reply(why);
        }
    }
}

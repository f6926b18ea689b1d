using System.Collections.Immutable;

namespace Paywarden.Ledger.World;

/// <summary>The one stream of the wallet, with the fence of the real one: a sequence number that is not above the highest is refused.</summary>
internal sealed class FakeJournal(SimulatedTime time, Random random)
{
    public List<LedgerEvent> Events { get; } = [];

    public FakeAddressBook Addresses { get; } = new();

    public Dictionary<PaymentId, (Payment Payment, PaymentStage Stage)> Archive { get; } = [];

    /// <summary>Told of each event that was stored, with the ledger as it is then.</summary>
    public Action<LedgerEvent, LedgerState> OnStored { get; set; } = (_, _) => { };

    public LedgerState State { get; private set; } = LedgerState.Empty;

    /// <summary>Written some time later, whatever becomes of the writer meanwhile; only the writer, if it lives, hears of it.</summary>
    /// <param name="after">How many events the writer believes there are.</param>
    public void Append(FakeProcess writer, int after, ImmutableArray<LedgerEvent> events, Action<bool> told) => time.After(TimeSpan.FromMilliseconds(random.Next(1, 15)), () =>
    {
        // One that died meanwhile may have been heard by the database, or not.
        var isHeard = !writer.IsDead || random.Next(2) == 0;
        var isGood = isHeard && after == Events.Count;
        if (isGood)
        {
            Store(events);
        }

        time.After(TimeSpan.FromMilliseconds(random.Next(1, 10)), () => writer.Run(() => told(isGood)));
    });

    public void Store(IEnumerable<LedgerEvent> events)
    {
        foreach (var e in events)
        {
            Events.Add(e);
            State = LedgerMachine.Apply(State, e);
            OnStored(e, State);
        }
    }
}

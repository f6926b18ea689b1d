using System.Collections.Immutable;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A ledger under test: told commands, asked for what it decided.</summary>
internal sealed class SomeLedger
{
    public static readonly WalletAccount Account = WalletAccount.Of(Codec.Some.Account());

    public SomeLedger()
        : this(Chains.BchMain, Codec.Some.Xpub)
    {
    }

    public SomeLedger(Chain chain, string accountKey)
    {
        Tell(new LedgerCommand.Bind("store", chain.Name, chain.Network, accountKey));
        Tell(new LedgerCommand.Claim(1, "node", "first"));
        Tell(new LedgerCommand.ChooseBuilder("store-0"));
        Tell(new LedgerCommand.HasImported(0));
    }

    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public LedgerState State { get; private set; } = LedgerState.Empty;

    public List<LedgerEvent> Events { get; } = [];

    /// <summary>As before its daemons told what addresses it had.</summary>
    public SomeLedger Unimported()
    {
        State = State with { Imported = null };
        return this;
    }

    /// <returns>What happened.</returns>
    public ImmutableArray<LedgerEvent> Tell(LedgerCommand command)
    {
        var decision = LedgerMachine.Decide(State, command, Now, 0);
        var events = Assert.IsType<Decision<LedgerEvent>.Accept>(decision).Events;
        State = events.Aggregate(State, LedgerMachine.Apply);
        Events.AddRange(events);
        return events;
    }

    /// <summary>As if it had been decided.</summary>
    public void Happen(params ImmutableArray<LedgerEvent> events) => State = events.Aggregate(State, LedgerMachine.Apply);

    /// <returns>Its code.</returns>
    public string Refusal(LedgerCommand command) => Assert.IsType<Decision<LedgerEvent>.Reject>(LedgerMachine.Decide(State, command, Now, 0)).Refusal.Code;

    public LedgerCommand.Accept Order(string key, long satoshis = 100_000, string user = "shop", Caps? caps = null, bool twice = false, byte to = 1)
    {
        FeeRate.TryOf(1_000, out var rate);
        ImmutableArray<TransactionOutput> outputs = [new(Amount.Of(satoshis), Stranger(to))];
        return new(new PaymentOrder(PaymentId.Of("ledger-1", user, key), user, outputs, rate, Now + TimeSpan.FromMinutes(10)), caps ?? Caps.None, twice, Now);
    }

    public PaymentId Pay(string key, long satoshis = 100_000, byte to = 1)
    {
        var order = Order(key, satoshis, to: to);
        Tell(order);
        return order.Order.Id;
    }

    public static Bytes Stranger(byte n) => Scripts.ToKeyHash([n, .. new byte[19]]);

    /// <summary>A coin at a receiving address of ours.</summary>
    public static Coin Coin(byte n, long satoshis = 1_000_000) =>
        new(new Outpoint(Txid.FromWire([n, .. new byte[31]]), 0), Amount.Of(satoshis), Account.Script(KeyBranch.Receiving, n));

    /// <summary>What a builder might propose for a payment.</summary>
    public Draft Draft(PaymentId payment, params ImmutableArray<Coin> coins)
    {
        var outputs = State.Payments[payment].Order.Outputs;
        var change = coins.Sum(c => c.Value.Satoshis) - outputs.Sum(o => o.Value.Satoshis) - (300 * coins.Length);
        return Draft(outputs.Add(new TransactionOutput(Amount.Of(change), Account.Script(KeyBranch.Change, 0))), coins);
    }

    public static Draft Draft(ImmutableArray<TransactionOutput> outputs, ImmutableArray<Coin> coins)
    {
        var partial = new PartialTransaction(2, [.. coins.Select(c => PartialInput.Of(c.Outpoint, c.Value, KeyOf(c), 0))], outputs, 0);
        return Ledger.Draft.TryRead(Account, DraftForm.ElectronCash, Bytes.Copy(partial.Write()), 0, out var draft, out var why) ? draft : throw new InvalidOperationException(why);
    }

    public LedgerCommand.HasBuilt Built(PaymentId payment, params ImmutableArray<Coin> coins) =>
        new(payment, State.Epoch, Draft(payment, coins), [.. coins.Select(c => new Unspent(c.Outpoint, 100))]);

    /// <summary>Takes a payment as far as its bytes being out.</summary>
    public Attempt Send(PaymentId payment, params ImmutableArray<Coin> coins)
    {
        Tell(Built(payment, coins));
        var number = State.Lane!.Value;
        Tell(new LedgerCommand.HasSigned(number, Signed(State.Attempts[number].Draft)));
        Tell(new LedgerCommand.Expose(number));
        return State.Attempts[number];
    }

    public static Bytes Signed(Draft draft)
    {
        PartialTransaction.TryRead(draft.Unsigned.Span, out var partial, out _);
        return Bytes.Copy(Sign(partial!.Plain()).Write());
    }

    /// <summary>Somebody else's transaction over a coin.</summary>
    public static Transaction Rival(Coin coin) =>
        Sign(new Transaction(2, [new TransactionInput(coin.Outpoint, Bytes.Empty, 0, [])], [new TransactionOutput(Amount.Of(1_000), Stranger(99))], 0));

    public ImmutableArray<LedgerEvent> Look(int height, params (Txid Txid, int Confirmations)[] seen) =>
        Tell(new LedgerCommand.HasLooked("store-1", height, seen.ToImmutableDictionary(s => s.Txid, s => s.Confirmations)));

    /// <summary>Compares with a chain that has these spends besides what the ledger knows.</summary>
    public ImmutableArray<LedgerEvent> Reconcile(params ImmutableArray<ChainSpend> spends) => Reconcile(spends, []);

    public ImmutableArray<LedgerEvent> Reconcile(ImmutableArray<ChainSpend> spends, ImmutableArray<ArchivedPayment> settled, uint receiving = 0) => Tell(
        new LedgerCommand.Reconcile("ann", spends, spends.ToImmutableDictionary(s => s.Txid, s => s.Confirmations), settled, receiving, []));

    /// <summary>A transaction of ours that the ledger may have forgotten.</summary>
    public static ChainSpend Spend(Draft draft, int confirmations = 3, bool isArchived = false)
    {
        var raw = Signed(draft);
        Transaction.TryRead(raw.Span, out var transaction, out _);
        return new ChainSpend(transaction!.Id(), raw, draft with { Unsigned = Bytes.Empty }, confirmations, isArchived);
    }

    private static Transaction Sign(Transaction plain) => plain with { Inputs = [.. plain.Inputs.Select(i => i with { Script = Bytes.Copy(new byte[106]) })] };

    private static PartialKey KeyOf(Coin coin) =>
        Enumerable.Range(0, 256).Select(i => (ushort)i).Where(i => Account.Script(KeyBranch.Receiving, i) == coin.Script).Select(i => PartialKey.Of(Account.Key, 0, i))
            .FirstOrDefault() ?? PartialKey.Of(Account.Key, 1, 0);
}

using System.Collections.Immutable;
using Paywarden.Ledger.Codec;
using Event = Paywarden.Ledger.LedgerEvent;

namespace Paywarden.Ledger;

public static partial class LedgerMachine
{
    /// <summary>Total over every event ever written, in the order they were written; all time comes from the event.</summary>
    public static LedgerState Apply(LedgerState state, Event e) => Noted(After(state, e), e);

    private static LedgerState After(LedgerState state, Event e) => e switch
    {
        Event.Bound b => state with { Wallet = b.Wallet, Account = AccountOf(b) },
        Event.Claimed c => state with { Token = c.Token, IsReconciled = false },
        Event.BuilderChosen b => state with { Builder = b.Daemon, Epoch = b.Epoch },
        Event.Held h => state with { Held = h.Why, IsReconciled = false },
        Event.Released => state with { Held = null },
        Event.Accepted a => Apply(state, a),
        Event.Built b => Apply(state, b),
        Event.Dropped d => Requeued(Ended(state, d.Attempt, a => a with { Stage = AttemptStage.Dropped }), d.Attempt),
        Event.Signed s => Changed(state with { Lane = null, ByTxid = state.ByTxid.SetItem(s.Txid, s.Attempt) }, s.Attempt, a => a with { Stage = AttemptStage.Signed, Raw = s.Raw, Txid = s.Txid }),
        Event.Exposed x => Changed(state, x.Attempt, a => a with { Stage = AttemptStage.Exposed }),
        Event.Seen s => Changed(state, s.Attempt, a => a with { Stage = AttemptStage.Seen, SeenBy = s.By }),
        Event.Unseen u => Changed(state, u.Attempt, a => a with { Stage = AttemptStage.Exposed }),
        Event.Confirmed c => Changed(state, c.Attempt, a => a with { Stage = AttemptStage.Confirmed, Height = c.Height }),
        Event.Unconfirmed u => Changed(state, u.Attempt, a => a with { Stage = AttemptStage.Exposed, Height = 0 }),
        Event.Final f => Changed(state, f.Attempt, a => a with { Stage = AttemptStage.Final }),
        Event.Lost l => Ended(state, l.Attempt, a => a with { Stage = AttemptStage.Lost, Loss = l.Proof }),
        Event.Rejected r => Apply(state, r),
        Event.Archived a => Apply(state, a),
        Event.Reserved r => state with { NextIndex = r.Index + 1, Reserved = state.Reserved.SetItem(r.Index, r.For), IndexFor = state.IndexFor.SetItem(r.For, r.Index) },
        Event.Issued i => state with { Reserved = state.Reserved.Remove(i.Index) },
        Event.Frozen f => state with { Frozen = state.Frozen.SetItem(f.Coin, f.By) },
        Event.Unfrozen u => state with { Frozen = state.Frozen.Remove(u.Coin) },
        Event.Adopted a => Apply(state, a),
        Event.Reconciled r => Apply(state, r),
        _ => throw new InvalidOperationException($"unknown event {e}"),
    };

    private static WalletAccount AccountOf(Event.Bound e) =>
        Chains.Find(e.Chain, e.Network) is { } chain && ExtendedPublicKey.TryRead(chain, e.AccountKey, out var key, out _)
            ? WalletAccount.Of(key)
            : throw new InvalidOperationException($"the key of wallet {e.Wallet} on {e.Chain} was stored and cannot be read");

    private static LedgerState Apply(LedgerState state, Event.Accepted e)
    {
        var payment = new Payment(e.Order, e.At, state.LastPayment + 1, [], null);
        var spent = state.Spent.GetValueOrDefault(e.Order.User, Spending.None);
        return state with
        {
            LastPayment = payment.Number,
            Payments = state.Payments.SetItem(payment.Id, payment),
            Queue = state.Queue.SetItem(payment.Number, payment.Id),
            LastOrder = state.LastOrder.SetItems(e.Order.Outputs.Distinct().Select(o => KeyValuePair.Create(o, payment.Id))),
            Spent = state.Spent.SetItem(e.Order.User, spent.With(e.At, e.Order.Total)),
        };
    }

    private static LedgerState Apply(LedgerState state, Event.Built e)
    {
        var payments = e.Payments.Select(id => state.Payments[id]).ToList();
        return state with
        {
            LastAttempt = e.Attempt,
            Lane = e.Attempt,
            Attempts = state.Attempts.SetItem(e.Attempt, new Attempt(e.Attempt, e.Payments, e.Draft, e.Epoch, e.Replaces, AttemptStage.Built)),
            Payments = state.Payments.SetItems(payments.Select(p => KeyValuePair.Create(p.Id, p with { Attempts = p.Attempts.Add(e.Attempt) }))),
            Queue = state.Queue.RemoveRange(payments.Select(p => p.Number)),
            Leases = state.Leases.SetItems(e.Draft.Coins.Select(c => KeyValuePair.Create(c.Outpoint, e.Attempt))),
        };
    }

    private static LedgerState Apply(LedgerState state, Event.Rejected e)
    {
        var payment = state.Payments[e.Payment];
        return state with { Payments = state.Payments.SetItem(e.Payment, payment with { Rejected = e.Proof }), Queue = state.Queue.Remove(payment.Number) };
    }

    /// <summary>An attempt goes with the last of its payments.</summary>
    private static LedgerState Apply(LedgerState state, Event.Archived e)
    {
        var payment = state.Payments[e.Payment];
        var left = state.Payments.Remove(e.Payment);
        var gone = payment.Attempts.Where(number => !state.Attempts[number].Payments.Any(left.ContainsKey)).ToList();
        var recent = state.JustArchived.Enqueue((e.Payment, e.At));
        while (e.At - recent.Peek().At > LedgerState.KnowsArchived)
        {
            recent = recent.Dequeue();
        }

        var after = state with
        {
            Payments = left,
            JustArchived = recent,
            LastOrder = state.LastOrder.RemoveRange(payment.Order.Outputs.Where(o => state.LastOrder.TryGetValue(o, out var id) && id == e.Payment)),
            Attempts = state.Attempts.RemoveRange(gone),
            ByTxid = state.ByTxid.RemoveRange(gone.Select(number => state.Attempts[number].Txid).OfType<Txid>()),
        };
        return gone.Aggregate(after, (s, number) => Freed(s, state.Attempts[number]));
    }

    private static LedgerState Changed(LedgerState state, int number, Func<Attempt, Attempt> change) =>
        state with { Attempts = state.Attempts.SetItem(number, change(state.Attempts[number])) };

    private static LedgerState Ended(LedgerState state, int number, Func<Attempt, Attempt> change)
    {
        var after = Changed(state, number, change);
        return Freed(after.Lane == number ? after with { Lane = null } : after, after.Attempts[number]);
    }

    /// <summary>A coin is free once no living attempt spends it.</summary>
    private static LedgerState Freed(LedgerState state, Attempt gone)
    {
        var leases = state.Leases;
        foreach (var coin in gone.Draft.Coins.Select(c => c.Outpoint).Where(c => leases.TryGetValue(c, out var holder) && holder == gone.Number))
        {
            var other = state.Attempts.Values.LastOrDefault(a => a.IsAlive && a.Number != gone.Number && a.Draft.Coins.Any(c => c.Outpoint == coin));
            leases = other is null ? leases.Remove(coin) : leases.SetItem(coin, other.Number);
        }

        return state with { Leases = leases };
    }

    private static LedgerState Requeued(LedgerState state, int dropped)
    {
        var waiting = state.Attempts[dropped].Payments
            .Select(id => state.Payments[id])
            .Where(p => p.Rejected is null && p.Attempts.All(number => state.Attempts[number].Stage == AttemptStage.Dropped));
        return state with { Queue = state.Queue.SetItems(waiting.Select(p => KeyValuePair.Create(p.Number, p.Id))) };
    }
}

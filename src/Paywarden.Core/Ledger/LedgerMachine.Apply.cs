using System.Collections.Immutable;
using Paywarden.Ledger.Codec;
using Event = Paywarden.Ledger.LedgerEvent;

namespace Paywarden.Ledger;

public static partial class LedgerMachine
{
    /// <summary>Total over every event ever written, in the order they were written; all time comes from the event.</summary>
    public static LedgerState Apply(LedgerState state, Event e) => Indexed(state, Noted(Happened(state, e), e), e);

    private static LedgerState Happened(LedgerState state, Event e) => e switch
    {
        Event.Bound b => state with { Wallet = b.Wallet, Account = AccountOf(b.Wallet, b.Chain, b.Network, b.AccountKey) },
        Event.Claimed c => state with { Token = c.Token, IsReconciled = false },
        Event.BuilderChosen b => state with { Builder = b.Daemon, Epoch = b.Epoch },
        Event.Held h => state with { Held = h.Why, IsReconciled = false },

        // Whoever released it may have done so over a journal that lacks addresses: the daemons know them.
        Event.Released => state with { Held = null, Imported = null },
        Event.Accepted a => Apply(state, a),
        Event.Built b => Apply(state, b),
        Event.Dropped d => Requeued(Ended(state, d.Attempt, a => a with { Stage = AttemptStage.Dropped }), d.Attempt),
        Event.Signed s => Changed(state with { Lane = null, ByTxid = state.ByTxid.SetItem(s.Txid, s.Attempt) }, s.Attempt, a => a with { Stage = AttemptStage.Signed, Raw = s.Raw, Txid = s.Txid, SignedAt = s.At }),
        Event.Exposed x => Changed(state, x.Attempt, a => a with { Stage = AttemptStage.Exposed }),
        Event.Seen s => Changed(state, s.Attempt, a => a with { Stage = AttemptStage.Seen, SeenBy = s.By, SeenAt = a.SeenAt ?? s.At }),
        Event.Unseen u => Changed(state, u.Attempt, a => a with { Stage = AttemptStage.Exposed }),
        Event.Confirmed c => Changed(state, c.Attempt, a => a with { Stage = AttemptStage.Confirmed, Height = c.Height, SeenAt = a.SeenAt ?? c.At }),
        Event.Unconfirmed u => Changed(state, u.Attempt, a => a with { Stage = AttemptStage.Exposed, Height = 0 }),
        Event.Final f => Changed(state, f.Attempt, a => a with { Stage = AttemptStage.Final }),
        Event.Lost l => Ended(state, l.Attempt, a => a with { Stage = AttemptStage.Lost, Loss = l.Proof }),
        Event.Rejected r => Apply(state, r),
        Event.Archived a => Apply(state, a),
        Event.KeptBack k => Apply(state, k),
        Event.LetGo l => Apply(state, l),
        Event.GivenUp g => Changed(state, g.Attempt, a => a with { IsGivenUp = true }),
        Event.ForeignTaken f => state with { Foreign = state.Foreign.SetItem(f.Txid, ForeignTransaction.Of(f.Raw, f.By, f.At)) },
        Event.ForeignEnded f => state with { Foreign = state.Foreign.Remove(f.Txid) },
        Event.Imported i => Apply(state, i),
        Event.Reserved r => Apply(state, r),
        Event.Requested r => state with { Terms = state.Terms.SetItem(r.Index, new AddressTerms(r.Amount, r.ExpiresIn)) },
        Event.Issued i => Apply(state, i),
        Event.Filed f => Apply(state, f),
        Event.Frozen f => state with { Frozen = state.Frozen.SetItem(f.Coin, f.By) },
        Event.Unfrozen u => state with { Frozen = state.Frozen.Remove(u.Coin) },
        Event.Adopted a => Apply(state, a),
        Event.Reconciled r => Apply(state, r),
        _ => throw new InvalidOperationException($"unknown event {e}"),
    };

    internal static WalletAccount AccountOf(string wallet, string chain, Network network, string accountKey) =>
        Chains.Find(chain, network) is { } known && WalletAccount.TryRead(known, accountKey, out var account, out _)
            ? account
            : throw new InvalidOperationException($"the key of wallet {wallet} on {chain} was stored and cannot be read");

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
            Contested = state.Contested.Union(e.Draft.Coins.Select(c => c.Outpoint).Where(state.Leases.ContainsKey)),
            Leases = state.Leases.SetItems(e.Draft.Coins.Select(c => KeyValuePair.Create(c.Outpoint, e.Attempt))),
        };
    }

    private static LedgerState Apply(LedgerState state, Event.Rejected e)
    {
        var payment = state.Payments[e.Payment];
        return Forgotten(state, payment) with { Payments = state.Payments.SetItem(e.Payment, payment with { Rejected = e.Proof }), Queue = state.Queue.Remove(payment.Number) };
    }

    /// <summary>An attempt goes with the last of its payments.</summary>
    private static LedgerState Apply(LedgerState state, Event.Archived e)
    {
        var payment = state.Payments[e.Payment];
        var left = state.Payments.Remove(e.Payment);
        var gone = payment.Attempts.Where(number => !state.Attempts[number].Payments.Any(left.ContainsKey)).ToList();
        var after = Forgotten(state, payment) with
        {
            Payments = left,
            JustArchived = state.JustArchived.With(e.Payment, e.At),
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
        var (leases, contested) = (state.Leases, state.Contested);
        foreach (var coin in gone.Draft.Coins.Select(c => c.Outpoint))
        {
            List<int> others = contested.Contains(coin) ? [.. state.Attempts.Values.Where(a => a.IsAlive && a.Number != gone.Number && a.Spends(coin)).Select(a => a.Number)] : [];
            contested = others.Count < 2 ? contested.Remove(coin) : contested;
            leases = leases.GetValueOrDefault(coin) != gone.Number ? leases : others.Count == 0 ? leases.Remove(coin) : leases.SetItem(coin, others[^1]);
        }

        return state with { Leases = leases, Contested = contested };
    }

    private static LedgerState Requeued(LedgerState state, int dropped)
    {
        var waiting = state.Attempts[dropped].Payments
            .Select(id => state.Payments[id])
            .Where(p => p.Rejected is null && p.Attempts.All(number => state.Attempts[number].Stage == AttemptStage.Dropped));
        return state with { Queue = state.Queue.SetItems(waiting.Select(p => KeyValuePair.Create(p.Number, p.Id))) };
    }
}

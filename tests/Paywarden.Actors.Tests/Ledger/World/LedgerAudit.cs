using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger.World;

/// <summary>Whether the books are right, as the chain has it. Nothing here asks the product what it thinks of itself, but for what it promised.</summary>
internal sealed class LedgerAudit(FakeWorld world, FakeShop shop)
{
    private readonly FakeChain _chain = world.Chain;

    public IEnumerable<string> Findings() =>
        shop.Orders.SelectMany(Payments).Concat(Coins()).Concat(Addresses()).Concat(Leases());

    private IEnumerable<string> Payments(ShopOrder order)
    {
        var id = order.Order.Id;
        var wanted = order.Order.Total.Satoshis;
        var paying = _chain.All.Where(s => s.Height is not null && s.Transaction.Outputs.Any(o => o.Script == order.Destination)).ToList();
        var paid = paying.SelectMany(s => s.Transaction.Outputs).Where(o => o.Script == order.Destination).Sum(o => o.Value.Satoshis);
        var (payment, stage) = Book(id);
        if (paid > wanted || paying.Count > 1)
        {
            yield return $"payment {id} over {wanted} was paid {paid} by {paying.Count} transactions";
        }

        switch (stage)
        {
            case null when order.IsAcknowledged:
                yield return $"payment {id} was acknowledged and is lost";
                break;
            case null when paid > 0:
                yield return $"payment {id} was paid and is in no book";
                break;
            case PaymentStage.Final when paid != wanted:
                yield return $"payment {id} is called final and {paid} of {wanted} were paid";
                break;
            case PaymentStage.Rejected when paid > 0:
                yield return $"payment {id} is called rejected and was paid {paid}";
                break;
            case PaymentStage.Rejected when !IsProved(payment!, order):
                yield return $"payment {id} is called rejected, and its proof does not hold: {payment!.Rejected!.Why}";
                break;
            case PaymentStage.Final or PaymentStage.Rejected or null:
                break;
            case PaymentStage.Signed or PaymentStage.Sent or PaymentStage.Seen when order.Legacy is { } legacy && !legacy.IsAsked:
                break; // with its caller, who never asked for it
            default:
                yield return $"payment {id} is still {stage} after an hour of peace";
                break;
        }

        if (order.Refused is not null && paid > 0)
        {
            yield return $"payment {id} was refused for good ({order.Refused}) and was paid";
        }
    }

    private (Payment? Payment, PaymentStage? Stage) Book(PaymentId id) =>
        world.Journal.Archive.TryGetValue(id, out var archived) ? archived
        : world.Journal.State.Payments.TryGetValue(id, out var open) ? (open, world.Journal.State.StageOf(open))
        : (null, null);

    private bool IsProved(Payment payment, ShopOrder order) => payment.Rejected switch
    {
        Proof.NeverSigned or Proof.TooPoor => !_chain.EverSent.Values.Any(t => t.Outputs.Any(o => o.Script == order.Destination)),
        Proof.Conflict c => Transaction.TryRead(c.Winner.Span, out var winner, out _)
            && winner.Id() == c.WinnerId
            && winner.Inputs.Any(i => i.Spends == c.Coin)
            && _chain.Confirmations(c.WinnerId) >= 10
            && PaidBy(order).All(t => t.Id() != c.WinnerId && t.Inputs.Any(i => _chain.SpenderOf(i.Spends) is { } by && by != t.Id())),
        Proof.ParentLost p => IsDead(p.Parent) && PaidBy(order).All(t => IsDead(t.Id())),
        _ => false,
    };

    private IEnumerable<Transaction> PaidBy(ShopOrder order) => _chain.EverSent.Values.Where(t => t.Outputs.Any(o => o.Script == order.Destination));

    /// <summary>A coin of it is spent by another in a block, or comes from one of which that is so.</summary>
    private bool IsDead(Txid txid) =>
        _chain.EverSent.TryGetValue(txid, out var transaction)
        && transaction.Inputs.Any(i => (_chain.SpenderOf(i.Spends) is { } by && by != txid && _chain.Confirmations(by) > 0) || (_chain.EverSent.ContainsKey(i.Spends.Txid) && IsDead(i.Spends.Txid)));

    /// <summary>Our money left in transactions of the ledger, or with the thief.</summary>
    private IEnumerable<string> Coins() =>
        from standing in _chain.All
        where standing.Transaction.Inputs.Any(i => _chain.Find(i.Spends.Txid) is { } parent && FakeWallet.IsOwn(parent.Transaction.Outputs[(int)i.Spends.Index].Script))
        where !world.Foreign.Contains(standing.Id) && !world.EverSigned.ContainsKey(standing.Id)
        select $"{standing.Id} spends our money and is in no book";

    private IEnumerable<string> Addresses()
    {
        var reserved = world.Journal.Events.OfType<LedgerEvent.Reserved>().ToList();
        foreach (var twice in reserved.GroupBy(r => r.Index).Where(g => g.Count() > 1))
        {
            yield return $"address {twice.Key} was given to {string.Join(" and ", twice.Select(r => r.For))}";
        }

        foreach (var twice in reserved.GroupBy(r => r.For).Where(g => g.Count() > 1))
        {
            yield return $"{twice.Key} asked for one address and was given {twice.Count()}";
        }

        foreach (var index in reserved.Select(r => r.Index).Except(world.Journal.Events.OfType<LedgerEvent.Issued>().Select(i => i.Index)))
        {
            yield return $"address {index} was reserved and never issued";
        }

        var filed = world.Journal.Addresses.Filed;
        foreach (var missing in reserved.Where(r => !filed.TryGetValue(r.For, out var address) || address.Index != r.Index || address.Address != FakeWallet.Account.Address(KeyBranch.Receiving, r.Index)))
        {
            yield return $"address {missing.Index} of {missing.For} is not in the book of addresses";
        }

        foreach (var shown in reserved.Where(r => r.Index < 20))
        {
            yield return $"address {shown.Index} was in the wallet before its ledger, and was given away";
        }

        if (!world.Journal.State.Unfiled.IsEmpty || !world.Journal.State.Terms.IsEmpty || world.Journal.State.IndexFor.Count != world.Journal.State.JustFiled.Count())
        {
            yield return "the ledger remembers addresses that it could forget";
        }
    }

    private IEnumerable<string> Leases() =>
        world.Journal.State.Attempts.IsEmpty && !world.Journal.State.Leases.IsEmpty ? ["coins are leased to nobody"] : [];
}

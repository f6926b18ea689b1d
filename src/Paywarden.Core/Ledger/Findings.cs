using System.Collections.Immutable;
using System.Globalization;
using Paywarden.Ledger.Codec;
using Command = Paywarden.Ledger.LedgerCommand;
using Event = Paywarden.Ledger.LedgerEvent;

namespace Paywarden.Ledger;

/// <summary>What one comparison finds, while it goes on: each finding is judged on what those before it have made of the ledger.</summary>
internal sealed class Findings
{
    /// <summary>All are looked at; a list that nobody can read to its end need not be stored whole.</summary>
    private const int Said = 500;

    private readonly ImmutableArray<Event>.Builder _events = ImmutableArray.CreateBuilder<Event>();
    private readonly ImmutableArray<ForeignSpend>.Builder _foreign = ImmutableArray.CreateBuilder<ForeignSpend>();
    private readonly List<string> _differences = [];
    private readonly LedgerState _before;
    private readonly DateTimeOffset _now;
    private LedgerState _state;

    public Findings(LedgerState before, DateTimeOffset now) => (_before, _state, _now) = (before, before, now);

    public void Say(string difference) => _differences.Add(difference);

    /// <summary>The archive knows that it can never be paid; the journal forgot.</summary>
    public void Reject(ArchivedPayment settled)
    {
        if (_state.Payments.TryGetValue(settled.Id, out var payment) && payment.Rejected is null && IsUnsigned(payment))
        {
            DropLane([payment]);
            Do(new Event.Rejected(payment.Id, settled.Rejected!, _now));
            Say($"payment {payment.Id} is open in the journal and rejected in the archive: it is rejected");
        }
    }

    public void Match(ChainSpend spend, ImmutableArray<ArchivedPayment> settled)
    {
        if (_state.Lane is { } lane && _state.Attempts[lane].Draft.Signed(spend.Raw, out _) is not null)
        {
            Do(new Event.Signed(lane, spend.Raw, spend.Txid, _now));
            Do(new Event.Exposed(lane, _now));
            Say($"attempt {lane}, which the journal has as not signed, stands in the chain as {spend.Txid} with {Blocks(spend.Confirmations)}: it counts as sent");
            return;
        }

        var left = spend.Draft.Outputs.Where((_, index) => !spend.Draft.OwnChange.Contains(index)).ToList();
        var paid = Paid(spend, settled, left);
        if (paid.Count > 0)
        {
            Adopt(spend, paid);
        }

        if (!spend.IsArchived && (left.Count > 0 || paid.Count == 0))
        {
            _foreign.Add(new ForeignSpend(spend.Txid, [.. spend.Draft.Coins.Select(c => c.Outpoint)], [.. left]));
            Say($"{spend.Txid}, with {Blocks(spend.Confirmations)}, spends {Coins(spend.Draft.Coins.Length)} of the wallet and {Pays(left)}; no payment of this ledger asked for it. "
                + "An order for the same is refused as a possible duplicate unless it says allow_duplicate");
        }
    }

    /// <summary>What the ledger sent, beside what the chain has of it.</summary>
    public void Compare(Command.Reconcile c)
    {
        foreach (var attempt in _state.Attempts.Values.Where(a => a.IsAlive && a.Txid is not null).ToList())
        {
            var txid = attempt.Txid!.Value;
            var isKnown = c.Confirmations.TryGetValue(txid, out var confirmations);
            if (isKnown && attempt.Stage == AttemptStage.Signed)
            {
                Do(new Event.Exposed(attempt.Number, _now));
                Say($"attempt {attempt.Number}, which the journal has as never sent, stands in the chain as {txid} with {Blocks(confirmations)}: it counts as sent");
            }
            else if (!isKnown && attempt.IsOut)
            {
                Say($"attempt {attempt.Number} was sent as {txid}, and no daemon that was asked has it: the same bytes are sent again once the wallet is released");
            }
            else if (confirmations > 0 && _before.Attempts.TryGetValue(attempt.Number, out var known) && known.Stage is AttemptStage.Exposed or AttemptStage.Seen)
            {
                Say($"attempt {attempt.Number} stands in the chain as {txid} with {Blocks(confirmations)}; the journal has it as {attempt.Stage.ToString().ToLowerInvariant()}");
            }
        }
    }

    public ImmutableArray<Event> Events(string by, uint nextIndex)
    {
        // Spent behind our back while nothing was held: nobody has looked at it yet.
        var strangers = _foreign.Count(f => !_before.Unexplained.Txids.Contains(f.Txid));
        if (_before.Held is null && strangers > 0)
        {
            Do(new Event.Held($"money of the wallet was spent by {strangers} transaction{(strangers == 1 ? "" : "s")} that this ledger did not make", _now));
        }

        ImmutableArray<string> differences = _differences.Count <= Said ? [.. _differences] : [.. _differences.Take(Said), $"and {_differences.Count - Said} more differences"];
        return [.. _events, new Event.Reconciled(by, _foreign.DrainToImmutable(), differences, nextIndex, _now)];
    }

    /// <summary>Open payments that this one made, in the order of their acceptance; takes what they asked for out of <paramref name="left"/>.</summary>
    private List<Payment> Paid(ChainSpend spend, ImmutableArray<ArchivedPayment> settled, List<TransactionOutput> left)
    {
        var named = settled.Where(s => s.Txid == spend.Txid).Select(s => s.Id).ToHashSet();
        var elsewhere = settled.Where(s => s.Txid is not null && s.Txid != spend.Txid).Select(s => s.Id).ToHashSet();
        var paid = new List<Payment>();
        foreach (var payment in _state.Payments.Values.Where(p => p.Rejected is null && !elsewhere.Contains(p.Id) && MayBePaid(p, spend)).OrderByDescending(p => named.Contains(p.Id)).ThenBy(p => p.Number))
        {
            var rest = left.ToList();
            if (payment.Order.Outputs.All(rest.Remove))
            {
                left.Clear();
                left.AddRange(rest);
                paid.Add(payment);
            }
        }

        return paid;
    }

    /// <summary>Beside an attempt that is signed only one that shares a coin with it can be of the same payment: no other is ever built.</summary>
    private bool MayBePaid(Payment payment, ChainSpend spend) =>
        IsUnsigned(payment) || _state.AttemptsOf(payment).Any(a => a.IsAlive && a.Txid is not null && Overlaps(a, spend));

    private void Adopt(ChainSpend spend, List<Payment> paid)
    {
        DropLane(paid);
        var replaced = paid.SelectMany(_state.AttemptsOf).LastOrDefault(a => a.IsAlive && a.Txid is not null && Overlaps(a, spend));
        Do(new Event.Adopted(_state.LastAttempt + 1, [.. paid.Select(p => p.Id)], spend.Draft, spend.Raw, spend.Txid, replaced?.Number, _now));
        Say($"{spend.Txid}, with {Blocks(spend.Confirmations)}, paid {string.Join(", ", paid.Select(p => $"payment {p.Id}"))}, which the journal has as open: it counts as paid by it");
    }

    /// <summary>An unsigned attempt of a payment that was made otherwise: it must never be signed.</summary>
    private void DropLane(List<Payment> payments)
    {
        if (_state.Lane is { } lane && payments.Exists(p => p.Attempts.Contains(lane)))
        {
            Do(new Event.Dropped(lane, "its payment was settled, as chain and archive say", _now));
        }
    }

    private bool IsUnsigned(Payment payment) => _state.AttemptsOf(payment).All(a => a.Stage is AttemptStage.Built or AttemptStage.Dropped);

    private static bool Overlaps(Attempt attempt, ChainSpend spend) => attempt.Draft.Coins.Any(c => spend.Draft.Coins.Any(s => s.Outpoint == c.Outpoint));

    private void Do(Event e)
    {
        _events.Add(e);
        _state = LedgerMachine.Apply(_state, e);
    }

    private string Pays(List<TransactionOutput> outputs)
    {
        var listed = outputs.Take(10).Select(o => $"{o.Value} to {Addresses.Write(_before.Account!.Chain, o.Script) ?? "a script without an address"}");
        return outputs.Count == 0 ? "pays nobody but the wallet" : $"pays {string.Join(", ", listed)}{(outputs.Count > 10 ? $" and {outputs.Count - 10} more" : "")}";
    }

    private static string Coins(int many) => string.Create(CultureInfo.InvariantCulture, $"{many} coin{(many == 1 ? "" : "s")}");

    private static string Blocks(int confirmations) => string.Create(CultureInfo.InvariantCulture, $"{confirmations} confirmation{(confirmations == 1 ? "" : "s")}");
}

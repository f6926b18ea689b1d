using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Has the builder propose a transaction and everything about it checked, so that what reaches the lane can be signed as it is.</summary>
internal sealed class LedgerBuilder(IWalletPool pool, ILedgerBook book)
{
    private const int Tries = 3;

    /// <summary>Lets a daemon build that runs now and is level with its server.</summary>
    public async Task<EffectEnd> ChooseAsync()
    {
        foreach (var twin in pool.Twins.OrderBy(t => t.Id, StringComparer.Ordinal))
        {
            if (await twin.IsSynchronizedAsync().ConfigureAwait(false) is { IsTold: true, Value: true })
            {
                return await book.StoreAsync(new LedgerCommand.ChooseBuilder(twin.Id)).ConfigureAwait(false) is { } no ? EffectEnd.Again(no.Why) : EffectEnd.Done;
            }
        }

        return EffectEnd.Again("no daemon is level with its server");
    }

    public async Task<EffectEnd> BuildAsync(LedgerEffect.Build effect)
    {
        var state = book.State;
        if (state.Epoch != effect.Epoch || state.Lane is not null || !state.Payments.TryGetValue(effect.Payment, out var payment))
        {
            return EffectEnd.Again("another payment is being made");
        }

        if (pool.PausedWhy is { } paused)
        {
            return EffectEnd.Again($"the wallet is paused: {paused}");
        }

        if (pool.Twins.FirstOrDefault(t => t.Id == state.Builder) is not { } builder)
        {
            return await ChooseAsync().ConfigureAwait(false);
        }

        if (await builder.IsSynchronizedAsync().ConfigureAwait(false) is not { IsTold: true, Value: true })
        {
            return EffectEnd.Again($"{builder.Id} is not level with its server yet");
        }

        var payments = LedgerMachine.Together(state, payment, pool.MostTogether);
        var last = new Proposal(ProposalEnd.Fault, "", []);
        for (var i = 0; i < Tries; i++)
        {
            last = await TryAsync(builder, payments, effect.Epoch, last.Avoid).ConfigureAwait(false);

            // One that cannot be paid now, or never, must not hold up those that came with it.
            while (payments.Length > 1 && last.End is ProposalEnd.TooLittle or ProposalEnd.Fault)
            {
                payments = last.End == ProposalEnd.TooLittle ? payments[..((payments.Length + 1) / 2)] : [payment];
                last = await TryAsync(builder, payments, effect.Epoch, last.Avoid).ConfigureAwait(false);
            }

            if (last.End != ProposalEnd.Taken)
            {
                break;
            }
        }

        return last.End == ProposalEnd.Made ? EffectEnd.Done
            : EffectEnd.Again(last.End == ProposalEnd.TooLittle ? await AffordAsync(builder, payment).ConfigureAwait(false) : last.Why);
    }

    private enum ProposalEnd
    {
        /// <summary>It is stored.</summary>
        Made,

        /// <summary>Coins were chosen that must not be; another try avoids them.</summary>
        Taken,

        /// <summary>The builder sees too little money that is free.</summary>
        TooLittle,

        /// <summary>It cannot be built so.</summary>
        Fault,

        /// <summary>Nothing can be built now.</summary>
        NotNow,
    }

    private sealed record Proposal(ProposalEnd End, string Why, ImmutableArray<Outpoint> Avoid);

    private async Task<Proposal> TryAsync(ITwin builder, ImmutableArray<Payment> payments, long epoch, ImmutableArray<Outpoint> avoid)
    {
        if (await EqualiseAsync(builder, avoid).ConfigureAwait(false) is { } fault)
        {
            return new(ProposalEnd.NotNow, fault, avoid);
        }

        ImmutableArray<TransactionOutput> outputs = [.. payments.SelectMany(p => p.Order.Outputs)];
        var rate = payments[0].Order.Rate;
        var reply = await builder.BuildAsync(outputs, rate, payments[0].Order.Fee).ConfigureAwait(false);
        if (!reply.IsTold)
        {
            return new(ProposalEnd.Fault, $"{builder.Id}: {reply.Fault}", avoid);
        }

        if (reply.Value == BuildReply.TooLittle)
        {
            return new(ProposalEnd.TooLittle, "", avoid);
        }

        if (!Draft.TryRead(book.State.Account!, reply.Value!.Form, reply.Value.Unsigned, reply.Value.ChangeIndex, reply.Value.Word, out var draft, out var why))
        {
            return new(ProposalEnd.Fault, $"{builder.Id} built what cannot be read: {why}", avoid);
        }

        var witnessed = await WitnessAsync(builder, draft).ConfigureAwait(false);
        if (!witnessed.IsTold)
        {
            return new(ProposalEnd.NotNow, witnessed.Fault!, avoid);
        }

        if (BuildCheck.Look(book.State, outputs, rate, draft, witnessed.Value, payments[0].Order.Fee) is { } no)
        {
            return new(no.Taken.IsEmpty ? ProposalEnd.Fault : ProposalEnd.Taken, $"{builder.Id}: {no.Why}", [.. avoid, .. no.Taken]);
        }

        var built = new LedgerCommand.HasBuilt(payments[0].Id, epoch, draft, witnessed.Value) { With = [.. payments[1..].Select(p => p.Id)] };
        return await book.StoreAsync(built).ConfigureAwait(false) is { } refused ? new(ProposalEnd.NotNow, refused.Why, avoid) : new(ProposalEnd.Made, "", []);
    }

    /// <summary>Too little that is free is waited for. Whether there is too little in all, the whole balance says, at the builder and at another
    /// daemon: one whose server hides money from it must not refuse what can be paid.</summary>
    private async Task<string> AffordAsync(ITwin builder, Payment payment)
    {
        var most = Amount.Zero;
        foreach (var twin in pool.Twins.Where(t => t.Id == builder.Id || t.Server != builder.Server).OrderByDescending(t => t.Id == builder.Id).Take(2))
        {
            var money = await twin.MoneyAsync().ConfigureAwait(false);
            if (!money.IsTold)
            {
                return $"{twin.Id}: {money.Fault}";
            }

            most = money.Value > most ? money.Value : most;
        }

        var no = await book.StoreAsync(new LedgerCommand.CannotAfford(payment.Id, most)).ConfigureAwait(false);
        return no?.Why ?? "too little of the wallet's money is free now";
    }

    /// <summary>What the builder leaves alone is made equal to the book, both ways: a freeze that came late, travelled in a copy or came back with
    /// an old file would else withhold money for ever, and a missing one would have coins chosen that are taken. Of what it does not list, it has nothing to
    /// choose: most leased coins are spent long since, and freezing those at each build costs a call for every payment that is not settled. Should it learn
    /// of one in between, the check of its draft finds out.</summary>
    private async Task<string?> EqualiseAsync(ITwin builder, ImmutableArray<Outpoint> avoid)
    {
        var coins = await builder.CoinsAsync().ConfigureAwait(false);
        if (!coins.IsTold)
        {
            return $"{builder.Id}: {coins.Fault}";
        }

        var state = book.State;
        var frozen = coins.Value!.Where(c => c.Value).Select(c => c.Key).ToHashSet();
        var wanted = coins.Value!.Keys.Where(state.IsTaken).Concat(avoid).ToHashSet();
        ImmutableArray<Outpoint> missing = [.. wanted.Except(frozen).Order()];
        ImmutableArray<Outpoint> stale = [.. frozen.Except(wanted).Order()];
        if (missing.IsEmpty && stale.IsEmpty)
        {
            return null;
        }

        var made = await builder.FreezeAsync(missing, stale).ConfigureAwait(false);
        return made.IsTold ? null : $"{builder.Id}: {made.Fault}";
    }

    /// <summary>A second daemon's word for each coin. A wallet with one daemon has no second: then the first is asked what its server has.</summary>
    private async Task<Told<ImmutableArray<Unspent>>> WitnessAsync(ITwin builder, Draft draft)
    {
        var witness = pool.Twins.OrderBy(t => t.Id == builder.Id).ThenBy(t => t.Server == builder.Server).ThenBy(t => t.Id, StringComparer.Ordinal).First();
        var found = ImmutableArray.CreateBuilder<Unspent>();
        foreach (var script in draft.Coins.Select(c => c.Script).Distinct())
        {
            var unspent = await witness.UnspentAsync(script).ConfigureAwait(false);
            if (!unspent.IsTold)
            {
                return Told.Not<ImmutableArray<Unspent>>($"{witness.Id}: {unspent.Fault}");
            }

            found.AddRange(unspent.Value);
        }

        return found.DrainToImmutable();
    }
}

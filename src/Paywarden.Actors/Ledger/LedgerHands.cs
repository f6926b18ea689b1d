using System.Collections.Immutable;

namespace Paywarden.Ledger;

/// <summary>How an effect ended. What came of it is in the ledger; this only says when to try again.</summary>
/// <param name="IsDone">It did what it could; the ledger no longer owes it, or owes it for another reason.</param>
public readonly record struct EffectEnd(bool IsDone, string Why)
{
    public static EffectEnd Done { get; } = new(true, "");

    public static EffectEnd Again(string why) => new(false, why);

    /// <summary>Tried again like the others, and yet who waits for it is told: only a person can mend it.</summary>
    public static EffectEnd Hopeless(string why) => new(false, why) { IsHopeless = true };

    public bool IsHopeless { get; init; }
}

/// <summary>Carries out what a ledger owes. Every procedure may die between any two lines: whatever it learns counts only once it is stored,
/// and all it does to the world may be done twice.</summary>
/// <param name="archive">Writes payments where they are found for ever; done again for some that are there already.</param>
public sealed class LedgerHands(IWalletPool pool, ILedgerBook book, Func<IReadOnlyList<Payment>, LedgerState, Task<bool>> archive, AddressHands addresses, TimeProvider clock)
{
    /// <summary>A block may settle thousands at once; one write to the disk for each would take longer than the next block.</summary>
    private const int ArchivedAtOnce = 200;

    /// <summary>How often each signer is asked before its refusal counts: a few seconds, in which one that was started wrongly may be restarted.</summary>
    private const int RefusedTries = 4;

    private readonly LedgerBuilder _builder = new(pool, book);
    private readonly LedgerSender _sender = new(pool, book, clock);
    private readonly ForeignSender _foreign = new(pool, book);

    /// <param name="tries">How often it was tried before without success.</param>
    public Task<EffectEnd> PerformAsync(LedgerEffect effect, int tries) => effect switch
    {
        LedgerEffect.Choose => _builder.ChooseAsync(),
        LedgerEffect.Build e => _builder.BuildAsync(e),
        LedgerEffect.Sign e => SignAsync(e.Attempt, tries),
        LedgerEffect.Send e => _sender.SendAsync(e.Attempt, tries),
        LedgerEffect.Watch e => _sender.WatchAsync(e.Attempt),
        LedgerEffect.SendForeign e => _foreign.SendAsync(e.Txid, tries),
        LedgerEffect.Look => _sender.LookAsync(tries),
        LedgerEffect.Import => addresses.ImportAsync(),
        LedgerEffect.Derive e => addresses.DeriveAsync(e.Index),
        LedgerEffect.File e => addresses.FileAsync(e.Below),
        LedgerEffect.Archive e => ArchiveAsync(e.Payment),
        _ => throw new InvalidOperationException($"unknown effect {effect}"),
    };

    private async Task<EffectEnd> SignAsync(int number, int tries)
    {
        var state = book.State;
        if (state.Lane != number)
        {
            return EffectEnd.Done;
        }

        if (pool.Signers.IsEmpty)
        {
            return EffectEnd.Again("no signer runs");
        }

        var signers = pool.Signers;
        var signer = signers[tries % signers.Length];
        var raw = await signer.SignAsync(state.Attempts[number].Draft.Unsigned).ConfigureAwait(false);
        if (raw.IsTold)
        {
            return await book.StoreAsync(new LedgerCommand.HasSigned(number, raw.Value)).ConfigureAwait(false) is { } no ? EffectEnd.Again($"{signer.Id}: {no.Why}") : EffectEnd.Done;
        }

        return raw.IsRefused && tries >= RefusedTries * signers.Length ? await GiveUpAsync(number, signers).ConfigureAwait(false) : EffectEnd.Again($"{signer.Id}: {raw.Fault}");
    }

    /// <summary>Only if every signer says it, in one round: while one may still sign, the lane waits for that one.</summary>
    private async Task<EffectEnd> GiveUpAsync(int number, ImmutableArray<ISigner> signers)
    {
        var why = "";
        foreach (var signer in signers)
        {
            var raw = await signer.SignAsync(book.State.Attempts[number].Draft.Unsigned).ConfigureAwait(false);
            if (!raw.IsRefused)
            {
                return EffectEnd.Again($"{signer.Id}: {raw.Fault ?? "it can sign now"}");
            }

            why = $"{signer.Id}: {raw.Fault}";
        }

        return await book.StoreAsync(new LedgerCommand.CannotSign(number, why)).ConfigureAwait(false) is { } no ? EffectEnd.Again(no.Why) : EffectEnd.Again(why);
    }

    private async Task<EffectEnd> ArchiveAsync(PaymentId first)
    {
        var state = book.State;
        if (!state.Payments.TryGetValue(first, out var payment))
        {
            return EffectEnd.Done;
        }

        List<Payment> payments = [.. state.Settled.Values.Take(ArchivedAtOnce).Select(id => state.Payments[id]).Where(p => p.Number > payment.Number).Prepend(payment)];
        if (!await archive(payments, state).ConfigureAwait(false))
        {
            return EffectEnd.Again("the archive could not be written");
        }

        var told = await Task.WhenAll(payments.Select(p => book.StoreAsync(new LedgerCommand.HasArchived(p.Id)))).ConfigureAwait(false);
        return told.FirstOrDefault(no => no is not null) is { } no ? EffectEnd.Again(no.Why) : EffectEnd.Done;
    }
}

using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>How an effect ended. What came of it is in the ledger; this only says when to try again.</summary>
/// <param name="IsDone">It did what it could; the ledger no longer owes it, or owes it for another reason.</param>
public readonly record struct EffectEnd(bool IsDone, string Why)
{
    public static EffectEnd Done { get; } = new(true, "");

    public static EffectEnd Again(string why) => new(false, why);
}

/// <summary>Carries out what a ledger owes. Every procedure may die between any two lines: whatever it learns counts only once it is stored,
/// and all it does to the world may be done twice.</summary>
/// <param name="archive">Writes the payment where it is found for ever; done again for one that is there already.</param>
public sealed class LedgerHands(IWalletPool pool, ILedgerBook book, Func<Payment, LedgerState, Task<bool>> archive, TimeProvider clock)
{
    /// <summary>How often each signer is asked before its refusal counts: a few seconds, in which one that was started wrongly may be restarted.</summary>
    private const int RefusedTries = 4;

    private readonly LedgerBuilder _builder = new(pool, book);
    private readonly LedgerSender _sender = new(pool, book, clock);

    /// <param name="tries">How often it was tried before without success.</param>
    public Task<EffectEnd> PerformAsync(LedgerEffect effect, int tries) => effect switch
    {
        LedgerEffect.Choose => _builder.ChooseAsync(),
        LedgerEffect.Build e => _builder.BuildAsync(e),
        LedgerEffect.Sign e => SignAsync(e.Attempt, tries),
        LedgerEffect.Send e => _sender.SendAsync(e.Attempt, tries),
        LedgerEffect.Look => _sender.LookAsync(tries),
        LedgerEffect.Derive e => DeriveAsync(e.Index),
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

    /// <summary>Two daemons, so that one on another wallet's file is found out, where there are two.</summary>
    private async Task<EffectEnd> DeriveAsync(uint index)
    {
        ImmutableArray<ITwin> twins = [.. pool.Twins.OrderByDescending(t => t.Id == book.State.Builder).Take(2)];
        foreach (var twin in twins)
        {
            var address = await twin.AddressAsync(index).ConfigureAwait(false);
            if (!address.IsTold)
            {
                return EffectEnd.Again($"{twin.Id}: {address.Fault}");
            }

            if (address.Value != book.State.Account!.Address(KeyBranch.Receiving, index))
            {
                return EffectEnd.Again($"{twin.Id} has another address at {index} than the wallet's key gives: it works on another wallet");
            }
        }

        return twins.IsEmpty ? EffectEnd.Again("no daemon runs")
            : await book.StoreAsync(new LedgerCommand.HasDerived(index, book.State.Account!.Address(KeyBranch.Receiving, index))).ConfigureAwait(false) is { } no ? EffectEnd.Again(no.Why)
            : EffectEnd.Done;
    }

    private async Task<EffectEnd> ArchiveAsync(PaymentId id)
    {
        var state = book.State;
        if (!state.Payments.TryGetValue(id, out var payment))
        {
            return EffectEnd.Done;
        }

        return !await archive(payment, state).ConfigureAwait(false) ? EffectEnd.Again("the archive could not be written")
            : await book.StoreAsync(new LedgerCommand.HasArchived(id)).ConfigureAwait(false) is { } no ? EffectEnd.Again(no.Why)
            : EffectEnd.Done;
    }
}

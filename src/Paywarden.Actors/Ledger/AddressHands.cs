using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Carries out what a ledger owes about addresses.</summary>
public sealed class AddressHands(IWalletPool pool, ILedgerBook book, ILedgerAddresses addresses, string ledger)
{
    /// <summary>Everything that the wallet's files know counts as shown, and so does what an earlier journal gave away.</summary>
    public async Task<EffectEnd> ImportAsync()
    {
        var known = await pool.CountAddressesAsync().ConfigureAwait(false);
        if (!known.IsTold)
        {
            return EffectEnd.Again(known.Fault!);
        }

        var filed = await addresses.CountAsync(ledger).ConfigureAwait(false);
        return !filed.IsTold ? EffectEnd.Again(filed.Fault!)
            : await book.StoreAsync(new LedgerCommand.HasImported(Math.Max(known.Value, filed.Value))).ConfigureAwait(false) is { } no ? EffectEnd.Again(no.Why)
            : EffectEnd.Done;
    }

    /// <summary>Two daemons, so that one on another wallet's file is found out, where there are two; a pool of one has its own word and our derivation.</summary>
    public async Task<EffectEnd> DeriveAsync(uint index)
    {
        var own = book.State.Account!.Address(KeyBranch.Receiving, index);
        ImmutableArray<ITwin> twins = [.. pool.Twins.OrderByDescending(t => t.Id == book.State.Builder).Take(2)];
        foreach (var twin in twins)
        {
            var address = await twin.AddressAsync(index).ConfigureAwait(false);
            if (!address.IsTold)
            {
                return EffectEnd.Again($"{twin.Id}: {address.Fault}");
            }

            if (address.Value != own)
            {
                return EffectEnd.Hopeless($"{twin.Id} has another address at {index} than the wallet's key gives, so it works on another wallet: no address is handed out");
            }
        }

        return twins.IsEmpty ? EffectEnd.Again("no daemon runs")
            : await book.StoreAsync(new LedgerCommand.HasDerived(index, own)).ConfigureAwait(false) is { } no ? EffectEnd.Again(no.Why)
            : EffectEnd.Done;
    }

    public async Task<EffectEnd> FileAsync(uint below)
    {
        ImmutableArray<IssuedAddress> issued = [.. book.State.Unfiled.Values.TakeWhile(a => a.Index < below)];
        if (issued.IsEmpty)
        {
            return EffectEnd.Done;
        }

        var filed = await addresses.FileAsync(ledger, issued).ConfigureAwait(false);
        return !filed.IsTold ? EffectEnd.Again(filed.Fault!)
            : await book.StoreAsync(new LedgerCommand.HasFiled(below)).ConfigureAwait(false) is { } no ? EffectEnd.Again(no.Why)
            : EffectEnd.Done;
    }
}

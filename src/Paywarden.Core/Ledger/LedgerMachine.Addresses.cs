using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using Command = Paywarden.Ledger.LedgerCommand;
using Event = Paywarden.Ledger.LedgerEvent;

namespace Paywarden.Ledger;

/// <summary>Addresses: an index is given away before anybody derives it, and to one asker only. What becomes of a call that dies, its index is lost to
/// everybody but the same asker: a gap costs nothing, an address given twice shows one customer's money as another's.</summary>
public static partial class LedgerMachine
{
    /// <summary>BIP32: from here on the numbers mean hardened children, which a public key does not give.</summary>
    private const uint MaxAddresses = 0x8000_0000;

    private static Decision<Event> Reserve(LedgerState state, Command.Reserve c, DateTimeOffset now)
    {
        // Who asks again is answered, whatever has happened to the wallet since.
        if (state.IndexFor.ContainsKey(c.For))
        {
            return Nothing;
        }

        if (now - c.NotFiledAt > LedgerState.KnowsArchived / 2)
        {
            return No("look-again", "the book of addresses was looked at too long ago to say that this asker is new");
        }

        if (state.Held is not null)
        {
            return Held(state);
        }

        if (state.Imported is null)
        {
            return No("not-imported", $"the addresses that {state.Wallet} has shown before are being counted: its daemons have not told yet");
        }

        if (state.NextIndex >= MaxAddresses)
        {
            return No("no-more", $"{state.Wallet} has no further address");
        }

        var reserved = new Event.Reserved(state.NextIndex, c.For, now);
        return c.Terms is { } terms ? Do(reserved, new Event.Requested(reserved.Index, terms.Amount, terms.ExpiresIn, now)) : Do(reserved);
    }

    private static Decision<Event> Derived(LedgerState state, Command.HasDerived c, DateTimeOffset now) =>
        !state.Reserved.ContainsKey(c.Index) ? Nothing
        : c.Address != state.Account!.Address(KeyBranch.Receiving, c.Index) ? No("other-address", $"a daemon of {state.Wallet} has another address at {c.Index} than its key gives: it works on another wallet")
        : Do(new Event.Issued(c.Index, c.Address, now));

    /// <summary>Not the first unfiled alone: the book is written in one go, so what was issued out of order waits for what is still being derived.</summary>
    private static Decision<Event> Filed(LedgerState state, Command.HasFiled c, DateTimeOffset now) =>
        !state.Unfiled.IsEmpty && state.Unfiled.Keys.First() < c.Below ? Do(new Event.Filed(c.Below, now)) : Nothing;

    /// <summary>Below it everything that is not in the book of addresses is a gap for ever.</summary>
    private static uint Fileable(LedgerState state) => state.Reserved.IsEmpty ? state.NextIndex : state.Reserved.Keys.First();

    private static LedgerState Apply(LedgerState state, Event.Imported e) => state with { Imported = e.Count, NextIndex = Math.Max(state.NextIndex, e.Count) };

    private static LedgerState Apply(LedgerState state, Event.Reserved e) => state with
    {
        NextIndex = Math.Max(state.NextIndex, e.Index + 1),
        Reserved = state.Reserved.SetItem(e.Index, e.For),
        IndexFor = state.IndexFor.SetItem(e.For, e.Index),
    };

    private static LedgerState Apply(LedgerState state, Event.Issued e) => state.Reserved.TryGetValue(e.Index, out var asker)
        ? state with
        {
            Reserved = state.Reserved.Remove(e.Index),
            Terms = state.Terms.Remove(e.Index),
            Unfiled = state.Unfiled.SetItem(e.Index, new IssuedAddress(e.Index, e.Address, asker, state.Terms.GetValueOrDefault(e.Index), e.At)),
        }
        : state;

    private static LedgerState Apply(LedgerState state, Event.Filed e)
    {
        var filed = state.Unfiled.Values.TakeWhile(a => a.Index < e.Below).ToList();
        var recent = filed.Aggregate(state.JustFiled, (queue, address) => queue.Enqueue((address.For, e.At)));
        var askers = state.IndexFor;
        while (!recent.IsEmpty && e.At - recent.Peek().At > LedgerState.KnowsArchived)
        {
            recent = recent.Dequeue(out var old);
            askers = askers.Remove(old.For);
        }

        return state with { Unfiled = state.Unfiled.RemoveRange(filed.Select(a => a.Index)), JustFiled = recent, IndexFor = askers };
    }
}

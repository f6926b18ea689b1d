using System.Collections.Immutable;
using CsCheck;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>No address twice: an index belongs to the first who asked, whatever becomes of the call, and to nobody after.</summary>
public sealed class LedgerAddressSpecs
{
    private readonly SomeLedger _ledger = new();

    [Fact]
    public void Each_asker_is_given_one_address_and_no_two_the_same()
    {
        Reserve("a");
        Reserve("b");

        Assert.Empty(Reserve("a"));
        Assert.Equal([(0u, "a"), (1u, "b")], _ledger.State.Reserved.Select(r => (r.Key, r.Value)));
        Assert.Equal("other-address", _ledger.Refusal(new LedgerCommand.HasDerived(0, Address(1))));
        _ledger.Tell(new LedgerCommand.HasDerived(0, Address(0)));
        Assert.Equal(1u, Assert.Single(_ledger.State.Reserved).Key);
    }

    [Fact]
    public void What_the_wallet_knew_before_its_ledger_is_never_given_away()
    {
        var ledger = new SomeLedger().Unimported();
        Assert.Contains(new LedgerEffect.Import(), LedgerMachine.Owes(ledger.State));
        Assert.Equal("not-imported", ledger.Refusal(new LedgerCommand.Reserve("a", ledger.Now)));

        ledger.Tell(new LedgerCommand.HasImported(57));

        Assert.Equal(57u, ledger.Tell(new LedgerCommand.Reserve("a", ledger.Now)).OfType<LedgerEvent.Reserved>().Single().Index);
        Assert.Empty(ledger.Tell(new LedgerCommand.HasImported(3)));
        Assert.DoesNotContain(new LedgerEffect.Import(), LedgerMachine.Owes(ledger.State));
    }

    [Fact]
    public void A_released_wallet_counts_its_addresses_again_and_goes_on_behind_them()
    {
        Reserve("a");
        _ledger.Tell(new LedgerCommand.Hold("restored"));
        Assert.Equal("held", _ledger.Refusal(new LedgerCommand.Reserve("b", _ledger.Now)));
        Assert.Empty(Reserve("a"));

        _ledger.Tell(new LedgerCommand.Reconcile("ann", [], ImmutableDictionary<Txid, int>.Empty, [], 0, []));
        _ledger.Tell(new LedgerCommand.Release("treasurer", "matched"));
        _ledger.Tell(new LedgerCommand.HasImported(90));
        Assert.Equal(90u, Reserve("b").OfType<LedgerEvent.Reserved>().Single().Index);
    }

    [Fact]
    public void An_address_is_filed_with_what_is_wanted_there_and_then_forgotten()
    {
        var terms = new AddressTerms(Amount.Of(500_000), 3600);
        _ledger.Tell(new LedgerCommand.Reserve("shop/key/1", _ledger.Now, terms));
        Reserve("shop/call/2");
        Derive(1);
        Assert.DoesNotContain(LedgerMachine.Owes(_ledger.State), e => e is LedgerEffect.File);
        Derive(0);

        Assert.Contains(new LedgerEffect.File(2), LedgerMachine.Owes(_ledger.State));
        Assert.Equal([("shop", terms), ("shop", null)], _ledger.State.Unfiled.Values.Select(a => (a.User, a.Terms)));
        Assert.False(_ledger.State.IsFiled(0));

        _ledger.Tell(new LedgerCommand.HasFiled(2));
        Assert.True(_ledger.State.IsFiled(0));
        Assert.Empty(_ledger.State.Unfiled);
        Assert.Empty(_ledger.State.Terms);
        Assert.Empty(Reserve("shop/key/1"));
    }

    [Fact]
    public void Whoever_looked_into_the_book_too_long_ago_looks_again()
    {
        var looked = _ledger.Now;
        _ledger.Now += LedgerState.KnowsArchived;

        Assert.Equal("look-again", _ledger.Refusal(new LedgerCommand.Reserve("a", looked)));
    }

    /// <summary>The whole promise, with the book as the desk asks it: any order of calls, deaths and time.</summary>
    [Fact]
    public void No_index_has_two_askers_and_no_asker_two_indices_in_any_order_of_things() => Gen.Select(Gen.Int[0, 9], Gen.Int[0, 7]).Array[60].Sample(steps =>
    {
        var ledger = new SomeLedger();
        var book = new Dictionary<string, uint>();
        foreach (var (what, which) in steps)
        {
            var asker = $"shop/key/{which}";
            switch (what)
            {
                case < 5 when !book.ContainsKey(asker):
                    ledger.Tell(new LedgerCommand.Reserve(asker, ledger.Now));
                    break;
                case 5 or 6 when !ledger.State.Reserved.IsEmpty:
                    var index = ledger.State.Reserved.Keys.ElementAt(which % ledger.State.Reserved.Count);
                    ledger.Tell(new LedgerCommand.HasDerived(index, Address(index)));
                    break;
                case 7 when LedgerMachine.Owes(ledger.State).OfType<LedgerEffect.File>().FirstOrDefault() is { } file:
                    foreach (var address in ledger.State.Unfiled.Values.Where(a => a.Index < file.Below))
                    {
                        book.Add(address.For, address.Index);
                    }

                    // The owner dies between the book and the journal every other time: then it files again.
                    if (which % 2 == 0)
                    {
                        ledger.Tell(new LedgerCommand.HasFiled(file.Below));
                    }
                    else
                    {
                        ledger.State.Unfiled.Values.Where(a => a.Index < file.Below).ToList().ForEach(a => book.Remove(a.For));
                    }

                    break;
                case 8:
                    ledger.Now += TimeSpan.FromSeconds(10 * which);
                    break;
                default:
                    break;
            }
        }

        var reserved = ledger.Events.OfType<LedgerEvent.Reserved>().ToList();
        Assert.Equal(reserved.Count, reserved.Select(r => r.Index).Distinct().Count());
        Assert.Equal(reserved.Count, reserved.Select(r => r.For).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, reserved.Count).Select(i => (uint)i), reserved.Select(r => r.Index).Order());
        var again = ledger.Events.Aggregate(LedgerState.Empty, LedgerMachine.Apply);
        Assert.Equal(LedgerMachine.Owes(ledger.State), LedgerMachine.Owes(again));
        Assert.Equal(ledger.State.IndexFor.OrderBy(i => i.Key), again.IndexFor.OrderBy(i => i.Key));
    });

    [Fact]
    public void A_hundred_thousand_addresses_leave_only_the_last_minute_in_memory()
    {
        var state = _ledger.State;
        var now = _ledger.Now;
        for (uint i = 0; i < 100_000; i++)
        {
            now += TimeSpan.FromSeconds(1);
            state = LedgerMachine.Apply(state, new LedgerEvent.Reserved(i, $"shop/call/{i}", now));
            state = LedgerMachine.Apply(state, new LedgerEvent.Issued(i, "an address", now));
            state = LedgerMachine.Apply(state, new LedgerEvent.Filed(i + 1, now));
        }

        Assert.Equal(100_000u, state.NextIndex);
        Assert.Equal((0, 0, 0), (state.Reserved.Count, state.Unfiled.Count, state.Terms.Count));
        Assert.InRange(state.IndexFor.Count, 1, 61);
        Assert.Equal(state.IndexFor.Count, state.JustFiled.Count());
    }

    private ImmutableArray<LedgerEvent> Reserve(string asker) => _ledger.Tell(new LedgerCommand.Reserve(asker, _ledger.Now));

    private void Derive(uint index) => _ledger.Tell(new LedgerCommand.HasDerived(index, Address(index)));

    private static string Address(uint index) => SomeLedger.Account.Address(KeyBranch.Receiving, index);
}

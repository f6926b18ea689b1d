using System.Collections.Immutable;

namespace Paywarden.Ledger.World;

/// <summary>The book of addresses, in memory.</summary>
internal sealed class FakeAddressBook : ILedgerAddresses
{
    private ImmutableDictionary<string, IssuedAddress> _filed = ImmutableDictionary<string, IssuedAddress>.Empty;

    public IReadOnlyDictionary<string, IssuedAddress> Filed => _filed;

    public Task<Told<bool>> FileAsync(string ledger, ImmutableArray<IssuedAddress> addresses)
    {
        ImmutableInterlocked.Update(ref _filed, (filed, more) => filed.SetItems(more.Select(a => KeyValuePair.Create(a.For, a))), addresses);
        return Task.FromResult<Told<bool>>(true);
    }

    public Task<Told<IssuedAddress?>> FindAsync(string ledger, string asker) => Task.FromResult(new Told<IssuedAddress?>(_filed.GetValueOrDefault(asker), null));

    public Task<Told<uint>> CountAsync(string ledger) => Task.FromResult<Told<uint>>(_filed.Values.Select(a => a.Index + 1).DefaultIfEmpty().Max());
}

using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A row of issued_address, with its memo.</summary>
internal sealed class AddressRow
{
    public long Index { get; init; }

    public string Address { get; init; } = "";

    public string Asker { get; init; } = "";

    /// <summary>Satoshis; 0: any amount; null: money was not asked for.</summary>
    public long? Wanted { get; init; }

    public long ExpiresIn { get; init; }

    /// <summary>Unix milliseconds, like every time here.</summary>
    public long Issued { get; init; }

    public long? Removed { get; init; }

    /// <summary>When all that is wanted was first known to be there; null: it was not yet.</summary>
    public long? Covered { get; init; }

    /// <summary>How it ended, once that is buried under so many blocks that nobody needs to look again.</summary>
    public string? Settled { get; init; }

    public long? Received { get; init; }

    public string? Memo { get; init; }

    public DateTimeOffset IssuedAt => DateTimeOffset.FromUnixTimeMilliseconds(Issued);

    public AddressTerms? Terms => Wanted is { } wanted ? new AddressTerms(Amount.Of(wanted), (int)ExpiresIn) : null;

    /// <summary>A request that its caller has not taken away.</summary>
    public bool IsRequest => Wanted is not null && Removed is null;

    public bool IsOf(string user) => global::Paywarden.Ledger.Asker.UserOf(Asker) == user;

    public IssuedAddress Read() => new((uint)Index, Address, Asker, Terms, IssuedAt);
}

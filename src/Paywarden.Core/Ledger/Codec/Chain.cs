using System.Collections.Immutable;

namespace Paywarden.Ledger.Codec;

/// <summary>What an extended public key's four version bytes mean on a chain: which addresses its account has (SLIP-0132).</summary>
public sealed record KeyVersion(uint Value, ScriptKind Kind);

/// <summary>One chain and network, as data: all that tells its money and its addresses from those of another. <see cref="Chains"/> has them.</summary>
public sealed record Chain
{
    /// <summary>BCH, BTC or LTC.</summary>
    public required string Name { get; init; }

    public required Network Network { get; init; }

    /// <summary>What stands before the colon of a cash address; null: the chain has none, and has segwit instead.</summary>
    public string? CashPrefix { get; init; }

    /// <summary>What stands before the 1 of a segwit address (BIP173); null: the chain has none.</summary>
    public string? SegwitPrefix { get; init; }

    /// <summary>First byte of a base58 address that pays to a key.</summary>
    public required byte KeyHashVersion { get; init; }

    /// <summary>First byte of a base58 address that pays to a script. The first one is written; the others are read too.</summary>
    public required ImmutableArray<byte> ScriptHashVersions { get; init; }

    public required ImmutableArray<KeyVersion> KeyVersions { get; init; }

    /// <summary>More coins than there will ever be.</summary>
    public required Amount MaxMoney { get; init; }

    /// <summary>Blocks, its own counted, after which a transaction is taken to stand for ever.</summary>
    public required int FinalConfirmations { get; init; }

    public required DustLimits Dust { get; init; }

    /// <summary>Reads an amount as <see cref="Amount.TryRead"/> does, and not more than this chain will ever have.</summary>
    public bool TryAmount(string text, out Amount amount, out string why)
    {
        if (!Amount.TryRead(text, out amount, out why))
        {
            return false;
        }

        why = amount <= MaxMoney ? "" : $"the amount is more than there will ever be of {Name}";
        return why.Length == 0;
    }

    public bool HasSegwit => SegwitPrefix is not null;

    /// <summary>For sentences: "BCH main".</summary>
    public override string ToString() => $"{Name} {Network.ToString().ToLowerInvariant()}";
}

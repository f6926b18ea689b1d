using System.Collections.Immutable;

namespace Paywarden.Ledger.Codec;

/// <summary>What a PSBT knows of one of its outputs.</summary>
/// <param name="Keys">Keys of the wallet that the output pays to: there for change, as a rule.</param>
/// <param name="Map">All pairs, unknown ones too.</param>
public sealed record PsbtOutput(ImmutableArray<KeyOrigin> Keys, PsbtMap Map)
{
    public bool Equals(PsbtOutput? other) => other is not null && Map.Equals(other.Map);

    public override int GetHashCode() => Map.GetHashCode();

    public override string ToString() => $"output with {Keys.Length} keys";

    internal static PsbtOutput Read(ref ByteReader from, ref int budget)
    {
        var map = PsbtMap.Read(ref from, ref budget);
        if (map.Fault(Fault) is { } why)
        {
            from.Fail(why);
        }

        return new PsbtOutput(from.IsGood ? [.. map.All(PsbtType.OutKeyOrigin).Select(KeyOrigin.Of)] : [], map);
    }

    private static string? Fault(PsbtPair pair) => pair.Type switch
    {
        PsbtType.OutKeyOrigin => KeyOrigin.Fault(pair),
        <= PsbtType.OutWitnessScript when !pair.KeyData.IsEmpty => "an output's key has more than its type allows",
        _ => null,
    };
}

using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Paywarden.Ledger.Codec;

/// <summary>What a PSBT knows of one of its inputs.</summary>
/// <param name="Coin">The output that it spends; null: not told, so neither its value nor the fee is known.</param>
/// <param name="IsCoinProven">The whole transaction that made the coin is there and has the right name, so the coin's value is as the chain has it.
/// Else the value is the builder's word (a witness coin alone).</param>
/// <param name="FinalScript">What will unlock it, ready; null: not there.</param>
/// <param name="FinalWitness">Its witness, ready; null: not there.</param>
/// <param name="SigHash">What a signature commits to; null: everything, as the rule is.</param>
/// <param name="Map">All pairs, unknown ones too.</param>
public sealed record PsbtInput(
    TransactionOutput? Coin, bool IsCoinProven, Bytes? FinalScript, ImmutableArray<Bytes>? FinalWitness, uint? SigHash, ImmutableArray<KeyOrigin> Keys, PsbtMap Map)
{
    public bool IsFinal => FinalScript is not null || FinalWitness is not null;

    /// <summary>How many signatures there are that nobody has put together yet.</summary>
    public int Signatures => Map.All(PsbtType.InPartialSignature).Count();

    internal PsbtInput Slim() => Map.TryGet(PsbtType.InWitnessCoin, out _) ? this with { IsCoinProven = false, Map = Map.Without(PsbtType.InNonWitnessCoin) } : this;

    public bool Equals(PsbtInput? other) => other is not null && Map.Equals(other.Map);

    public override int GetHashCode() => Map.GetHashCode();

    public override string ToString() => $"{(IsFinal ? "final" : "open")} input of {Coin?.Value.ToString() ?? "unknown value"}";

    internal static PsbtInput Read(ref ByteReader from, Outpoint spends, ref int budget)
    {
        var map = PsbtMap.Read(ref from, ref budget);
        if (map.Fault(Fault) is { } why)
        {
            from.Fail(why);
        }

        if (!from.IsGood)
        {
            return new PsbtInput(null, false, null, null, null, [], map);
        }

        var coin = ProvenCoin(ref from, map, spends);
        var isProven = coin is not null;
        if (map.TryGet(PsbtType.InWitnessCoin, out var told))
        {
            var reader = new ByteReader(told.Span);
            var witnessCoin = TransactionReader.Output(ref reader);
            reader.End("a coin");
            if (reader.Why is { } broken)
            {
                from.Fail(broken);
            }
            else if (isProven && witnessCoin != coin)
            {
                from.Fail("an input tells two different coins that it spends");
            }

            coin = witnessCoin;
        }

        return new PsbtInput(
            coin,
            isProven,
            map.TryGet(PsbtType.InFinalScript, out var script) ? script : null,
            Witness(ref from, map),
            map.TryGet(PsbtType.InSigHash, out var type) ? BinaryPrimitives.ReadUInt32LittleEndian(type.Span) : null,
            [.. map.All(PsbtType.InKeyOrigin).Select(KeyOrigin.Of)],
            map);
    }

    private static string? Fault(PsbtPair pair) => pair.Type switch
    {
        PsbtType.InPartialSignature when pair.KeyData.Length is not (33 or 65) => "a public key has a wrong length",
        PsbtType.InPartialSignature => null,
        PsbtType.InKeyOrigin => KeyOrigin.Fault(pair),
        <= PsbtType.InFinalWitness when !pair.KeyData.IsEmpty => "an input's key has more than its type allows",
        PsbtType.InSigHash when pair.Value.Length != 4 => "a signature type has a wrong length",
        _ => null,
    };

    private static TransactionOutput? ProvenCoin(ref ByteReader from, PsbtMap map, Outpoint spends)
    {
        if (!map.TryGet(PsbtType.InNonWitnessCoin, out var bytes))
        {
            return null;
        }

        if (!Transaction.TryRead(bytes.Span, out var source, out var why))
        {
            from.Fail($"the transaction that made a coin cannot be read: {why}");
        }
        else if (source.Id() != spends.Txid)
        {
            from.Fail("the transaction that is said to have made a coin has another name");
        }
        else if (spends.Index >= (uint)source.Outputs.Length)
        {
            from.Fail("the transaction that is said to have made a coin has no such output");
        }
        else
        {
            return source.Outputs[(int)spends.Index];
        }

        return null;
    }

    private static ImmutableArray<Bytes>? Witness(ref ByteReader from, PsbtMap map)
    {
        if (!map.TryGet(PsbtType.InFinalWitness, out var bytes))
        {
            return null;
        }

        var reader = new ByteReader(bytes.Span);
        var witness = TransactionReader.Witness(ref reader);
        reader.End("a witness");
        if (reader.Why is { } why)
        {
            from.Fail(why);
        }

        return witness;
    }
}

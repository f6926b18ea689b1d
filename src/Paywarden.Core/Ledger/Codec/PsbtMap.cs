using System.Collections.Immutable;

namespace Paywarden.Ledger.Codec;

/// <summary>One pair of a PSBT map.</summary>
/// <param name="Type">The key's first part, a compact size.</param>
/// <param name="KeyData">What follows it: nothing, or for example a public key.</param>
internal readonly record struct PsbtPair(ulong Type, Bytes KeyData, Bytes Value);

/// <summary>One map of a PSBT: its pairs in the order in which they came, unknown ones too, so that it is written back byte for byte (BIP174: what a
/// program does not understand it must pass on). No key is there twice. Its pairs may hold keys of the wallet: it has no text.</summary>
public sealed record PsbtMap
{
    private readonly ImmutableArray<PsbtPair> _pairs;

    private PsbtMap(ImmutableArray<PsbtPair> pairs) => _pairs = pairs;

    /// <summary>How many pairs, known and unknown.</summary>
    public int Count => _pairs.Length;

    public bool Equals(PsbtMap? other) => other is not null && _pairs.SequenceEqual(other._pairs);

    public override int GetHashCode() => _pairs.Length;

    public override string ToString() => $"{Count} pairs";

    /// <param name="budget">How many pairs the whole PSBT may still have: each costs us many times its few bytes.</param>
    internal static PsbtMap Read(ref ByteReader from, ref int budget)
    {
        var pairs = ImmutableArray.CreateBuilder<PsbtPair>();
        var keys = new HashSet<Bytes>();
        while (from.IsGood)
        {
            var key = from.Prefixed("a key");
            if (key.IsEmpty)
            {
                break;
            }

            if (--budget < 0)
            {
                from.Fail("the PSBT has more pairs than any");
            }

            if (!keys.Add(key))
            {
                from.Fail("a key stands twice in a map");
            }

            var parts = new ByteReader(key.Span);
            var type = parts.CompactSize("a key's type");
            if (parts.Why is { } why)
            {
                from.Fail(why);
            }

            pairs.Add(new PsbtPair(type, Bytes.Copy(parts.Ahead), from.Prefixed("a value")));
        }

        return new PsbtMap(pairs.DrainToImmutable());
    }

    internal void Write(ByteWriter to)
    {
        foreach (var pair in _pairs)
        {
            to.Prefixed(new ByteWriter().CompactSize(pair.Type).Raw(pair.KeyData.Span).Written).Prefixed(pair.Value.Span);
        }

        to.Byte(0);
    }

    /// <summary>The value of a key that is nothing but its type.</summary>
    internal bool TryGet(ulong type, out Bytes value)
    {
        foreach (var pair in _pairs)
        {
            if (pair.Type == type && pair.KeyData.IsEmpty)
            {
                value = pair.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    internal PsbtMap Without(ulong type) => new([.. _pairs.Where(p => p.Type != type)]);

    internal IEnumerable<PsbtPair> All(ulong type) => _pairs.Where(p => p.Type == type);

    /// <summary>One sentence when a pair whose type we know has not the form of that type (BIP174: then the whole is invalid).</summary>
    internal string? Fault(Func<PsbtPair, string?> rule) => _pairs.Select(rule).FirstOrDefault(why => why is not null);
}

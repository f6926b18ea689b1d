using System.Collections.Immutable;
using CsCheck;

namespace Paywarden.Ledger.Codec;

/// <summary>Made-up values of every form that the codec has.</summary>
internal static class Gens
{
    public static readonly Gen<Amount> Amounts = Gen.OneOf(Gen.Long[0, Amount.MaxSatoshis], Gen.Long[0, 100_000], Gen.Const(Amount.MaxSatoshis)).Select(Amount.Of);

    public static readonly Gen<Bytes> Scripts = Gen.OneOf(Gen.Byte.Array[0, 80], Gen.Byte.Array[250, 260], Gen.Const(Array.Empty<byte>())).Select(b => Bytes.Copy(b));

    public static readonly Gen<byte[]> Hash20 = Gen.Byte.Array[20];

    public static readonly Gen<byte[]> Hash32 = Gen.Byte.Array[32];

    public static readonly Gen<Outpoint> Outpoints = Gen.Select(Hash32, Gen.UInt).Select((hash, index) => new Outpoint(Txid.FromWire(hash), index));

    /// <summary>Small enough that any number of them can be paid.</summary>
    public static readonly Gen<TransactionOutput> Outputs =
        Gen.Select(Gen.Long[0, 1_000_000_000], Scripts).Select((value, script) => new TransactionOutput(Amount.Of(value), script));

    public static readonly Gen<Transaction> Transactions =
        from version in Gen.UInt
        from coins in Outpoints.HashSet[1, 5]
        from scripts in Scripts.Array[5]
        from witnesses in Gen.OneOf(Gen.Const(Array.Empty<Bytes>()), Scripts.Array[0, 3]).Array[5]
        from sequence in Gen.UInt
        from outputs in Outputs.Array[1, 5]
        from lockTime in Gen.UInt
        from hogEx in Gen.Bool
        select new Transaction(version, [.. coins.Select((c, i) => new TransactionInput(c, scripts[i], sequence, [.. witnesses[i]]))], [.. outputs], lockTime) { IsFromExtension = hogEx };

    public static readonly Gen<PartialInput> UnsignedInputs =
        from coin in Outpoints
        from value in Gen.Long[0, 1_000_000_000]
        from branch in Gen.UShort
        from index in Gen.UShort
        from sequence in Gen.UInt
        select PartialInput.Of(coin, Amount.Of(value), PartialKey.Of(Some.Account(), branch, index), sequence);

    public static readonly Gen<PartialTransaction> Partials =
        from version in Gen.UInt
        from inputs in UnsignedInputs.Array[1, 5]
        from outputs in Outputs.Array[1, 5]
        from lockTime in Gen.UInt
        select new PartialTransaction(version, [.. inputs.DistinctBy(i => i.Spends)], [.. outputs], lockTime);

    public static readonly Gen<Chain> AllChains = Gen.OneOf(Chains.All.ToArray());

    /// <summary>One to three accidents of a good form: what reaches the corners that random bytes never would.</summary>
    public static Gen<byte[]> Broken(Gen<byte[]> good) =>
        Gen.Select(good, Gen.Select(Gen.Int[0, 4], Gen.UInt, Gen.OneOf(Gen.Byte, Gen.OneOf<byte>(0, 1, 0xfd, 0xfe, 0xff))).Array[1, 3]).Select((bytes, accidents) =>
        {
            var broken = bytes.ToList();
            foreach (var (kind, where, value) in accidents)
            {
                var at = (int)(where % (uint)(broken.Count + 1));
                Happen(broken, kind, at, value);
            }

            return broken.ToArray();
        });

    private static void Happen(List<byte> bytes, int kind, int at, byte value)
    {
        switch (kind)
        {
            case 0:
                bytes.Insert(at, value);
                break;
            case 1 when at < bytes.Count:
                bytes.RemoveAt(at);
                break;
            case 2:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 3:
                bytes.InsertRange(at, bytes.Take(value).ToArray());
                break;
            case 4 when at < bytes.Count:
                bytes[at] = value;
                break;
        }
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;

namespace Paywarden.Ledger.Codec;

/// <summary>The name of a transaction: SHA-256 twice over its bytes without witness. Printed the way all software prints it, last byte first.
/// We compute it from the bytes that we stored; a daemon's word for it is only compared.</summary>
public readonly record struct Txid : IComparable<Txid>
{
    /// <summary>Bytes in a transaction.</summary>
    public const int Length = 32;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    private Txid(UInt128 high, UInt128 low) => (_high, _low) = (high, low);

    /// <param name="bytes">32 bytes in the order they have in a transaction; another length is a bug of the caller.</param>
    public static Txid FromWire(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length);
        return new Txid(BinaryPrimitives.ReadUInt128LittleEndian(bytes[16..]), BinaryPrimitives.ReadUInt128LittleEndian(bytes));
    }

    /// <summary>Reads 64 hex digits in either case.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out Txid txid)
    {
        txid = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length != 2 * Length || Convert.FromHexString(text, bytes, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        bytes.Reverse();
        txid = FromWire(bytes);
        return true;
    }

    /// <summary>The order of their texts: BIP69 sorts inputs by it.</summary>
    public int CompareTo(Txid other) => _high == other._high ? _low.CompareTo(other._low) : _high.CompareTo(other._high);

    public static bool operator <(Txid left, Txid right) => left.CompareTo(right) < 0;

    public static bool operator >(Txid left, Txid right) => left.CompareTo(right) > 0;

    public static bool operator <=(Txid left, Txid right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Txid left, Txid right) => left.CompareTo(right) >= 0;

    /// <summary>64 lower-case hex digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_high:x32}{_low:x32}");

    internal void Write(ByteWriter to)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, _low);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes[16..], _high);
        to.Raw(bytes);
    }
}

using System.Buffers;
using System.Buffers.Binary;

namespace Paywarden.Ledger.Codec;

/// <summary>Writes what <see cref="ByteReader"/> reads, each thing in its one canonical form.</summary>
public sealed class ByteWriter
{
    private readonly ArrayBufferWriter<byte> _to = new();

    public ReadOnlySpan<byte> Written => _to.WrittenSpan;

    public byte[] ToArray() => _to.WrittenSpan.ToArray();

    public ByteWriter Raw(ReadOnlySpan<byte> bytes)
    {
        _to.Write(bytes);
        return this;
    }

    public ByteWriter Byte(byte value) => Raw([value]);

    public ByteWriter Number16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_to.GetSpan(2), value);
        _to.Advance(2);
        return this;
    }

    public ByteWriter Number32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_to.GetSpan(4), value);
        _to.Advance(4);
        return this;
    }

    public ByteWriter Number64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_to.GetSpan(8), value);
        _to.Advance(8);
        return this;
    }

    public ByteWriter CompactSize(ulong value) => value switch
    {
        < 0xfd => Byte((byte)value),
        <= ushort.MaxValue => Byte(0xfd).Number16((ushort)value),
        <= uint.MaxValue => Byte(0xfe).Number32((uint)value),
        _ => Byte(0xff).Number64(value),
    };

    public ByteWriter Prefixed(ReadOnlySpan<byte> bytes) => CompactSize((ulong)bytes.Length).Raw(bytes);

    /// <summary>A push of 1 to 65,535 bytes by the shortest opcode for its length. Other lengths are a bug of the caller.</summary>
    public ByteWriter Push(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bytes.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, ushort.MaxValue);
        return bytes.Length switch
        {
            <= 0x4b => Byte((byte)bytes.Length).Raw(bytes),
            <= 0xff => Byte(0x4c).Byte((byte)bytes.Length).Raw(bytes),
            _ => Byte(0x4d).Number16((ushort)bytes.Length).Raw(bytes),
        };
    }
}

using System.Buffers.Binary;

namespace Paywarden.Ledger.Codec;

/// <summary>Reads the little-endian formats of the chains from bytes that anybody may have written. The first fault stays: from then on every
/// read gives nothing, so a caller asks once at the end. Nothing is ever allocated for a length or a count that the bytes themselves cannot hold.</summary>
public ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    /// <summary>One sentence why the bytes cannot be read; null: good so far.</summary>
    public string? Why { get; private set; }

    public readonly bool IsGood => Why is null;

    /// <summary>Bytes not read yet; 0 after a fault.</summary>
    public readonly int Left => _left.Length;

    /// <summary>What comes next, without reading it.</summary>
    public readonly ReadOnlySpan<byte> Ahead => _left;

    public void Fail(string why)
    {
        Why ??= why;
        _left = default;
    }

    /// <summary>Exactly <paramref name="count"/> bytes; none when there are fewer, which is a fault.</summary>
    public ReadOnlySpan<byte> Take(int count, string what)
    {
        if (count > _left.Length)
        {
            Fail($"the bytes end within {what}");
            return default;
        }

        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }

    public byte Byte(string what) => Take(1, what) is [var one] ? one : (byte)0;

    public uint Number32(string what) => Take(4, what) is { IsEmpty: false } four ? BinaryPrimitives.ReadUInt32LittleEndian(four) : 0;

    public ulong Number64(string what) => Take(8, what) is { IsEmpty: false } eight ? BinaryPrimitives.ReadUInt64LittleEndian(eight) : 0;

    /// <summary>The compact size of the peer protocol, in its shortest form only: two spellings would give one transaction two texts.</summary>
    public ulong CompactSize(string what)
    {
        var first = Byte(what);
        var (value, least) = first switch
        {
            0xfd => (Take(2, what) is { IsEmpty: false } two ? BinaryPrimitives.ReadUInt16LittleEndian(two) : 0UL, 0xfdUL),
            0xfe => (Number32(what), 0x1_0000UL),
            0xff => (Number64(what), 0x1_0000_0000UL),
            _ => (first, 0UL),
        };
        if (IsGood && value < least)
        {
            Fail($"the size of {what} is not written in its shortest form");
        }

        return IsGood ? value : 0;
    }

    /// <summary>How many things follow, each of at least <paramref name="leastBytes"/>: more than the bytes left can hold is a fault.</summary>
    public int Count(int leastBytes, string what)
    {
        var count = CompactSize(what);
        if (count > (ulong)(Left / leastBytes))
        {
            Fail($"{what} are said to be more than the bytes can hold");
        }

        return IsGood ? (int)count : 0;
    }

    /// <summary>A compact size and as many bytes.</summary>
    public Bytes Prefixed(string what)
    {
        var length = CompactSize(what);
        if (length > (ulong)Left)
        {
            Fail($"the bytes end within {what}");
        }

        return IsGood ? Bytes.Copy(Take((int)length, what)) : Bytes.Empty;
    }

    /// <summary>What a script pushes, by the shortest opcode for its length (BIP62); at most 65,535 bytes.</summary>
    public ReadOnlySpan<byte> Push(string what)
    {
        var opcode = Byte(what);
        var (length, least) = opcode switch
        {
            > 0 and <= 0x4b => (opcode, 1),
            0x4c => (Byte(what), 0x4c),
            0x4d => (Take(2, what) is { IsEmpty: false } two ? BinaryPrimitives.ReadUInt16LittleEndian(two) : 0, 0x100),
            _ => (0, 1),
        };
        if (IsGood && length < least)
        {
            Fail($"{what} is not a push in its shortest form");
        }

        return IsGood ? Take(length, what) : default;
    }

    /// <summary>Anything after the last thing is a fault.</summary>
    public void End(string what)
    {
        if (Left > 0)
        {
            Fail($"{Left} bytes follow {what}");
        }
    }
}

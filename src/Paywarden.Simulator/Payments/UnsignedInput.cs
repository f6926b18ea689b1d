using System.Buffers.Binary;

namespace Paywarden.Payments;

/// <summary>What stands in place of a signature: which key of which account will sign.</summary>
internal static class UnsignedInput
{
    private const int PathLength = 1 + 78 + 2 + 2;

    public static bool Is(ReadOnlySpan<byte> script) => script.Length == 4 + PathLength && script[0] == 1 && script[1] == 0xff;

    public static byte[] Write(ReadOnlySpan<byte> extendedKey, int chain, int index)
    {
        var script = new byte[4 + PathLength];
        script[0] = 1;
        script[1] = 0xff;
        script[2] = 0x4c;
        script[3] = PathLength;
        script[4] = 0xff;
        extendedKey.CopyTo(script.AsSpan(5));
        BinaryPrimitives.WriteUInt16LittleEndian(script.AsSpan(83), (ushort)chain);
        BinaryPrimitives.WriteUInt16LittleEndian(script.AsSpan(85), (ushort)index);
        return script;
    }

    public static (byte[] ExtendedKey, int Chain, int Index) Read(ReadOnlySpan<byte> script) =>
        (script.Slice(5, 78).ToArray(), BinaryPrimitives.ReadUInt16LittleEndian(script[83..]), BinaryPrimitives.ReadUInt16LittleEndian(script[85..]));
}

using System.Buffers.Binary;
using System.Numerics;

namespace Paywarden.Keys;

/// <summary>RIPEMD-160 of 32 bytes: all that an address needs, and what the base library does not have.</summary>
internal static class RipeMd160
{
    private static readonly byte[] LeftWords =
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
        3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12, 1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
        4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13,
    ];

    private static readonly byte[] RightWords =
    [
        5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12, 6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
        15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13, 8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
        12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11,
    ];

    private static readonly byte[] LeftTurns =
    [
        11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8, 7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12,
        11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5, 11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12,
        9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6,
    ];

    private static readonly byte[] RightTurns =
    [
        8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6, 9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11,
        9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5, 15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8,
        8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11,
    ];

    private static readonly uint[] LeftAdds = [0, 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xa953fd4e];

    private static readonly uint[] RightAdds = [0x50a28be6, 0x5c4dd124, 0x6d703ef3, 0x7a6d76e9, 0];

    public static byte[] Of(ReadOnlySpan<byte> thirtyTwo)
    {
        Span<uint> words = stackalloc uint[16];
        for (var i = 0; i < 8; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(thirtyTwo[(4 * i)..]);
        }

        // The end mark, then the length in bits: one block.
        words[8] = 0x80;
        words[14] = 256;
        uint[] start = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
        uint[] left = [.. start];
        uint[] right = [.. start];
        for (var step = 0; step < 80; step++)
        {
            var round = step / 16;
            Turn(left, words[LeftWords[step]] + LeftAdds[round], LeftTurns[step], round);
            Turn(right, words[RightWords[step]] + RightAdds[round], RightTurns[step], 4 - round);
        }

        var hash = new byte[20];
        for (var i = 0; i < 5; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(hash.AsSpan(4 * i), start[(i + 1) % 5] + left[(i + 2) % 5] + right[(i + 3) % 5]);
        }

        return hash;
    }

    private static void Turn(uint[] s, uint add, int turns, int mix)
    {
        var (b, c, d) = (s[1], s[2], s[3]);
        var mixed = mix switch
        {
            0 => b ^ c ^ d,
            1 => (b & c) | (~b & d),
            2 => (b | ~c) ^ d,
            3 => (b & d) | (c & ~d),
            _ => b ^ (c | ~d),
        };
        var turned = BitOperations.RotateLeft(s[0] + mixed + add, turns) + s[4];
        (s[0], s[1], s[2], s[3], s[4]) = (s[4], turned, b, BitOperations.RotateLeft(c, 10), d);
    }
}

using System.Diagnostics.CodeAnalysis;
using SimpleBase;

namespace Paywarden.Ledger.Codec;

/// <summary>Base 58 with a checksum of 32 bits: old addresses (25 bytes) and extended keys (82 bytes). It tells nearly every mistyped text: one
/// in four thousand million passes.</summary>
internal static class Base58Check
{
    private const int Sum = 4;

    /// <summary>An extended key has 111 characters. Reading takes the square of the length, so nothing longer is begun.</summary>
    private const int MaxText = 120;

    private const int MaxBytes = 128;

    public static string Write(ReadOnlySpan<byte> payload) => Base58.Bitcoin.Encode([.. payload, .. Hashes.Double(payload)[..Sum]]);

    /// <param name="payload">Version and data, without the checksum.</param>
    public static bool TryRead(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? payload, out string why)
    {
        payload = null;
        var bytes = new byte[MaxBytes];
        var length = 0;
        why = text.Length > MaxText ? "the text is too long"
            : !Base58.Bitcoin.TryDecode(text, bytes, out length) ? "the text has a character that is not of base 58"
            : length <= Sum ? "the text is too short"
            : !Hashes.Double(bytes.AsSpan(0, length - Sum)).AsSpan(0, Sum).SequenceEqual(bytes.AsSpan(length - Sum, Sum)) ? "the text has a wrong checksum: a character is wrong or missing"
            : "";
        if (why.Length > 0)
        {
            return false;
        }

        payload = bytes[..(length - Sum)];
        return true;
    }
}

using System.Buffers;
using System.Text.Json.Serialization;

namespace Paywarden.Ledger.Codec;

/// <summary>An immutable run of bytes that compares by content: a script, a signature, a key, a value whose meaning we do not know.
/// Printing it gives its length only: what is in it is shown where somebody asks for <see cref="Hex"/>.</summary>
public readonly record struct Bytes
{
    private readonly byte[]? _bytes;

    private Bytes(byte[] bytes) => _bytes = bytes;

    public static Bytes Empty => default;

    public int Length => _bytes?.Length ?? 0;

    public bool IsEmpty => Length == 0;

    [JsonIgnore]
    public ReadOnlySpan<byte> Span => _bytes;

    /// <summary>Lower case, two characters a byte.</summary>
    public string Hex => Convert.ToHexStringLower(Span);

    public static Bytes Copy(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? default : new Bytes(bytes.ToArray());

    /// <summary>Wraps an array that nobody else writes to any more.</summary>
    internal static Bytes Own(byte[] bytes) => new(bytes);

    /// <summary>Reads hex in either case, without prefix or spaces.</summary>
    /// <param name="maxBytes">More is refused before anything is allocated.</param>
    public static bool TryHex(ReadOnlySpan<char> text, int maxBytes, out Bytes bytes)
    {
        bytes = default;
        if (text.Length % 2 != 0 || text.Length / 2 > maxBytes)
        {
            return false;
        }

        var read = new byte[text.Length / 2];
        if (Convert.FromHexString(text, read, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        bytes = new Bytes(read);
        return true;
    }

    public bool Equals(Bytes other) => Span.SequenceEqual(other.Span);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    public override string ToString() => $"{Length} bytes";
}

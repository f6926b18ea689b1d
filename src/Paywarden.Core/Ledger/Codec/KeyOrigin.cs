using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;

namespace Paywarden.Ledger.Codec;

/// <summary>Whose key a PSBT speaks of: a hint of who made it, never a proof. Whether an output is ours is decided by deriving its address.</summary>
/// <param name="PublicKey">33 or 65 bytes.</param>
/// <param name="Root">Fingerprint of the root key, 8 hex digits.</param>
/// <param name="Path">Steps from the root; 2^31 and more are hardened. At most 255.</param>
public sealed record KeyOrigin(Bytes PublicKey, string Root, ImmutableArray<uint> Path)
{
    /// <summary>The usual spelling: "m/84'/0'/0'/1/7".</summary>
    public string PathText() => "m" + string.Concat(Path.Select(step => string.Create(CultureInfo.InvariantCulture, $"/{step & 0x7fff_ffff}{(step >> 31 == 1 ? "'" : "")}")));

    public bool Equals(KeyOrigin? other) => other is not null && PublicKey == other.PublicKey && Root == other.Root && Path.SequenceEqual(other.Path);

    public override int GetHashCode() => HashCode.Combine(PublicKey, Root, Path.Length);

    public override string ToString() => $"{PathText()} of {Root}";

    internal static string? Fault(PsbtPair pair) =>
        pair.KeyData.Length is not (33 or 65) ? "a public key has a wrong length"
        : pair.Value.Length % 4 != 0 || pair.Value.Length is < 4 or > 4 * 256 ? "a key's origin has a wrong length"
        : null;

    internal static KeyOrigin Of(PsbtPair pair)
    {
        var value = pair.Value.Span;
        var path = new uint[(value.Length / 4) - 1];
        for (var i = 0; i < path.Length; i++)
        {
            path[i] = BinaryPrimitives.ReadUInt32LittleEndian(value[((i + 1) * 4)..]);
        }

        return new KeyOrigin(pair.KeyData, Convert.ToHexStringLower(value[..4]), [.. path]);
    }
}

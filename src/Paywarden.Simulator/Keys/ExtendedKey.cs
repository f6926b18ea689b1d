using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Paywarden.Kernel;

namespace Paywarden.Keys;

/// <summary>A key from which others follow (BIP32). Without its secret, only public ones.</summary>
/// <param name="Parent">First four bytes of the parent's hash.</param>
/// <param name="Secret">32 bytes, or null: watch-only.</param>
internal sealed record ExtendedKey(byte Depth, byte[] Parent, uint Index, byte[] ChainCode, byte[] PublicKey, byte[]? Secret)
{
    private const int Length = 78;

    /// <summary>The account of a seed, which is its root: addresses are m/0/i and m/1/i, as with the original's own seeds.</summary>
    public static ExtendedKey FromSeed(string seed)
    {
        var mac = HMACSHA512.HashData("Bitcoin seed"u8, Encoding.UTF8.GetBytes(seed));
        return new ExtendedKey(0, new byte[4], 0, mac[32..], Curve.PublicKey(Curve.Number(mac.AsSpan(0, 32))), mac[..32]);
    }

    /// <summary>One step down, not hardened. That a step has no key happens once in 2^127 times, and not here.</summary>
    public ExtendedKey Derive(uint index)
    {
        var mac = Step(index);
        var secret = SecretAfter(mac);
        var publicKey = secret is null ? Curve.Add(PublicKey, Curve.Number(mac.AsSpan(0, 32))) : Curve.PublicKey(Curve.Number(secret));
        return new ExtendedKey((byte)(Depth + 1), Digest.OfKey(PublicKey)[..4], index, mac[32..], publicKey, secret);
    }

    /// <summary>The secret alone, for whoever signs: without the work on the curve. Null where there is none.</summary>
    public byte[]? DeriveSecret(uint index) => SecretAfter(Step(index));

    /// <summary>The 78 bytes inside of an xpub.</summary>
    public byte[] Payload(Network network) => Write(network.PublicVersion, PublicKey);

    public string PublicText(Network network) => Base58Check.Write(Payload(network));

    /// <summary>xprv…; null without the secret.</summary>
    public string? SecretText(Network network) => Secret is null ? null : Base58Check.Write(Write(network.SecretVersion, [0, .. Secret]));

    /// <returns>Null for what is no extended key of this network.</returns>
    public static ExtendedKey? Read(Network network, string text)
    {
        if (!Base58Check.TryRead(text, out var bytes) || bytes.Length != Length)
        {
            return null;
        }

        var version = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var isSecret = version == network.SecretVersion && bytes[45] == 0;
        if (!isSecret && (version != network.PublicVersion || bytes[45] is not (2 or 3)))
        {
            return null;
        }

        var secret = isSecret ? bytes[46..] : null;
        var publicKey = secret is null ? bytes[45..] : Curve.PublicKey(Curve.Number(secret));
        return new ExtendedKey(bytes[4], bytes[5..9], BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(9)), bytes[13..45], publicKey, secret);
    }

    private byte[] Step(uint index)
    {
        var data = new byte[37];
        PublicKey.CopyTo(data, 0);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(33), index);
        return HMACSHA512.HashData(ChainCode, data);
    }

    private byte[]? SecretAfter(byte[] mac) => Secret is null ? null : Curve.Bytes((Curve.Number(Secret) + Curve.Number(mac.AsSpan(0, 32))) % Curve.Order);

    private byte[] Write(uint version, ReadOnlySpan<byte> key)
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, version);
        bytes[4] = Depth;
        Parent.CopyTo(bytes, 5);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(9), Index);
        ChainCode.CopyTo(bytes, 13);
        key.CopyTo(bytes.AsSpan(45));
        return bytes;
    }
}

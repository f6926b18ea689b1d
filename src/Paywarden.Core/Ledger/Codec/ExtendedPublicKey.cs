using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Paywarden.Ledger.Codec;

/// <summary>The master public key of an account (BIP32), from which all its addresses follow and no private key does. Whoever sees it sees all
/// money of the wallet: it has no text but its <see cref="Fingerprint"/>, and gives itself away only to who asks by name.</summary>
public sealed record ExtendedPublicKey
{
    /// <summary>Version, depth, parent's fingerprint, index, chain code, key.</summary>
    internal const int PayloadLength = 4 + 1 + 4 + 4 + ChainCodeLength + Curve.PointLength;

    private const int ChainCodeLength = 32;

    /// <summary>From here on a step wants the private key.</summary>
    private const uint Hardened = 0x8000_0000;

    private readonly Bytes _head;
    private readonly Bytes _chainCode;
    private readonly Bytes _key;

    private ExtendedPublicKey(Chain chain, ScriptKind kind, Bytes head, Bytes chainCode, Bytes key) =>
        (Chain, Kind, _head, _chainCode, _key) = (chain, kind, head, chainCode, key);

    public Chain Chain { get; }

    /// <summary>Which addresses the account has: <see cref="ScriptKind.KeyHash"/> or <see cref="ScriptKind.WitnessKeyHash"/>.</summary>
    public ScriptKind Kind { get; }

    /// <summary>Steps from the seed to here.</summary>
    public int Depth => _head.Span[4];

    /// <summary>The first 32 bits of the key's hash: enough to tell two wallets apart, and not enough for anything else.</summary>
    public string Fingerprint => Convert.ToHexStringLower(Hashes.OfKey(_key.Span).AsSpan(0, 4));

    /// <summary>The public key here: 33 bytes, compressed.</summary>
    public Bytes PublicKey => _key;

    /// <summary>Reads xpub, tpub, zpub, vpub and, on LTC, Ltub and ttub.</summary>
    /// <param name="why">One sentence: wrong checksum, a key of another network or kind, a private key, no point of the curve, or contradicting parts.</param>
    public static bool TryRead(Chain chain, string text, [NotNullWhen(true)] out ExtendedPublicKey? key, out string why)
    {
        key = null;
        if (!Base58Check.TryRead(text, out var payload, out why))
        {
            why = why.Replace("the text", "the extended key", StringComparison.Ordinal);
            return false;
        }

        return TryRead(chain, payload, out key, out why);
    }

    /// <summary>Reads the 78 bytes that are inside of an xpub.</summary>
    /// <param name="why">As for the text.</param>
    public static bool TryRead(Chain chain, ReadOnlySpan<byte> payload, [NotNullWhen(true)] out ExtendedPublicKey? key, out string why)
    {
        key = null;
        if (payload.Length != PayloadLength)
        {
            why = "the extended key has a wrong length";
            return false;
        }

        var version = BinaryPrimitives.ReadUInt32BigEndian(payload);
        var meaning = chain.KeyVersions.FirstOrDefault(v => v.Value == version);
        var point = payload[(4 + 9 + ChainCodeLength)..];
        why = point[0] == 0 ? "the extended key is a private one, which must never leave the signer"
            : meaning is null ? $"the extended key is none of {chain}, or of a kind of wallet that is not known here"
            : payload[4] == 0 && payload[5..13].ContainsAnyExcept((byte)0) ? "the extended key says that it is a root and that it has a parent"
            : !Curve.IsPoint(point) ? "the extended key is no point of the curve"
            : "";
        if (why.Length > 0)
        {
            return false;
        }

        key = new ExtendedPublicKey(chain, meaning!.Kind, Bytes.Copy(payload[..13]), Bytes.Copy(payload[13..(13 + ChainCodeLength)]), Bytes.Copy(point));
        return true;
    }

    /// <summary>One step of BIP32. Deriving many addresses of a branch takes one step each from the branch's key.</summary>
    /// <param name="why">One sentence: the step wants the private key, or (1 in 2^127) the index has no key.</param>
    public bool TryDerive(uint index, [NotNullWhen(true)] out ExtendedPublicKey? child, out string why)
    {
        child = null;
        if (index >= Hardened || Depth == byte.MaxValue)
        {
            why = "a hardened step, or one deeper than 255, cannot be derived from a public key";
            return false;
        }

        Span<byte> data = stackalloc byte[Curve.PointLength + 4];
        _key.Span.CopyTo(data);
        BinaryPrimitives.WriteUInt32BigEndian(data[Curve.PointLength..], index);
        var mac = HMACSHA512.HashData(_chainCode.Span, data);
        var point = Curve.Add(_key.Span, mac.AsSpan(0, ChainCodeLength));
        why = point is null ? "this index has no key" : "";
        if (point is not null)
        {
            child = new ExtendedPublicKey(Chain, Kind, Head(index), Bytes.Copy(mac.AsSpan(ChainCodeLength)), Bytes.Own(point));
        }

        return point is not null;
    }

    /// <summary>What an output that pays to this key's address has.</summary>
    public Bytes Script()
    {
        var hash = Hashes.OfKey(_key.Span);
        return Kind == ScriptKind.WitnessKeyHash ? Scripts.ToWitness(0, hash) : Scripts.ToKeyHash(hash);
    }

    /// <summary>The address of this key.</summary>
    public string Address() => Addresses.Write(Chain, Script())!;

    /// <summary>The address <paramref name="index"/> of branch 0 (handed out) or 1 (change), both as the daemons count them.</summary>
    public bool TryAddress(uint branch, uint index, out string address, out string why)
    {
        address = "";
        if (!TryDerive(branch, out var chain, out why) || !chain.TryDerive(index, out var key, out why))
        {
            return false;
        }

        address = key.Address();
        return true;
    }

    /// <summary>The xpub itself, for making a watch-only daemon. Not for logs, callers or the console.</summary>
    public string Reveal() => Base58Check.Write(Payload().Span);

    public override string ToString() => $"extended public key {Fingerprint}";

    internal Bytes Payload() => Bytes.Own([.. _head.Span, .. _chainCode.Span, .. _key.Span]);

    private Bytes Head(uint index)
    {
        var head = new byte[13];
        _head.Span[..4].CopyTo(head);
        head[4] = (byte)(Depth + 1);
        Hashes.OfKey(_key.Span).AsSpan(0, 4).CopyTo(head.AsSpan(5));
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(9), index);
        return Bytes.Own(head);
    }
}

using Paywarden.Kernel;

namespace Paywarden.Keys;

/// <summary>An account: its extended key, and the two rows of addresses that follow from it. A step on the curve costs more than anything else here,
/// so what was derived once is remembered, in the wallet file too.</summary>
internal sealed class KeyTree(Network network, ExtendedKey account)
{
    public const int Receiving = 0;
    public const int Change = 1;

    private readonly Dictionary<(int Chain, int Index), byte[]> _keys = [];
    private readonly ExtendedKey?[] _branches = new ExtendedKey?[2];

    public Network Network => network;

    public ExtendedKey Account => account;

    /// <summary>Tells accounts apart, and nothing else.</summary>
    public string Name => Convert.ToHexStringLower(Digest.OfKey([.. account.ChainCode, .. account.PublicKey]));

    /// <summary>False: watch-only.</summary>
    public bool CanSign => account.Secret is not null;

    public static KeyTree FromSeed(Network network, string seed) => new(network, ExtendedKey.FromSeed(seed));

    public AddressTarget Target(int chain, int index) => new(Digest.OfKey(PublicKey(chain, index)), Script: false);

    public string Address(int chain, int index) => CashAddress.Write(network, Target(chain, index).Hash);

    public byte[] PublicKey(int chain, int index)
    {
        if (!_keys.TryGetValue((chain, index), out var key))
        {
            key = Branch(chain).Derive((uint)index).PublicKey;
            _keys[(chain, index)] = key;
        }

        return key;
    }

    /// <summary>What an earlier process derived.</summary>
    public void Remember(int chain, int index, byte[] publicKey) => _keys.TryAdd((chain, index), publicKey);

    public byte[]? Secret(int chain, int index) => Branch(chain).DeriveSecret((uint)index);

    /// <summary>The 78 bytes of the account's extended public key, as an unsigned input carries them.</summary>
    public byte[] Extended() => account.Payload(network);

    private ExtendedKey Branch(int chain) => chain < _branches.Length ? _branches[chain] ??= account.Derive((uint)chain) : account.Derive((uint)chain);
}

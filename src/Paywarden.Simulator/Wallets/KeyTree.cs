using System.Buffers.Binary;
using System.Text;
using Paywarden.Kernel;

namespace Paywarden.Wallets;

/// <summary>What an extended public key is in a rehearsal: 32 bytes from the seed, from which addresses, keys and coins are made up.
/// There is no curve behind it: nothing here could ever move money.</summary>
internal sealed class KeyTree(byte[] root)
{
    public const int Receiving = 0;
    public const int Change = 1;

    public byte[] Root { get; } = root;

    public static KeyTree FromSeed(string seed) => new(Digest.Of("account", Encoding.UTF8.GetBytes(seed)));

    public AddressTarget Target(int chain, int index) => new(Digest.Of("address", Root, chain, index)[..20], Script: false);

    public string Address(Network network, int chain, int index) => CashAddress.Write(network, Target(chain, index).Hash);

    public byte[] PublicKey(int chain, int index) => [0x02, .. Digest.Of("key", Root, chain, index)];

    /// <summary>The 78 bytes of an extended public key, as an unsigned input carries them.</summary>
    public byte[] Extended()
    {
        var payload = new byte[78];
        BinaryPrimitives.WriteUInt32BigEndian(payload, 0x0488b21e);
        payload[4] = 3;
        Digest.Of("chain code", Root).CopyTo(payload, 13);
        payload[45] = 0x02;
        Root.CopyTo(payload, 46);
        return payload;
    }

    /// <summary>The one coin of a funded receiving address, 0.1 to 1 BCH.</summary>
    public Coin Coin(Network network, int index)
    {
        var hash = Digest.Of("coin", Root, index);
        var value = 10_000_000 + (BinaryPrimitives.ReadUInt32LittleEndian(hash) % 90_000_000);
        return new Coin(Convert.ToHexStringLower(hash), hash[4] % 3, value, network.Height - 100 + (index % 90), Receiving, index);
    }
}

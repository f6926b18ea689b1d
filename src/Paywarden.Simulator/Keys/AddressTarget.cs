using Paywarden.Kernel;

namespace Paywarden.Keys;

/// <summary>Where an address sends money: the hash of a key or of a script.</summary>
internal readonly record struct AddressTarget(byte[] Hash, bool Script)
{
    /// <summary>The output script.</summary>
    public byte[] Lock() => Script ? [0xa9, 0x14, .. Hash, 0x87] : [0x76, 0xa9, 0x14, .. Hash, 0x88, 0xac];

    /// <summary>Reads a cash address or, as the original still does, an old base58 one.</summary>
    public static bool TryRead(Network network, string text, out AddressTarget target) =>
        CashAddress.TryRead(network, text, out target) || Base58Address.TryRead(network, text, out target);
}

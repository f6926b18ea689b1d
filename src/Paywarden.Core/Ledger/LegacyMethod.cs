using System.Collections.Frozen;

namespace Paywarden.Ledger;

/// <summary>Methods of the daemons' own that move money, as Electron Cash, Electrum and the simulated daemon have them. The ledger does what they would do.</summary>
public enum LegacyCall
{
    /// <summary>Build and sign: the caller is given the bytes.</summary>
    Build,
    Broadcast,
    Sign,
    FreezeCoin,
    UnfreezeCoin,
    FreezeAddress,
}

public static class LegacyMethod
{
    private static readonly FrozenDictionary<string, LegacyCall>.AlternateLookup<ReadOnlySpan<char>> ByName = new Dictionary<string, LegacyCall>
    {
        ["payto"] = LegacyCall.Build,
        ["paytomany"] = LegacyCall.Build,
        ["broadcast"] = LegacyCall.Broadcast,
        ["signtransaction"] = LegacyCall.Sign,
        ["freeze_utxo"] = LegacyCall.FreezeCoin,
        ["unfreeze_utxo"] = LegacyCall.UnfreezeCoin,
        ["freeze"] = LegacyCall.FreezeAddress,
        ["unfreeze"] = LegacyCall.FreezeAddress,
    }.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool TryFind(ReadOnlySpan<char> name, out LegacyCall call) => ByName.TryGetValue(name, out call);
}

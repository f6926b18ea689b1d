using System.Collections.Immutable;

namespace Paywarden.Ledger.Codec;

/// <summary>The chains that we know, each with its networks. Sources: the cashaddr specification, SLIP-0173 (segwit prefixes), SLIP-0132 (key
/// versions), Bitcoin Core's and Litecoin Core's chain parameters, Electrum 4.3.4 and Electron Cash 4.4.5.</summary>
public static class Chains
{
    private const uint Xpub = 0x0488b21e;
    private const uint Tpub = 0x043587cf;
    private const uint Zpub = 0x04b24746;
    private const uint Vpub = 0x045f1cf6;
    private const uint Ltub = 0x019da462;
    private const uint Ttub = 0x0436f6e1;

    /// <summary>Three times the relay fee of 1 satoshi a byte for making and spending the output; for keys and scripts Electron Cash's own 546.</summary>
    private static readonly DustLimits CashDust = Limits(546, 546, 576, 546, 576, 576);

    /// <summary>Bitcoin Core's GetDustThreshold at its default of 3 satoshis a byte.</summary>
    private static readonly DustLimits BitcoinDust = Limits(546, 540, 576, 294, 330, 354);

    /// <summary>The same at Litecoin Core's default of 30 satoshis a byte (measured on 0.21.2).</summary>
    private static readonly DustLimits LitecoinDust = Limits(5_460, 5_400, 5_760, 2_940, 3_300, 3_540);

    public static readonly Chain BchMain = Cash(Network.Main, "bitcoincash", 0, 5, Xpub);
    public static readonly Chain BchTest = Cash(Network.Test, "bchtest", 111, 196, Tpub);
    public static readonly Chain BchRegtest = Cash(Network.Regtest, "bchreg", 111, 196, Tpub);
    public static readonly Chain BtcMain = Bitcoin(Network.Main, "bc", 0, 5, Xpub, Zpub);
    public static readonly Chain BtcTest = Bitcoin(Network.Test, "tb", 111, 196, Tpub, Vpub);
    public static readonly Chain BtcRegtest = Bitcoin(Network.Regtest, "bcrt", 111, 196, Tpub, Vpub);
    public static readonly Chain LtcMain = Litecoin(Network.Main, "ltc", 48, [50, 5], Xpub, Zpub, Ltub);
    public static readonly Chain LtcTest = Litecoin(Network.Test, "tltc", 111, [58, 196], Tpub, Vpub, Ttub);
    public static readonly Chain LtcRegtest = Litecoin(Network.Regtest, "rltc", 111, [58, 196], Tpub, Vpub, Ttub);

    public static ImmutableArray<Chain> All { get; } =
        [BtcMain, BtcTest, BtcRegtest, BchMain, BchTest, BchRegtest, LtcMain, LtcTest, LtcRegtest];

    /// <returns>Null: we do not know such a chain.</returns>
    public static Chain? Find(string name, Network network) => All.FirstOrDefault(c => c.Name == name && c.Network == network);

    private static Chain Cash(Network network, string prefix, byte key, byte script, uint version) => new()
    {
        Name = "BCH",
        Network = network,
        CashPrefix = prefix,
        KeyHashVersion = key,
        ScriptHashVersions = [script],
        KeyVersions = [new KeyVersion(version, ScriptKind.KeyHash)],
        MaxMoney = Amount.Of(21_000_000_0000_0000),
        FinalConfirmations = 10,
        Dust = CashDust,
    };

    private static Chain Bitcoin(Network network, string prefix, byte key, byte script, uint old, uint segwit) => new()
    {
        Name = "BTC",
        Network = network,
        SegwitPrefix = prefix,
        KeyHashVersion = key,
        ScriptHashVersions = [script],
        KeyVersions = [new KeyVersion(old, ScriptKind.KeyHash), new KeyVersion(segwit, ScriptKind.WitnessKeyHash)],
        MaxMoney = Amount.Of(21_000_000_0000_0000),
        FinalConfirmations = 6,
        Dust = BitcoinDust,
    };

    /// <summary>Electrum for Litecoin writes xpub and zpub as for Bitcoin; Ltub and ttub are what other wallets export.</summary>
    private static Chain Litecoin(Network network, string prefix, byte key, ImmutableArray<byte> scripts, uint old, uint segwit, uint registered) => new()
    {
        Name = "LTC",
        Network = network,
        SegwitPrefix = prefix,
        KeyHashVersion = key,
        ScriptHashVersions = scripts,
        KeyVersions = [new KeyVersion(old, ScriptKind.KeyHash), new KeyVersion(segwit, ScriptKind.WitnessKeyHash), new KeyVersion(registered, ScriptKind.KeyHash)],
        MaxMoney = Amount.Of(Amount.MaxSatoshis),
        FinalConfirmations = 6,
        Dust = LitecoinDust,
    };

    private static DustLimits Limits(long key, long script, long longScript, long witnessKey, long longWitness, long later) =>
        new(Amount.Of(key), Amount.Of(script), Amount.Of(longScript), Amount.Of(witnessKey), Amount.Of(longWitness), Amount.Of(later));
}

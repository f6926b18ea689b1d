using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Paywarden.Settings;

/// <summary>What is different for wallets of bitcoind, whose daemon is a node of the chain with the keys in it.</summary>
internal static partial class NodeRules
{
    public const string Dialect = "bitcoind";

    public static void Check(WalletOptions wallet, ImmutableArray<string> at, SettingsFindings findings)
    {
        findings.Unless(wallet.Coin is "bitcoin" or "litecoin", [.. at, "coin"], "must be bitcoin or litecoin");
        if (wallet.Dialect != Dialect)
        {
            findings.Unless(wallet.Coin == "bitcoin", [.. at, "coin"], $"is for dialect {Dialect} only: {wallet.Dialect} has one coin");
            return;
        }

        findings.Unless(wallet.Daemons <= 1, [.. at, "daemons"], "must be 1 for bitcoind: each has the keys, and two that choose coins by themselves would spend the same ones");
        findings.Unless(wallet.Signers == 0, [.. at, "signers"], "must be 0 for bitcoind: its one daemon signs");
        findings.Unless(wallet.Servers.TrueForAll(s => Peer().IsMatch(s)), [.. at, "servers"], "each must be \"host:port\" of a node to connect to");
    }

    [GeneratedRegex(@"\A([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}\z")]
    private static partial Regex Peer();
}

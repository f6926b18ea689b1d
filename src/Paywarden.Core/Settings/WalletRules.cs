using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Paywarden.Daemons.Dialects;

namespace Paywarden.Settings;

/// <summary>What one wallet's keys must fulfil.</summary>
internal static partial class WalletRules
{
    /// <summary>Above any count that one host carries, below what the free ports bear.</summary>
    private const int MostDaemons = 2000;

    public static void Check(string name, WalletOptions wallet, PaywardenOptions options, SettingsFindings findings)
    {
        ImmutableArray<string> at = ["paywarden", "wallets", name];
        var dialects = DialectNames(findings);
        findings.Unless(SettingsRules.IsName(name), at, SettingsRules.NameRule);
        findings.Unless(dialects.Contains(wallet.Dialect), [.. at, "dialect"], $"must be one of {string.Join(", ", dialects)}");
        findings.Unless(wallet.Network is "mainnet" or "testnet" or "regtest", [.. at, "network"], "must be mainnet, testnet or regtest");
        NodeRules.Check(wallet, at, findings);
        findings.Unless(wallet.Dialect == NodeRules.Dialect || wallet.Servers.TrueForAll(s => Server().IsMatch(s)), [.. at, "servers"], "each must be \"host:port:t\", or \"host:port:s\" for TLS");
        foreach (var (method, @class) in wallet.Methods)
        {
            findings.Unless(SettingsRules.IsClass(@class), [.. at, "methods", method], "must be read, write, allocate, sign, broadcast, secret or admin");
        }

        if (wallet is { Dialect: "generic", Methods.Count: 0 })
        {
            findings.Warn([.. at, "methods"], "generic knows no methods of its own, so every call is refused until methods { } names some");
        }

        Daemons(wallet, at, findings);
        External(wallet, at, findings);
        OwnFile(name, wallet, at, options, findings);
        LimitRules.Check(wallet, at, findings);
        WebhookRules.Check(wallet, at, findings);
    }

    private static void Daemons(WalletOptions wallet, ImmutableArray<string> at, SettingsFindings findings)
    {
        findings.Unless(wallet.Daemons is >= 0 and <= MostDaemons, [.. at, "daemons"], $"must be 0 to {MostDaemons}");
        findings.Unless(wallet.Daemons != 0 || wallet.External.Count > 0, [.. at, "daemons"], "must be 1 or more, or external must name daemons");
        findings.Unless(wallet.Signers is >= 0 and <= 16, [.. at, "signers"], "must be 0 to 16");
        findings.Unless(wallet.Signers <= 0 || wallet.External.Count > 0 || DialectCatalog.Find(wallet.Dialect) is not { CanBeSplit: false }, [.. at, "signers"],
            $"must be 0: a daemon of dialect {wallet.Dialect} signs for itself");
        findings.Unless(wallet.Port == 0 || (wallet.Port > 0 && wallet.Port + Math.Max(wallet.Daemons, 1) + DaemonSpecs.SignersOf(wallet) - 1 <= ushort.MaxValue), [.. at, "port"],
            "must be 0, or leave port + n below 65536 for every daemon");
        findings.Unless(wallet.Daemons <= 0 || wallet.Command is [{ Length: > 0 }, ..] || !DialectNames(findings).Contains(wallet.Dialect), [.. at, "command"], "must name a program to start");
        findings.Unless(wallet.FallbackCommand is [] or [{ Length: > 0 }, ..], [.. at, "fallback-command"], "must name a program to start, or be []");
        findings.Unless(wallet.Generic.Path.StartsWith('/'), [.. at, "generic", "path"], "must begin with /");
    }

    private static void External(WalletOptions wallet, ImmutableArray<string> at, SettingsFindings findings)
    {
        findings.Unless(wallet.External.Count == 0 || wallet.Daemons == 0, [.. at, "daemons"], "must be 0 where external names daemons");
        foreach (var (n, external) in wallet.External.Index())
        {
            var good = Uri.TryCreate(external.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0;
            if (!good)
            {
                findings.Fault([.. at, "external"], $"the url of item {n} must be http://host:port/, without user and password (they have keys of their own)", hidden: true);
            }
        }
    }

    /// <summary>Two wallets on one file would hand out the same addresses and spend the same coins.</summary>
    private static void OwnFile(string name, WalletOptions wallet, ImmutableArray<string> at, PaywardenOptions options, SettingsFindings findings)
    {
        var twin = wallet.WalletFile.Length == 0 ? null : options.Wallets.FirstOrDefault(w => w.Key != name && w.Value.WalletFile == wallet.WalletFile).Key;
        findings.Unless(twin is null || string.CompareOrdinal(twin, name) > 0, [.. at, "wallet-file"], $"wallet {twin} has this file: one wallet per file");
        findings.Unless(wallet.Dialect is not ("electron-cash" or "electrum") || wallet.Daemons <= 0 || wallet.WalletFile.Length > 0, [.. at, "wallet-file"],
            $"dialect {wallet.Dialect} needs the file of the wallet to serve");
    }

    private static string[] DialectNames(SettingsFindings findings) =>
        [.. (findings.Schema.Defaults.At("paywarden", "dialects") as HoconValue.Map)?.Members.Keys ?? []];

    [GeneratedRegex(@"\A[^:\s]+:[0-9]{1,5}:[ts]\z")]
    private static partial Regex Server();
}

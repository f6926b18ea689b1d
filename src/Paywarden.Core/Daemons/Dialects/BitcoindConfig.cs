using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Paywarden.Daemons.Dialects;

/// <summary>The configuration file of a node. What belongs to a network has to stand in its section: above them it counts for the main one only.</summary>
internal static class BitcoindConfig
{
    private const int SaltBytes = 16;

    public static string Write(DaemonSpec spec, DaemonSite site)
    {
        var (chain, section) = spec.Network switch { "mainnet" => ("", "main"), "testnet" => ("testnet=1\n", "test"), _ => ("regtest=1\n", "regtest") };

        // Loaded by RPC while the blocks come back that a kill took, a wallet holds for ever that its last transactions are in none (measured): so it is loaded
        // before the node has any connection. One that the node made itself it knows from its own settings.
        var wallet = site.WalletPath.Length > 0 ? $"wallet={spec.Wallet}\n" : "";
        var peers = string.Concat(spec.Server.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(peer => $"connect={peer}\n"));
        return $"""
            {chain}server=1
            rpcauth={Credentials(site)}
            printtoconsole=1
            nodebuglogfile=1
            listen=0
            walletrejectlongchains=1
            addresstype=bech32
            changetype=bech32
            [{section}]
            rpcbind=127.0.0.1
            rpcallowip=127.0.0.1
            rpcport={site.Port.ToString(CultureInfo.InvariantCulture)}
            {wallet}{peers}
            """;
    }

    /// <summary>"user:salt$HMAC-SHA256(salt, password)": the file does not tell the password. The salt may follow from the password, since that is random for each start.</summary>
    private static string Credentials(DaemonSite site)
    {
        var password = Encoding.UTF8.GetBytes(site.Password.Reveal());
        var salt = Convert.ToHexStringLower(HMACSHA256.HashData("salt"u8, password).AsSpan(0, SaltBytes));
        return $"{site.User}:{salt}${Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(salt), password))}";
    }
}

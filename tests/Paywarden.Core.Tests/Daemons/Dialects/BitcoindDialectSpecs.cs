using System.Security.Cryptography;
using System.Text;
using Paywarden.Kernel;

namespace Paywarden.Daemons.Dialects;

/// <summary>What litecoind 0.21.2 says (its own texts), and what it is told at its start.</summary>
public sealed class BitcoindDialectSpecs
{
    private static readonly BitcoindDialect Node = new();

    private static DaemonSpec Spec => Some.Spec("bitcoind", server: "10.0.0.1:9333 10.0.0.2:9333") with { Command = ["litecoind"] };

    private static DaemonSite Site => Some.Site(walletPath: "/data/store-0/wallets/store/wallet.dat");

    [Fact]
    public void It_runs_in_the_foreground_on_files_of_its_own_and_is_called_at_its_wallet()
    {
        var plan = Node.Plan(Spec, Site);

        Assert.Equal("litecoind -datadir=/data/store-0 -conf=/data/store-0/daemon.conf -walletdir=/data/store-0/wallets", string.Join(' ', plan.Arguments));
        Assert.Equal(new Uri("http://127.0.0.1:7800/wallet/store"), plan.Endpoint.Url);
        Assert.Equal("wallets/store/wallet.dat", Node.WalletPlace(Spec));
    }

    [Theory]
    [InlineData("regtest", "regtest=1", "[regtest]")]
    [InlineData("testnet", "testnet=1", "[test]")]
    [InlineData("mainnet", "server=1", "[main]")]
    public void What_belongs_to_a_network_stands_in_its_section(string network, string first, string section)
    {
        var lines = Config(Spec with { Network = network });

        Assert.Equal(first, lines[0]);
        var at = Array.IndexOf(lines, section);
        Assert.All(["rpcbind=127.0.0.1", "rpcallowip=127.0.0.1", "rpcport=7800", "connect=10.0.0.1:9333", "connect=10.0.0.2:9333"], line => Assert.True(Array.IndexOf(lines, line) > at, line));
        Assert.Contains("listen=0", lines);
    }

    [Fact]
    public void An_imported_wallet_is_loaded_before_there_are_connections()
    {
        Assert.Contains("wallet=store", Config(Spec));
        Assert.DoesNotContain("wallet=store", Node.Plan(Spec, Some.Site(walletPath: "")).Files[0].Content, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_configuration_proves_the_password_and_does_not_tell_it()
    {
        var line = Config(Spec).Single(l => l.StartsWith("rpcauth=paywarden:", StringComparison.Ordinal));
        var (salt, hash) = line["rpcauth=paywarden:".Length..].Split('$') is [var s, var h] ? (s, h) : throw new InvalidOperationException(line);

        // As share/rpcauth/rpcauth.py makes it.
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(salt), "rpc-password"u8)), hash);
        Assert.DoesNotContain("rpc-password", string.Concat(Config(Spec)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wallet_is_made_only_where_none_is_imported()
    {
        string[] Calls(string wallet, string password) => [.. Node.Awaken(Spec, Some.Site(walletPath: wallet), new Secret(password)).Select(c => c.Method)];

        Assert.Equal(["getblockchaininfo", "loadwallet", "getwalletinfo"], Calls("/w", ""));
        Assert.Equal(["getblockchaininfo", "createwallet", "loadwallet", "walletpassphrase", "getwalletinfo"], Calls("", "secret"));
        Assert.Equal("""["store",false,false,"secret",false,false,true]""", Node.Awaken(Spec, Some.Site(walletPath: ""), new Secret("secret"))[1].Params);
    }

    [Theory]
    [InlineData(-28, "Loading block index...", null)]
    [InlineData(-28, "Verifying blocks...", null)]
    [InlineData(-28, "Rescanning...", null)]
    [InlineData(-4, "Wallet file verification failed. Failed to create database path '/d/wallets/store'. Database already exists.", "")]
    [InlineData(-4, "Wallet file verification failed. Refusing to load database. Data file '/d/wallets/store/wallet.dat' is already loaded.", "")]
    [InlineData(-35, "Wallet \"store\" is already loaded.", "")]
    [InlineData(-15, "Error: running with an unencrypted wallet, but walletpassphrase was called.", "")]
    [InlineData(-14, "Error: The wallet passphrase entered was incorrect.", "wrong wallet password. Correct /run/secrets/store-password, then: paywarden unpark store-0")]
    [InlineData(-18, "Wallet file verification failed. Failed to load database path '/d/wallets/store'. Path does not exist.", "it loaded no wallet from /data/store-0/wallets/store/wallet.dat")]
    [InlineData(-18, "Wallet file verification failed. Failed to load database path '/d/wallets/store'. Data is not in recognized format.", "cannot be read")]
    [InlineData(-4, "Wallet file verification failed. /d/wallets/store/wallet.dat corrupt. Try using the wallet tool litecoin-wallet to salvage or restoring a backup.", "cannot be read")]
    public void Warming_up_is_not_failing_and_what_no_restart_mends_is_said(int code, string text, string? hopeless)
    {
        var reading = Node.ReadAwaken(Spec, Site, 1, null, new DaemonError(code, text));

        Assert.Equal(hopeless is null ? typeof(ReplyReading.NotYet) : hopeless.Length == 0 ? typeof(ReplyReading.Good) : typeof(ReplyReading.Hopeless), reading.GetType());
        Assert.Contains(hopeless ?? "", reading is ReplyReading.Hopeless no ? no.Why : hopeless ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"walletname":"store","scanning":false}""", typeof(ReplyReading.Good))]
    [InlineData("""{"walletname":"store","scanning":{"duration":3,"progress":0.5}}""", typeof(ReplyReading.NotYet))]
    [InlineData("""{"walletname":"store","unlocked_until":0,"scanning":false}""", typeof(ReplyReading.Hopeless))]
    [InlineData("""{"walletname":"store","unlocked_until":1895706902,"scanning":false}""", typeof(ReplyReading.Good))]
    public void Its_wallet_is_awake_once_it_is_open_and_has_looked_through_the_chain(string wallet, Type reading) =>
        Assert.IsType(reading, Node.ReadAwaken(Spec, Site, 2, Some.Json(wallet), null));

    [Theory]
    [InlineData(101, 101, false, 1, "10.0.0.1:9333", true, "")]
    [InlineData(101, 105, false, 1, "10.0.0.1:9333", false, "it is at block 101, 4 behind the newest that it knows of")]
    [InlineData(0, 0, true, 1, "10.0.0.1:9333", false, "it is loading the chain (block 0 of 0), or the last block is a day old")]
    [InlineData(101, 101, false, 0, "10.0.0.1:9333", false, "it has no connection to 10.0.0.1:9333")]
    [InlineData(101, 101, false, 0, "", true, "")] // a test chain of its own
    public void A_probe_says_whether_it_is_level(int blocks, int headers, bool loading, int peers, string servers, bool isLevel, string lacks)
    {
        var report = Node.ReadProbe(Spec with { Server = servers }, Site, Some.Replies(
            "12", $$"""{"blocks":{{blocks}},"headers":{{headers}},"initialblockdownload":{{(loading ? "true" : "false")}}}""", $"{peers}", """{"scanning":false}"""));

        Assert.Equal((blocks, headers, isLevel), (report.Height, report.ServerHeight, report.Synchronized));
        Assert.Equal(lacks, string.Join(' ', report.Degradations));
    }

    [Theory]
    [InlineData("Error: Error parsing command line arguments: Invalid parameter -bogus=1", true)]
    [InlineData("Error: Failed to load database path '/data/store-0/wallets/store'. Data is not in recognized format.", true)]
    [InlineData("Error: Cannot obtain a lock on data directory /data/store-0/regtest. Litecoin Core is probably already running.", false)]
    public void Its_last_words_are_told_and_only_what_no_restart_mends_parks_it(string line, bool isHopeless)
    {
        Assert.Equal(isHopeless, Node.Hopeless(Spec, Some.Exit(1, line)) is not null);
        Assert.DoesNotContain("its last line was", Node.Explain(Spec, Some.Exit(1, line)), StringComparison.Ordinal);
    }

    private static string[] Config(DaemonSpec spec) => Node.Plan(spec, Site).Files.Single(f => f.Path == "daemon.conf").Content.Split('\n');
}

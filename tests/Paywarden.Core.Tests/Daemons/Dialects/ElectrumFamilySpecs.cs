using System.Text.Json;
using Paywarden.Kernel;

namespace Paywarden.Daemons.Dialects;

public sealed class ElectrumFamilySpecs
{
    private const int Ping = 0;
    private const int Load = 1;
    private const int Confirm = 2;

    public static TheoryData<string> Family => ["electrum", "electron-cash", "simulator"];

    [Theory]
    [MemberData(nameof(Family))]
    public void It_wakes_by_ping_then_load_then_a_look_whether_the_wallet_is_there(string name)
    {
        var calls = Dialect(name).Awaken(Some.Spec(name), Some.Site(), new Secret("p"));

        Assert.Equal("ping", calls[Ping].Method);
        Assert.Contains("\"wallet_path\":\"/data/store-0/wallet\"", calls[Load].Params, StringComparison.Ordinal);
        Assert.Contains("\"password\":\"p\"", calls[Load].Params, StringComparison.Ordinal);
        Assert.Equal("list_wallets", calls[Confirm].Method);
    }

    [Theory]
    [InlineData("electrum")]
    [InlineData("electron-cash")]
    public void Without_a_wallet_a_ping_is_enough(string name) =>
        Assert.Equal(["ping"], Dialect(name).Awaken(Some.Spec(name), Some.Site(walletPath: ""), Secret.None).Select(c => c.Method));

    [Fact]
    public void Electron_cash_is_told_its_folder_and_network_with_the_wallet()
    {
        var load = Dialect("electron-cash").Awaken(Some.Spec("electron-cash"), Some.Site(), Secret.None)[Load];
        var options = Assert.Single(Some.Json(load.Params).EnumerateArray());

        Assert.Equal(("daemon", "load_wallet", "/data/store-0", true), (load.Method, Text(options, "subcommand"), Text(options, "electron_cash_path"), options.GetProperty("regtest").GetBoolean()));
        Assert.False(options.TryGetProperty("password", out _));
    }

    [Fact]
    public void Electron_cash_offline_is_stopped_and_looked_at_by_what_it_does_not_refuse()
    {
        var offline = Some.Spec("electron-cash", server: "");

        Assert.Equal("daemon", Dialect("electron-cash").Stop(offline, Some.Site())!.Method);
        Assert.Equal("stop", Dialect("electron-cash").Stop(Some.Spec("electron-cash"), Some.Site())!.Method);
        Assert.Equal("getbalance", Dialect("electron-cash").Awaken(offline, Some.Site(), Secret.None)[Confirm].Method);
        Assert.IsType<ReplyReading.Good>(Read("electron-cash", Confirm, """{"confirmed":"0"}""", offline));
    }

    [Theory]
    [InlineData("""[{"path":"/data/store-0/wallet","synchronized":false}]""")]
    [InlineData("""[{"path":"/somewhere/behind/a/link/wallet","synchronized":true}]""")]
    [InlineData("""["/data/store-0/wallet"]""")]
    [InlineData("""{"/data/store-0/wallet":true}""")]
    public void The_wallet_in_the_list_is_ready(string wallets) =>
        Assert.All(["electrum", "electron-cash", "simulator"], name => Assert.IsType<ReplyReading.Good>(Read(name, Confirm, wallets)));

    [Theory]
    [InlineData(Load, "false")]
    [InlineData(Confirm, "[]")]
    [InlineData(Confirm, """[{"path":"/data/store-0/other"}]""")]
    [InlineData(Confirm, "[null, 7, {}]")]
    [InlineData(Confirm, "true")]
    public void A_load_that_loaded_nothing_is_hopeless(int step, string result)
    {
        var withPassword = Assert.IsType<ReplyReading.Hopeless>(Read("electron-cash", step, result));
        Assert.Contains("/secrets/store.wallet", withPassword.Why, StringComparison.Ordinal);

        var without = Assert.IsType<ReplyReading.Hopeless>(Read("electrum", step, result, Some.Spec("electrum") with { WalletPasswordFile = "" }));
        Assert.Contains("no password is configured", without.Why, StringComparison.Ordinal);
        Assert.EndsWith("then: paywarden unpark store-0", without.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Incorrect password")]
    [InlineData("Traceback (most recent call last):\n  File \"/usr/x.py\"\nelectroncash.util.InvalidPassword: Incorrect password")]
    public void A_wrong_password_is_hopeless_and_names_the_file_to_correct(string message) =>
        Assert.Equal(
            "wrong wallet password. Correct /run/secrets/store-password, then: paywarden unpark store-0",
            Assert.IsType<ReplyReading.Hopeless>(Refused("electrum", Load, message)).Why);

    [Fact]
    public void A_wrong_password_from_the_environment_needs_a_restart_of_the_node() =>
        Assert.Contains(
            "restart the node",
            Assert.IsType<ReplyReading.Hopeless>(Refused("electrum", Load, "Incorrect password", Some.Spec("electrum") with { WalletPasswordFile = "" })).Why,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("Cannot read wallet file. (parsing failed)")]
    [InlineData("OSError: Cannot read wallet file")]
    [InlineData("Unknown wallet type: None")]
    [InlineData("[Errno 21] Is a directory: '/data/store-0/wallet'")]
    public void An_unreadable_wallet_is_hopeless_and_names_both_files_and_both_commands(string message)
    {
        var why = Assert.IsType<ReplyReading.Hopeless>(Refused("electron-cash", Load, message)).Why;

        Assert.All(["/data/store-0/wallet", "/secrets/store.wallet", "paywarden recreate store-0", "paywarden unpark store-0"],
            part => Assert.Contains(part, why, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Ping, "Incorrect password")]
    [InlineData(Load, "Server did not answer")]
    [InlineData(Confirm, "something new")]
    public void Any_other_error_may_pass(int step, string message) =>
        Assert.Contains(message, Assert.IsType<ReplyReading.NotYet>(Refused("electron-cash", step, message)).Why, StringComparison.Ordinal);

    [Fact]
    public void An_error_is_told_by_its_last_line_without_the_traceback() =>
        Assert.Equal("it answers error -32603: Boom", Assert.IsType<ReplyReading.NotYet>(Refused("electron-cash", Load, "Traceback:\n  File \"/home/x.py\"\nBoom\n")).Why);

    [Fact]
    public void A_ping_without_true_is_not_yet() => Assert.IsType<ReplyReading.NotYet>(Read("electrum", Ping, "null"));

    [Fact]
    public void A_level_daemon_has_no_degradations()
    {
        var health = Probe("electron-cash", "true", Info(120, 121), "true", """["a","b","c"]""");

        Assert.Equal((120, 121, true, true, 3), (health.Height, health.ServerHeight, health.Connected, health.Synchronized, health.Addresses));
        Assert.Empty(health.Degradations);
    }

    [Theory]
    [InlineData(100, 102, true, "true", "block 100, 2 behind")]
    [InlineData(100, 0, true, "true", "no connection to its server 127.0.0.1:50001:t")]
    [InlineData(100, 100, false, "true", "no connection to its server 127.0.0.1:50001:t")]
    [InlineData(100, 100, true, "false", "not synchronised")]
    public void What_it_lacks_is_said(int height, int serverHeight, bool connected, string synchronized, string expected) =>
        Assert.Contains(expected, Assert.Single(Probe("electrum", "true", Info(height, serverHeight, connected), synchronized, "[]").Degradations), StringComparison.Ordinal);

    [Fact]
    public void A_wallet_that_has_not_caught_up_is_not_synchronised_whatever_the_daemon_says()
    {
        var info = """{"blockchain_height":5,"server_height":5,"connected":true,"wallets":{"/data/store-0/wallet":false}}""";

        Assert.False(Probe("electron-cash", "true", info, "true", "[]").Synchronized);
    }

    [Fact]
    public void Answers_that_are_missing_or_nonsense_are_degradations_not_exceptions()
    {
        foreach (var nonsense in new[] { null, "null", "7", "[]", "\"x\"", """{"server_height":"high","blockchain_height":1e99,"connected":1}""" })
        {
            var health = Probe("electron-cash", "true", nonsense, nonsense, nonsense == "[]" ? null : nonsense);

            Assert.NotEmpty(health.Degradations);
            Assert.Equal((false, false, (int?)null), (health.Connected, health.Synchronized, health.Addresses));
        }
    }

    [Fact]
    public void A_missing_libsecp256k1_is_read_from_the_output_of_electron_cash()
    {
        string[] lines = ["starting", "[ecc] info: libsecp256k1 library not available, falling back to python-ecdsa"];

        Assert.Contains("libsecp256k1", Assert.Single(Dialect("electron-cash").ReadOutput(Some.Spec("electron-cash"), lines)), StringComparison.Ordinal);
        Assert.Empty(Dialect("electron-cash").ReadOutput(Some.Spec("electron-cash"), ["starting"]));
    }

    private static Dialect Dialect(string name) => DialectCatalog.Find(name)!;

    private static ReplyReading Read(string name, int step, string result, DaemonSpec? spec = null) =>
        Dialect(name).ReadAwaken(spec ?? Some.Spec(name), Some.Site(), step, Some.Json(result), null);

    private static ReplyReading Refused(string name, int step, string message, DaemonSpec? spec = null) =>
        Dialect(name).ReadAwaken(spec ?? Some.Spec(name), Some.Site(), step, null, new DaemonError(-32603, message));

    private static HealthReport Probe(string name, params string?[] replies) =>
        Dialect(name).ReadProbe(Some.Spec(name), Some.Site(), Some.Replies(replies));

    private static string Info(int height, int serverHeight, bool connected = true) =>
        JsonSerializer.Serialize(new { blockchain_height = height, server_height = serverHeight, connected });

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}

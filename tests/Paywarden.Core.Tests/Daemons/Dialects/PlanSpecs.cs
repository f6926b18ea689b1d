using System.Text.Json;
using CsCheck;
using Paywarden.Kernel;

namespace Paywarden.Daemons.Dialects;

public sealed class PlanSpecs
{
    private static readonly Gen<string> SecretText = Gen.String[Gen.Char.AlphaNumeric, 12, 30].Select(s => "s3" + s);

    [Fact]
    public void No_secret_is_in_arguments_environment_or_anything_printed() =>
        Gen.Select(Some.OneOf([.. DialectCatalog.All]), SecretText, SecretText, Gen.Bool, Some.OneOf(["mainnet", "testnet", "regtest"]))
            .Sample((dialect, rpcPassword, walletPassword, online, network) =>
        {
            var spec = Some.Spec(dialect.Name, network, online ? "h:1:t" : "") with
            {
                Command = ["d", "--port={port}", "--user={user}", "--password={password-file}", "{folder}"],
                WalletPassword = new Secret(walletPassword),
            };
            var site = Some.Site(password: rpcPassword);

            var plan = dialect.Plan(spec, site);
            var calls = dialect.Awaken(spec, site, spec.WalletPassword).Concat(dialect.Probe(spec, site)).Append(dialect.Stop(spec, site));
            var shown = plan.Arguments.Concat(plan.Environment.Values).Concat(plan.StaleLocks)
                .Concat([$"{plan}", $"{plan.Endpoint}", $"{spec}", $"{site}"])
                .Concat(plan.Files.Select(f => $"{f}")).Concat(calls.Select(c => $"{c}"));

            Assert.All(shown, text =>
            {
                Assert.DoesNotContain(rpcPassword, text, StringComparison.Ordinal);
                Assert.DoesNotContain(walletPassword, text, StringComparison.Ordinal);
            });
            Assert.All(plan.Files, file => Assert.DoesNotContain(walletPassword, file.Content, StringComparison.Ordinal));
        });

    [Fact]
    public void All_planned_paths_stay_inside_the_folder_and_the_endpoint_on_loopback() =>
        Gen.Select(Some.OneOf([.. DialectCatalog.All]), Some.OneOf(["mainnet", "testnet", "regtest"]), Gen.Int[1, 65535]).Sample((dialect, network, port) =>
        {
            var plan = dialect.Plan(Some.Spec(dialect.Name, network), Some.Site() with { Port = port });

            Assert.All(plan.Files.Select(f => f.Path).Concat(plan.StaleLocks), path => Assert.False(Path.IsPathRooted(path) || path.Contains("..", StringComparison.Ordinal)));
            Assert.Equal(("127.0.0.1", port), (plan.Endpoint.Url.Host, plan.Endpoint.Url.Port));
        });

    [Theory]
    [InlineData("electrum", "regtest", "electrum --regtest -D /data/store-0 daemon")]
    [InlineData("electron-cash", "testnet", "electron-cash --testnet -D /data/store-0 daemon")]
    [InlineData("electron-cash", "mainnet", "electron-cash -D /data/store-0 daemon")]
    [InlineData("simulator", "regtest", "simulator --regtest -D /data/store-0 daemon")]
    public void The_foreground_form_is_started(string dialect, string network, string expected) =>
        Assert.Equal(expected, string.Join(' ', DialectCatalog.Find(dialect)!.Plan(Some.Spec(dialect, network), Some.Site()).Arguments));

    [Theory]
    [InlineData("electrum", "electrum")]
    [InlineData("electron-cash", "electron-cash")]
    [InlineData("simulator", "paywarden-simulator")]
    public void Without_a_command_the_program_is_looked_for_by_its_name(string dialect, string program) =>
        Assert.Equal(program, DialectCatalog.Find(dialect)!.Plan(Some.Spec(dialect) with { Command = [] }, Some.Site()).Arguments[0]);

    [Theory]
    [InlineData("electrum")]
    [InlineData("electron-cash")]
    public void The_configuration_holds_the_rpc_port_as_a_number_and_one_server(string dialect)
    {
        var config = Config(dialect, Some.Spec(dialect), "regtest/config");

        Assert.Equal(JsonValueKind.Number, config.GetProperty("rpcport").ValueKind);
        Assert.Equal(("127.0.0.1", "paywarden", "rpc-password"), (Text(config, "rpchost"), Text(config, "rpcuser"), Text(config, "rpcpassword")));
        Assert.Equal(("127.0.0.1:50001:t", true, false), (Text(config, "server"), config.GetProperty("oneserver").GetBoolean(), config.GetProperty("auto_connect").GetBoolean()));
        Assert.Equal("regtest/daemon", Assert.Single(DialectCatalog.Find(dialect)!.Plan(Some.Spec(dialect), Some.Site()).StaleLocks));
    }

    [Fact]
    public void Without_a_server_the_real_daemons_start_offline_and_the_simulator_does_not()
    {
        Assert.True(Config("electron-cash", Some.Spec("electron-cash", server: ""), "regtest/config").GetProperty("offline").GetBoolean());
        Assert.Equal("--offline", DialectCatalog.Find("electrum")!.Plan(Some.Spec("electrum", server: ""), Some.Site()).Arguments[^1]);
        Assert.False(Config("simulator", Some.Spec("simulator", server: ""), "regtest/config").TryGetProperty("offline", out _));
    }

    [Fact]
    public void The_simulator_makes_itself_one_wallet_for_all_daemons_of_a_name_unless_it_is_given_one()
    {
        var simulator = DialectCatalog.Find("simulator")!;

        var made = Assert.Single(simulator.Plan(Some.Spec("simulator"), Some.Site(walletPath: "")).Files, f => f.OnlyIfMissing);
        Assert.Equal(("wallet/simulated", """{"seed":"store"}"""), (made.Path, made.Content));
        Assert.Contains("/data/store-0/wallet/simulated", simulator.Awaken(Some.Spec("simulator"), Some.Site(walletPath: ""), Secret.None)[1].Params, StringComparison.Ordinal);

        Assert.DoesNotContain(simulator.Plan(Some.Spec("simulator"), Some.Site()).Files, f => f.OnlyIfMissing);
    }

    [Fact]
    public void Simulated_daemons_of_one_node_share_a_chain()
    {
        var first = Config("simulator", Some.Spec("simulator"), "regtest/config", Some.Site() with { NodeFolder = "/data" });
        var second = Config("simulator", Some.Spec("simulator"), "regtest/config", Some.Site(walletPath: "") with { NodeFolder = "/data" });

        Assert.Equal("/data/simulated-chain", Text(first, "simulator_chain"));
        Assert.Equal(Text(first, "simulator_chain"), Text(second, "simulator_chain"));
        Assert.False(Config("simulator", Some.Spec("simulator"), "regtest/config").TryGetProperty("simulator_chain", out _));
        Assert.False(Config("electron-cash", Some.Spec("electron-cash"), "regtest/config", Some.Site() with { NodeFolder = "/data" }).TryGetProperty("simulator_chain", out _));
    }

    [Fact]
    public void A_generic_daemon_finds_its_site_in_its_arguments_and_its_password_in_a_file()
    {
        var spec = Some.Spec("generic") with { Command = ["x", "-p{port}", "{user}", "{password-file}", "{folder}/y"], Generic = new GenericCalls("ping", "stop", "rpc", false) };

        var plan = DialectCatalog.Find("generic")!.Plan(spec, Some.Site());

        Assert.Equal("x -p7800 paywarden /data/store-0/credentials /data/store-0/y", string.Join(' ', plan.Arguments));
        Assert.Equal("rpc-password", Assert.Single(plan.Files, f => f.Path == "credentials").Content);
        Assert.Equal((new Uri("http://127.0.0.1:7800/rpc"), false), (plan.Endpoint.Url, plan.Endpoint.KeepAlive));
    }

    private static JsonElement Config(string dialect, DaemonSpec spec, string path, DaemonSite? site = null) =>
        Some.Json(DialectCatalog.Find(dialect)!.Plan(spec, site ?? Some.Site()).Files.Single(f => f.Path == path).Content);

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}

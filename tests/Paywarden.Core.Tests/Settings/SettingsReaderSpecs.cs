using System.Reflection;
using Paywarden.Kernel;
using static Paywarden.Settings.SettingsFixture;

namespace Paywarden.Settings;

public sealed class SettingsReaderSpecs
{
    [Fact]
    public void The_shipped_standalone_configuration_is_good_and_has_the_documented_defaults()
    {
        var options = Good(Shipped("standalone.conf"));

        Assert.Equal(("127.0.0.1:7777", "127.0.0.1:7778", ""), (options.Rpc.Listen, options.Admin.Listen, options.Observe.Listen));
        Assert.Equal((1_048_576, 65_536, 100, 32), (options.Rpc.MaxBody, options.Rpc.MaxParams, options.Rpc.MaxBatch, options.Rpc.MaxDepth));
        Assert.Equal(("/srv/paywarden/data", "shop-1", "stop"), (options.Node.DataDir, options.Node.Name, options.Node.OnStop));
        var store = options.Wallets["store"];
        Assert.Equal(("simulator", 3, 1), (store.Dialect, store.Daemons, store.Call.Concurrency));
        Assert.Equal(["paywarden-simulator"], store.Command);
        Assert.Equal(TimeSpan.FromSeconds(45), store.Start.ReadyWithin);
        Assert.Equal(["read", "allocate", "pay"], options.Rpc.Users["bchrpc"].Allow);
    }

    [Theory]
    [InlineData("electron-cash.conf", 1)]
    [InlineData("electrum.conf", 4)]
    [InlineData("bitcoind.conf", 4)]
    public void The_other_shipped_ones_want_a_password_and_nothing_else(string name, int concurrency)
    {
        var reading = Read(Shipped(name));
        var options = Good(Shipped(name), new() { ["PAYWARDEN_RPC_PASSWORD"] = "correct horse" });

        Assert.Contains("must not be empty", Assert.Single(reading.Faults), StringComparison.Ordinal);
        Assert.Equal(concurrency, options.Wallets["store"].Call.Concurrency);
        Assert.Equal("/secrets/store.wallet", options.Wallets["store"].WalletFile);
    }

    [Fact]
    public void Every_key_of_the_reference_has_a_property_and_every_property_a_key()
    {
        var (reference, faults) = Hocon.Read(new("reference.conf", Shipped("reference.conf")), (_, _) => null, _ => null);
        var missing = Misfits(typeof(PaywardenOptions), (HoconValue.Map)reference["paywarden"]!, "").ToArray();

        Assert.Empty(faults);
        Assert.Equal([".dialects", ".wallet-defaults"], missing.Order());
    }

    [Fact]
    public void A_wallets_own_key_wins_then_wallet_defaults_then_its_dialect_then_the_reference()
    {
        var options = Good(Simulated + "\n" + """
            paywarden {
              wallet-defaults { daemons = 5, call { queue = 7, attempt = 3s } }
              wallets.store { daemons = 2 }
              wallets.other { dialect = simulator, call.attempt = 4s }
            }
            """);

        Assert.Equal((2, 5), (options.Wallets["store"].Daemons, options.Wallets["other"].Daemons));
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4)), (options.Wallets["store"].Call.Attempt, options.Wallets["other"].Call.Attempt));
        Assert.Equal((1, 7, TimeSpan.FromSeconds(25)), (options.Wallets["store"].Call.Concurrency, options.Wallets["store"].Call.Queue, options.Wallets["store"].Call.Deadline));
    }

    [Fact]
    public void The_environment_lies_over_the_file()
    {
        var options = Good(Simulated, new()
        {
            ["PAYWARDEN__node__data_dir"] = "/var/lib/paywarden",
            ["PAYWARDEN__rpc__max_body"] = "2 MiB",
            ["PAYWARDEN__rpc__listen"] = "127.0.0.1:8888",
            ["PAYWARDEN__rpc__users__bchrpc__allow"] = "[read]",
            ["PAYWARDEN__RPC__USERS__BCHRPC__PASSWORD"] = "a#b $c",
            ["PAYWARDEN__wallets__store__methods__get_request"] = "read",
            ["PAYWARDEN_OTHER"] = "x",
        });

        Assert.Equal(("/var/lib/paywarden", 2 << 20, "127.0.0.1:8888"), (options.Node.DataDir, options.Rpc.MaxBody, options.Rpc.Listen));
        Assert.Equal(["read"], options.Rpc.Users["bchrpc"].Allow);
        Assert.Equal(new Secret("a#b $c"), options.Rpc.Users["bchrpc"].Password);
        Assert.Equal("read", options.Wallets["store"].Methods["get_request"]);
    }

    [Fact]
    public void PAYWARDEN_DATA_moves_the_data_directory() =>
        Assert.Equal("/data", Good(Simulated, new() { ["PAYWARDEN_DATA"] = "/data" }).Node.DataDir);

    [Fact]
    public void A_fault_in_the_environment_names_the_variable()
    {
        var reading = Read(Simulated, new() { ["PAYWARDEN__rpc__max_batch"] = "many", ["PAYWARDEN__log__levl"] = "debug" });

        Assert.Contains("environment PAYWARDEN__rpc__max_batch paywarden.rpc.max-batch = many: must be a whole number", reading.Faults);
        Assert.Contains("environment PAYWARDEN__log__levl paywarden.log.levl: unknown key; did you mean paywarden.log.level?", reading.Faults);
    }

    [Fact]
    public void Akka_settings_are_handed_through()
    {
        var reading = Read(Simulated + "\nakka { loglevel = DEBUG, actor.debug.receive = on }");

        Assert.Equal("akka = {\n  loglevel = DEBUG\n  actor = {\n    debug = {\n      receive = on\n    }\n  }\n}\n", reading.Akka);
    }

    [Fact]
    public void A_broken_text_has_only_its_own_faults()
    {
        var reading = Read("paywarden {\n  rpc { listen = \"127.0.0.1:7777\n  }\n");

        Assert.Null(reading.Options);
        Assert.Equal(["my.conf:1 this { is never closed", "my.conf:2 this quote is never closed"], reading.Faults.AsEnumerable());
    }

    [Fact]
    public void Secrets_come_from_files_without_the_last_newline()
    {
        var files = new Dictionary<string, SettingsFile> { ["/run/rpc"] = new("s3cr3t \n", "", false), ["/run/wallet"] = new("open", "", true), ["/srv/x"] = new("{}", "", false) };
        var reading = Read("""
            paywarden {
              rpc.users.shop { password-file = "/run/rpc" }
              wallets.store { dialect = electrum, wallet-file = "/srv/x", wallet-password-file = "/run/wallet" }
            }
            """, files: files);

        Assert.Equal(new Secret("s3cr3t "), reading.Options!.Rpc.Users["shop"].Password);
        Assert.Equal((new Secret("open"), "/run/wallet"), (reading.Options.Wallets["store"].WalletPassword, reading.Options.Wallets["store"].WalletPasswordFile));
        Assert.Contains("every user of this machine can read /run/wallet", Assert.Single(reading.Warnings), StringComparison.Ordinal);
    }

    /// <summary>Keys without a property and properties without a key.</summary>
    private static IEnumerable<string> Misfits(Type type, HoconValue.Map map, string at)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).ToDictionary(p => SettingsBinder.KeyOf(p.Name), p => p.PropertyType);
        var unread = map.Members.Keys.Where(k => !properties.ContainsKey(k) && !(k.EndsWith("-file", StringComparison.Ordinal) && map[k[..^5]] is not null));
        var within = properties.SelectMany(p => map[p.Key] switch
        {
            null => [$"{at}.{p.Key}"],
            HoconValue.Map names when names[SettingsSchema.AnyName] is HoconValue.Map shape => Misfits(p.Value.GetGenericArguments()[1], shape, $"{at}.{p.Key}.*"),
            HoconValue.List { Items: [HoconValue.Map shape] } => Misfits(p.Value.GetGenericArguments()[0], shape, $"{at}.{p.Key}.0"),
            HoconValue.Map inner when inner[SettingsSchema.AnyName] is null => Misfits(p.Value, inner, $"{at}.{p.Key}"),
            _ => [],
        });
        return unread.Select(k => $"{at}.{k}").Concat(within);
    }
}

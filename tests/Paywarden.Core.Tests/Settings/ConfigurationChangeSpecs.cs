using static Paywarden.Settings.SettingsFixture;

namespace Paywarden.Settings;

public sealed class ConfigurationChangeSpecs
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("rpc.users.bchrpc.rate = 5/s", "paywarden.rpc.users.bchrpc.rate", "")]
    [InlineData("rpc.users.bchrpc.password = other", "paywarden.rpc.users.bchrpc.password", "")]
    [InlineData("rpc.users.shop { password = x }", "paywarden.rpc.users.shop", "")]
    [InlineData("wallets.store.methods.getinfo = admin", "paywarden.wallets.store.methods.getinfo", "")]
    [InlineData("wallet-defaults.probe.every = 3s", "paywarden.wallets.store.probe.every", "")]
    [InlineData("wallets.store.restart.max = 2m\nlog.level = debug", "paywarden.log.level paywarden.wallets.store.restart.max", "")]
    [InlineData("wallets.store.daemons = 4", "", "paywarden.wallets.store.daemons")]
    [InlineData("rpc.listen = \"127.0.0.1:7000\"\nlog.level = debug", "paywarden.log.level", "paywarden.rpc.listen")]
    [InlineData("wallets.other { dialect = simulator }", "", "paywarden.wallets.other")]
    [InlineData("wallets.store.call.queue = 128", "", "")]
    public void A_change_is_taken_over_or_named_as_needing_a_restart(string lines, string taken, string restart)
    {
        var change = ConfigurationChange.Between(Read(Simulated).Values, Read(Simulated + "\npaywarden {\n" + lines + "\n}").Values);

        Assert.Equal(taken, string.Join(' ', change.TakenOver.Order(StringComparer.Ordinal)));
        Assert.Equal(restart, string.Join(' ', change.NeedRestart.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void What_is_in_force_after_a_reload_is_the_old_with_what_was_taken_over()
    {
        var old = Read(Simulated).Values;
        var now = Read(Simulated + """

            paywarden {
              log.level = debug
              rpc { listen = "127.0.0.1:7000", users.shop { password = x } }
              wallets { store { daemons = 4, probe.every = 3s, restart.max = 2m }, other { dialect = simulator } }
            }
            """).Values;

        var inForce = ConfigurationChange.InForce(old, now);
        var options = SettingsReader.Bind(inForce, "shop-1", "/srv/paywarden");

        Assert.Equal([.. ConfigurationChange.Between(old, now).NeedRestart], ConfigurationChange.Between(inForce, now).NeedRestart.ToArray());
        Assert.Empty(ConfigurationChange.Between(inForce, now).TakenOver);
        Assert.Equal(("debug", "127.0.0.1:7777", 3), (options.Log.Level, options.Rpc.Listen, options.Wallets["store"].Daemons));
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(2)), (options.Wallets["store"].Probe.Every, options.Wallets["store"].Restart.Max));
        Assert.Equal(["bchrpc", "shop"], options.Rpc.Users.Keys.Order());
        Assert.Equal(["store"], options.Wallets.Keys);
    }

    [Fact]
    public void A_user_who_is_gone_from_the_file_may_no_longer_call()
    {
        var old = Read(Simulated + "\npaywarden.rpc.users.shop { password = x }\n").Values;

        var inForce = ConfigurationChange.InForce(old, Read(Simulated).Values);

        Assert.Equal(["bchrpc"], SettingsReader.Bind(inForce, "shop-1", "/").Rpc.Users.Keys);
    }
}

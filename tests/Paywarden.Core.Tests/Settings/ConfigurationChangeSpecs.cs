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
}

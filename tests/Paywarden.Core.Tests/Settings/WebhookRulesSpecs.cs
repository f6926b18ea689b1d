using static Paywarden.Settings.SettingsFixture;

namespace Paywarden.Settings;

public sealed class WebhookRulesSpecs
{
    private const string Secret = "secret = 0123456789abcdef";

    [Theory]
    [InlineData($"wallets.store.webhooks.Shop {{ url = \"https://a.example/\", {Secret} }}", "names are 1 to 40")]
    [InlineData($"wallets.store.webhooks.shop {{ {Secret} }}", "paywarden.wallets.store.webhooks.shop.url = \"\": must be https://host/path")]
    [InlineData($"wallets.store.webhooks.shop {{ url = \"ftp://a.example/\", {Secret} }}", "url = ***: must be https://host/path")]
    [InlineData($"wallets.store.webhooks.shop {{ url = \"https://me:s3cr3t@a.example/\", {Secret} }}", "url = ***: must be https://host/path, without user")]
    [InlineData($"wallets.store.webhooks.shop {{ url = \"http://a.example/\", {Secret} }}", "must be https; http is for receivers on this machine")]
    [InlineData($"wallets.store.webhooks.shop {{ url = \"https://127.0.0.1/\", {Secret} }}", "127.0.0.1 is an address of this machine or of a private network, and allow-private is not set")]
    [InlineData($"wallets.store.webhooks.shop {{ url = \"https://[::1]/\", {Secret} }}", "::1 is an address of this machine")]
    [InlineData($"wallets.store.webhooks.shop {{ url = \"http://1.1.1.1/\", allow-private = true, {Secret} }}", "1.1.1.1 is public, and over http everybody on the way could read")]
    [InlineData("wallets.store.webhooks.shop { url = \"https://a.example/\" }", "paywarden.wallets.store.webhooks.shop.secret = \"\": must have 16 characters or more")]
    [InlineData("wallets.store.webhooks.shop { url = \"https://a.example/\", secret = short }", "secret = ***: must have 16 characters or more")]
    [InlineData($"wallets.store.webhooks.shop {{ url = \"https://a.example/\", {Secret}, old-secret = short }}", "old-secret = ***: must be empty, or have 16")]
    [InlineData($"wallets.store.webhooks.shop {{ url = \"https://a.example/\", {Secret}, events = [payment.paid] }}", "events = [payment.paid]: may hold \"*\", \"payment.*\"")]
    [InlineData($"wallets.store.webhooks.shop {{ url = \"https://a.example/\", {Secret}, events = [] }}", "may hold \"*\", \"payment.*\"")]
    [InlineData($"wallets.store.webhooks.shop {{ url = \"https://a.example/\", {Secret}, timeout = 2m }}", "must be above 0 and at most 1m")]
    [InlineData($"wallets.store.webhooks.shop {{ url = \"https://a.example/\", {Secret}, retry.max = 1s }}", "retry.max = 1s: must be first or more")]
    [InlineData($"wallets.store.webhooks.shop {{ url = \"https://a.example/\", {Secret}, retry.for = 0s }}", "retry.for = 0s: must be above 0")]
    public void A_receiver_that_breaks_a_rule_is_named(string lines, string expected) => Assert.Contains(FaultsOf(lines), f => f.Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData($"url = \"https://a.example/hook?x=1\", {Secret}")]
    [InlineData($"url = \"http://127.0.0.1:8080/\", allow-private = true, events = [\"payment.*\", wallet.held], {Secret}")]
    [InlineData($"url = \"http://receiver.internal/\", allow-private = true, {Secret}, old-secret = fedcba9876543210")]
    public void These_are_good(string keys) => Assert.Empty(FaultsOf($"wallets.store.webhooks.shop {{ {keys} }}"));

    [Fact]
    public void As_shipped_ten_seconds_and_a_day()
    {
        var shop = Good(Simulated + $"\npaywarden.wallets.store.webhooks.shop {{ url = \"https://a.example/\", {Secret} }}").Wallets["store"].Webhooks["shop"];

        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromDays(1), false), (shop.Timeout, shop.Retry.For, shop.AllowPrivate));
        Assert.Equal(["*"], shop.Events);
        Assert.Equal("***", shop.Secret.ToString());
    }

    [Fact]
    public void The_secret_may_lie_in_a_file()
    {
        var options = Good(
            Simulated + "\npaywarden.wallets.store.webhooks.shop { url = \"https://a.example/\", secret-file = \"/run/secret\" }",
            files: new() { ["/run/secret"] = new("fedcba9876543210\n", "", false) });

        Assert.Equal("fedcba9876543210", options.Wallets["store"].Webhooks["shop"].Secret.Reveal());
    }
}

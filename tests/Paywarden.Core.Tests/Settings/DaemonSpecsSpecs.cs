using Paywarden.Daemons;
using Paywarden.Daemons.Dialects;
using static Paywarden.Settings.SettingsFixture;

namespace Paywarden.Settings;

public sealed class DaemonSpecsSpecs
{
    [Fact]
    public void Daemons_are_numbered_and_servers_and_ports_dealt_out()
    {
        var options = Good("""
            paywarden.wallets.store { dialect = electrum, wallet-file = w, daemons = 3, port = 9000, servers = ["a:1:t", "b:2:s"], call.queue = 9 }
            """);

        var specs = DaemonSpecs.From(options, "store");

        Assert.Equal(["store-0", "store-1", "store-2", "store-s0"], specs.Select(s => s.Id));
        Assert.Equal(["a:1:t", "b:2:s", "a:1:t", ""], specs.Select(s => s.Server));
        Assert.Equal([9000, 9001, 9002, 9003], specs.Select(s => s.Port));
        Assert.All(specs, s => Assert.Equal((4, 9, "/srv/paywarden/w"), (s.Call.Concurrency, s.Call.Queue, s.WalletFile)));
    }

    [Theory]
    [InlineData("signers = 2", "twin of store-s0, twin of store-s0, signer, signer")]
    [InlineData("", "twin of store-s0, twin of store-s0, signer")]
    [InlineData("signers = 0", "whole, whole")]
    public void The_keys_are_at_the_signers_and_without_signers_at_each_daemon(string signers, string expected)
    {
        var specs = DaemonSpecs.From(Good($"paywarden.wallets.store {{ dialect = electrum, wallet-file = w, daemons = 2, {signers} }}"), "store");

        Assert.Equal(expected, string.Join(", ", specs.Select(s => s switch
        {
            { Part: DaemonPart.Twin } => $"twin of {s.Signer}",
            { Part: DaemonPart.Signer } => "signer",
            _ => "whole",
        })));
    }

    [Fact]
    public void Daemons_of_someone_else_are_called_where_they_are()
    {
        var options = Good("""
            paywarden.wallets.store {
              dialect = generic, daemons = 0, methods { getinfo = read }
              external = [{ url = "http://127.0.0.1:9001/" }, { url = "http://127.0.0.1:9002/", user = u, password = p }]
            }
            """);

        var specs = DaemonSpecs.From(options, "store");

        Assert.Equal([9001, 9002], specs.Select(s => s.External!.Url.Port));
        Assert.Equal(("u", "p"), (specs[1].External!.User, specs[1].External!.Password.Reveal()));
    }

    [Fact]
    public void A_wallets_methods_lie_over_its_dialects()
    {
        var options = Good(Simulated + "\npaywarden.wallets.store.methods { getinfo = admin, ownmethod = read }");

        var dialect = DialectCatalog.Find("simulator")!.Methods;
        var table = dialect.With(MethodOverrides.From(options.Wallets["store"], dialect));

        Assert.True(table.TryGet("getinfo", out var known) && known is { Class: MethodClass.Admin, Place: MethodPlace.NamedDaemon });
        Assert.True(table.TryGet("ownmethod", out var own) && own is { Class: MethodClass.Read, Place: MethodPlace.Any });
        Assert.True(table.TryGet("getbalance", out _));
    }
}

namespace Paywarden.Daemons;

/// <summary>The watch-only wallet of a twin: there whole, or not at all, whatever happens to its making.</summary>
public sealed class TwinWalletSpecs : IDisposable
{
    private const string Key = "xpub-of-store";

    private static readonly DaemonSpec Twin = Workshop.Spec("sleep", "1000") with { Part = DaemonPart.Twin, Signer = "store-s0", WalletFile = "/secrets/store.wallet" };
    private static readonly DaemonSpec Signer = Workshop.Spec("sleep", "1000") with { Id = "store-s0", Part = DaemonPart.Signer };

    private readonly Workshop _shop = new();

    private string Wallet => Path.Combine(_shop.Folder().Home, "watch-only", "store.wallet");

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task It_waits_for_the_key_then_is_made_from_it_once()
    {
        var waits = Assert.IsType<LaunchResult.NotYet>(await _shop.Launcher.LaunchAsync(Twin, CancellationToken.None));
        Assert.StartsWith("waits for store-s0 to tell the wallet's public key", waits.Why, StringComparison.Ordinal);

        Assert.Null(_shop.Keys.Learn(Signer, Key));
        var launched = await _shop.Launch(Twin);

        Assert.Equal(Wallet, launched.Site.WalletPath);
        Assert.True(launched.WalletPassword.IsEmpty);
        Assert.Equal(Key, await File.ReadAllTextAsync(Wallet));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Wallet));
        Assert.False(Directory.Exists(Path.Combine(_shop.Folder().Home, "making")));

        await File.WriteAllTextAsync(Wallet, "the daemon's own by now");
        await _shop.Launch(Twin);
        Assert.Equal("the daemon's own by now", await File.ReadAllTextAsync(Wallet));
    }

    [Theory]
    [InlineData("echo no such key >&2; exit 1", "ended with exit code 1: no such key")]
    [InlineData("exit 0", "ended with exit code 0: it said nothing")]
    [InlineData(": > \"$0\"", "ended with exit code 0")]
    public async Task What_makes_no_wallet_is_told_and_tried_again(string script, string expected)
    {
        using Workshop shop = new(new ScriptDialect { RestoreScript = script });
        shop.Keys.Learn(Signer, Key);

        var failed = await shop.Fail(Twin);

        Assert.Contains(expected, failed.Why, StringComparison.Ordinal);
        Assert.False(failed.Hopeless);
        Assert.False(File.Exists(Path.Combine(shop.Folder().Home, "watch-only", "store.wallet")));
        using Workshop mended = new(data: shop.Data);
        await mended.Launch(Twin);
    }

    [Fact]
    public async Task What_a_dead_node_was_making_is_ended_and_made_anew()
    {
        var data = _shop.Data;
        using Workshop dead = new(new ScriptDialect { RestoreScript = "echo half > \"$0\"; touch \"$0.begun\"; exec sleep 1000" }, data);
        dead.Keys.Learn(Signer, Key);
        var never = dead.Launcher.LaunchAsync(Twin, CancellationToken.None);
        await Workshop.Until(() => File.Exists(Path.Combine(_shop.Folder().Home, "making", "wallet.begun")), "the making to have begun");
        var maker = Assert.Single(_shop.Marked());

        var launched = await _shop.Launch(Twin);

        Assert.Equal(Key, await File.ReadAllTextAsync(Wallet));
        Assert.DoesNotContain(maker, _shop.Marked());
        await _shop.RunsOnly(launched.Daemon.Identity!.Pid);
        await never;
    }

    [Fact]
    public async Task A_process_that_has_the_keys_open_is_not_taken_over_as_a_twin()
    {
        var whole = Workshop.Spec("sleep", "1000");
        var launched = await _shop.Launch(whole);
        using Workshop next = new(data: _shop.Data);

        Assert.Null(await next.Launcher.AdoptAsync(Twin, CancellationToken.None));
        await Workshop.End(launched);
    }
}

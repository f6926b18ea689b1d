namespace Paywarden.Daemons;

public sealed class PublicKeysSpecs : IDisposable
{
    private static readonly DaemonSpec Signer = Workshop.Spec() with { Id = "store-s0", Part = DaemonPart.Signer, WalletFile = "/secrets/store.wallet" };
    private static readonly DaemonSpec Twin = Workshop.Spec() with { Part = DaemonPart.Twin, Signer = "store-s0" };

    private readonly string _data = Directory.CreateTempSubdirectory("paywarden-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task What_a_signer_tells_is_known_to_who_waits_and_after_any_restart()
    {
        PublicKeys keys = new(_data);
        var waiting = keys.ToldAsync("store", CancellationToken.None);
        Assert.Null(keys.Find("store"));

        Assert.Null(keys.Learn(Signer, "xpub1"));

        await waiting.WaitAsync(Workshop.Patience);
        var file = Path.Combine(_data, "public-keys", "store");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        PublicKeys next = new(_data);
        Assert.Equal("xpub1", next.Find("store"));
        Assert.True(next.ToldAsync("store", CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public void Another_key_is_refused_with_the_cure()
    {
        PublicKeys keys = new(_data);
        keys.Learn(Signer, "xpub1");

        Assert.Null(keys.Learn(Signer, "xpub1"));
        Assert.Null(keys.Learn(Twin, "xpub1"));
        Assert.Contains("Put the wallet with the right keys at /secrets/store.wallet, then: paywarden recreate store-s0", keys.Learn(Signer, "xpub2"), StringComparison.Ordinal);
        Assert.Contains("another than the one that store-s0 signs for", keys.Learn(Twin, "xpub2"), StringComparison.Ordinal);
        Assert.Equal("xpub1", new PublicKeys(_data).Find("store"));
    }

    [Fact]
    public void A_twin_teaches_nothing()
    {
        PublicKeys keys = new(_data);

        Assert.Null(keys.Learn(Twin, "xpub1"));
        Assert.Null(keys.Find("store"));
    }

    [Fact]
    public void An_empty_file_is_no_key()
    {
        Directory.CreateDirectory(Path.Combine(_data, "public-keys"));
        File.WriteAllText(Path.Combine(_data, "public-keys", "store"), "");

        Assert.Null(new PublicKeys(_data).Find("store"));
    }
}

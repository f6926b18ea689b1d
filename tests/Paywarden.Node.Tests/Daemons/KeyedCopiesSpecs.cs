using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>What becomes of the copies with keys that daemons had before they were twins. The file is one that Electrum 4.3.4 made, encrypted.</summary>
public sealed class KeyedCopiesSpecs : IDisposable
{
    private const string Key = "vpub5VCLMx8E3q97DsPh78LLgEBsxF7zoHBX69MC2nPVqSn5GpFNQjwWvrGyPCWySenpPQZR5GVmmfW3q1L3B9CJMXnwDqxiKDFpDwxzSMer5ED";

    private static readonly Secret Password = new("correct horse");
    private static readonly DaemonSpec Twin = Workshop.Spec() with { Part = DaemonPart.Twin, Signer = "store-s0", WalletPassword = Password };

    private readonly string _data = Directory.CreateTempSubdirectory("paywarden-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public void A_copy_of_the_signers_wallet_is_deleted()
    {
        var copy = Wallet("store-0", Sealed());
        Wallet("store-s0", Sealed());

        Assert.Equal($"deleted {copy}: store-0 only watches now, and store-s0 holds the keys", Assert.Single(PutAway(Twin)));
        Assert.False(File.Exists(copy));
        Assert.Empty(PutAway(Twin));
    }

    [Fact]
    public void An_unencrypted_one_too()
    {
        var copy = Wallet("store-0", SealedWallet.Open(Sealed(), Password)!);
        Wallet("store-s0", Sealed());

        PutAway(Twin);

        Assert.False(File.Exists(copy));
    }

    [Fact]
    public void Without_a_signer_that_has_its_wallet_it_stays()
    {
        var copy = Wallet("store-0", Sealed());

        Assert.Contains("stays: store-s0 has no wallet here", Assert.Single(PutAway(Twin)), StringComparison.Ordinal);
        Assert.True(File.Exists(copy));
    }

    [Theory]
    [InlineData("correct horse", "vpub-of-another-wallet")]
    [InlineData("wrong horse", Key)]
    public void What_is_not_proven_to_be_the_signers_wallet_stays_and_is_told(string password, string key)
    {
        var copy = Wallet("store-0", Sealed());
        Wallet("store-s0", Sealed());

        Assert.Contains("is not proven. Look at it and delete it", Assert.Single(PutAway(Twin with { WalletPassword = new(password) }, key)), StringComparison.Ordinal);
        Assert.True(File.Exists(copy));
    }

    [Fact]
    public void A_daemon_that_signs_for_itself_keeps_its_wallet()
    {
        var copy = Wallet("store-0", Sealed());
        Wallet("store-s0", Sealed());

        Assert.Empty(PutAway(Twin with { Part = DaemonPart.Whole }));
        Assert.True(File.Exists(copy));
    }

    [Fact]
    public void A_wallet_is_opened_with_its_password_only_and_a_damaged_one_not_at_all()
    {
        Assert.Contains(Key, System.Text.Encoding.UTF8.GetString(SealedWallet.Open(Sealed(), Password)!), StringComparison.Ordinal);
        Assert.Null(SealedWallet.Open(Sealed(), Secret.None));
        Assert.Null(SealedWallet.Open([], Password));
        foreach (var at in Enumerable.Range(0, Sealed().Length / 50).Select(n => n * 50))
        {
            var damaged = Sealed();
            damaged[at] = damaged[at] == (byte)'A' ? (byte)'B' : (byte)'A';
            Assert.Null(SealedWallet.Open(damaged, Password));
            Assert.Null(SealedWallet.Open(Sealed()[..at], Password));
        }
    }

    private IReadOnlyList<string> PutAway(DaemonSpec spec, string key = Key)
    {
        PublicKeys keys = new(_data);
        keys.Learn(Workshop.Spec() with { Part = DaemonPart.Signer }, key);
        return new KeyedCopies(_data, keys).PutAway(spec);
    }

    private string Wallet(string daemon, byte[] content)
    {
        var file = Path.Combine(new DaemonFolder(_data, daemon).Home, "wallet", "store.wallet");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
        return file;
    }

    private static byte[] Sealed() => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Daemons", "electrum-sealed.wallet"));
}

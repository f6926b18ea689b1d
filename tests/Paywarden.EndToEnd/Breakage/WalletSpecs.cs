using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Breakage;

/// <summary>acceptance: line 5. A wallet that no restart opens parks its daemon, with the file to mend and the command that goes on.</summary>
[Collection(Rigged.Name)]
public sealed class WalletSpecs(RiggedSimulator rig, ITestOutputHelper output)
{
    [Fact]
    public Task A_wrong_password_is_parked_until_its_file_is_corrected() => rig.PlayAsync(output, async victim =>
    {
        var right = await File.ReadAllTextAsync(rig.PasswordFile);
        await File.WriteAllTextAsync(rig.PasswordFile, "not-the-password-4711");
        await victim.KillAsync();

        var parked = await victim.ShowsAsync("parked", $"wrong wallet password. Correct {rig.PasswordFile}, then: {victim.Unpark}");
        Assert.Null(parked.Pid);
        Assert.DoesNotContain(victim.Node.Watch.Alive(), p => p.DaemonId == victim.Id);

        // Unparked without a cure it says the same again.
        await victim.ActAsync("unpark");
        await Eventually.SeeAsync("it is parked again", TimeSpan.FromSeconds(20), victim.StoryAsync, s => s.Count(l => l.Contains("daemon-parked: wrong wallet password", StringComparison.Ordinal)) >= 2);

        await File.WriteAllTextAsync(rig.PasswordFile, right);
        await victim.ActAsync("unpark");
        await victim.HealsAsync();
        Assert.DoesNotContain("not-the-password-4711", victim.Node.Output, StringComparison.Ordinal);
    });

    [Fact]
    public Task A_missing_password_file_is_parked_until_it_is_there() => rig.PlayAsync(output, async victim =>
    {
        File.Move(rig.PasswordFile, rig.PasswordFile + ".away");
        await victim.KillAsync();

        await victim.ShowsAsync("parked", $"cannot read the wallet password file {rig.PasswordFile}: it does not exist", victim.Unpark);
        File.Move(rig.PasswordFile + ".away", rig.PasswordFile);
        await victim.ActAsync("unpark");
    });

    [Fact]
    public Task A_corrupt_wallet_is_parked_and_recreated_with_the_broken_one_kept_aside() => rig.PlayAsync(output, async victim =>
    {
        const string garbage = "no wallet any more";
        var copy = Path.Combine(victim.Home, "wallet", "store.wallet");
        await File.WriteAllTextAsync(copy, garbage);
        await victim.KillAsync();

        await victim.ShowsAsync("parked", $"its wallet {copy} cannot be read", $"Check {rig.WalletFile}", "paywarden recreate store-1", victim.Unpark);
        await victim.ActAsync("recreate");
        await victim.HealsAsync();

        var aside = Assert.Single(Directory.GetDirectories(victim.Folder, "home.broken-*"));
        Assert.Equal(garbage, await File.ReadAllTextAsync(Path.Combine(aside, "wallet", "store.wallet")));
        await victim.ToldAsync(aside, "the wallet is imported anew");
    });

    [Fact]
    public Task A_copy_that_vanished_is_imported_anew() => rig.PlayAsync(output, async victim =>
    {
        File.Delete(Path.Combine(victim.Home, "wallet", "store.wallet"));
        await victim.KillAsync();

        await victim.HealsAsync();
    });
}

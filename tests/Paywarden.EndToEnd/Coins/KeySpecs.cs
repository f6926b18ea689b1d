using Paywarden.Harness;
using Paywarden.Ledger;
using Paywarden.Ledger.Codec;
using Xunit.Abstractions;

namespace Paywarden.Coins;

/// <summary>The simulated daemons derive and sign with an implementation of their own; here the ledger's own reading is held against it.</summary>
[Collection(Alone.Name)]
public sealed class KeySpecs(ITestOutputHelper output)
{
    [Fact]
    public Task The_ledger_derives_the_addresses_that_the_daemon_hands_out() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var twin = await stage.TwinAsync("twin", await stage.SignerAsync());
        var account = await twin.AccountAsync();

        var receiving = await twin.NamedAsync("listaddresses", new { receiving = true });
        var change = await twin.NamedAsync("listaddresses", new { change = true });

        Assert.Equal(25, receiving.GetArrayLength());
        Assert.Equal(Enumerable.Range(0, 25).Select(i => account.Address(KeyBranch.Receiving, (uint)i)), receiving.EnumerateArray().Select(a => a.GetString()));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => account.Address(KeyBranch.Change, (uint)i)), change.EnumerateArray().Select(a => a.GetString()));
        Assert.Equal(account.Address(KeyBranch.Receiving, 25), (await twin.CallAsync("createnewaddress")).GetString());
    });

    [Fact]
    public Task The_ledger_reads_what_is_built_and_what_is_signed() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var signer = await stage.SignerAsync();
        var twin = await stage.TwinAsync("twin", signer);
        var partial = await twin.BuildAsync(CoinStage.Stranger, "0.01");
        var raw = await signer.SignAsync(partial);

        Assert.True(Draft.TryRead(await twin.AccountAsync(), DraftForm.ElectronCash, Bytes.Copy(Convert.FromHexString(partial)), 0, out var draft, out var why), why);
        Assert.Equal(300, draft.Fee.Satoshis);
        Assert.Equal(1_000_000, draft.Outputs[1 - Assert.Single(draft.OwnChange)].Value.Satoshis);
        Assert.NotNull(draft.Signed(Bytes.Copy(Convert.FromHexString(raw)), out why));
        Assert.Equal(CoinStage.IdOf(raw), await twin.BroadcastAsync(raw));
    });

    [Fact]
    public Task Signing_and_building_give_the_same_bytes_again_and_signing_a_signed_one_gives_it_back() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var signer = await stage.SignerAsync();
        var twin = await stage.TwinAsync("twin", signer);
        var partial = await twin.BuildAsync(CoinStage.Stranger, "0.01");
        var raw = await signer.SignAsync(partial);

        Assert.Equal(partial, await twin.BuildAsync(CoinStage.Stranger, "0.01"));
        Assert.Equal(raw, await signer.SignAsync(partial));
        Assert.Equal(raw, await signer.SignAsync(raw));
    });

    [Fact]
    public Task A_signature_over_a_wrong_value_is_made_and_no_server_takes_it() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var signer = await stage.SignerAsync();
        var twin = await stage.TwinAsync("twin", signer);
        Assert.True(PartialTransaction.TryRead(await twin.BuildAsync(CoinStage.Stranger, "0.01"), out var partial, out var why), why);
        var account = await twin.AccountAsync();
        var input = partial.Inputs[0];
        Amount.TryOf(input.Value!.Value.Satoshis + 1, out var wrong);
        var edited = partial with { Inputs = [PartialInput.Of(input.Spends, wrong, PartialKey.Of(account.Key, input.Key!.Branch, input.Key.Index), input.Sequence)] };

        var raw = await signer.SignAsync(Convert.ToHexString(edited.Write()));

        Assert.Equal("error: The transaction was rejected due to an error in script execution.", await twin.BroadcastAsync(raw));
    });

    [Fact]
    public Task A_sealed_signer_wants_its_password_each_time_and_a_twin_cannot_sign() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var signer = await stage.SignerAsync(password: "correct horse");
        var twin = await stage.TwinAsync("twin", signer);
        var partial = await twin.BuildAsync(CoinStage.Stranger, "0.01");

        Assert.Equal("Password required", (await signer.CallAsync("signtransaction", partial)).GetProperty("error").GetString());
        Assert.Contains("InvalidPassword: Incorrect password", await signer.RefusedAsync("signtransaction", new { tx = partial, password = "wrong" }), StringComparison.Ordinal);
        Assert.StartsWith("0200", await signer.SignAsync(partial), StringComparison.Ordinal);

        var back = await twin.CallAsync("signtransaction", partial);
        Assert.Equal((partial, false), (back.GetProperty("hex").GetString(), back.GetProperty("complete").GetBoolean()));
        Assert.Equal("", (await twin.CallAsync("getseed")).GetString());
        Assert.Empty((await twin.CallAsync("getprivatekeys", (await twin.CallAsync("getunusedaddress")).GetString())).EnumerateArray());
        Assert.Empty((await signer.CallAsync("listaddresses")).EnumerateArray());
    });
}

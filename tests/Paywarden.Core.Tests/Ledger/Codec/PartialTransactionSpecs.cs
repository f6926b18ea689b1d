using System.Text.Json;
using CsCheck;

namespace Paywarden.Ledger.Codec;

/// <summary>Electron Cash itself is in no package: these bytes are put together from how it writes them, apart from our code.</summary>
public sealed class PartialTransactionSpecs
{
    /// <summary>The 78 bytes of <see cref="Some.Xpub"/>.</summary>
    private const string Account =
        "0488b21e000000000000000000873dff81c02f525623fd1fe5167eac3a55a049de3d314bb42ee227ffed37d5080339a36013301597daef41fbe593a02cc513d0b55527ec2df1050e2e8ff49c85c2";

    private const string First =
        "aa11111111111111111111111111111111111111111111111111111111111111" + "01000000" + "57" + "01ff" + "4c53" + "ff" + Account + "0000" + "0700" + "feffffff" + "40420f0000000000";

    private const string WithTokens =
        "bb22222222222222222222222222222222222222222222222222222222222222" + "00000000" + "57" + "01ff" + "4c53" + "ff" + Account + "0100" + "0201" + "feffffff"
        + "ffffffffffffffff" + "fde803" + "24" + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" + "10" + "fd6400";

    private const string Imported =
        "cc33333333333333333333333333333333333333333333333333333333333333" + "00000000" + "24" + "01ff" + "21" + "0339a36013301597daef41fbe593a02cc513d0b55527ec2df1050e2e8ff49c85c2" + "feffffff" + "e803000000000000";

    private const string Outputs =
        "02" + "20a1070000000000" + "1976a914f5bf48b397dae70be82b3cca4793f8eb2b6cdac988ac" + "f49f070000000000" + "1976a9143442193e1bb70916e914552172cd4e2dbc9df81188ac";

    private const string One = "02000000" + "01" + First + Outputs + "65000000";
    private const string Three = "02000000" + "03" + First + WithTokens + Imported + Outputs + "65000000";

    [Fact]
    public void Values_keys_and_the_fee_are_in_it()
    {
        var partial = Read(One);

        var input = Assert.Single(partial.Inputs);
        Assert.Equal("11111111111111111111111111111111111111111111111111111111111111aa:1", input.Spends.ToString());
        Assert.Equal("0.01", input.Value.ToString());
        Assert.Equal((0, 7), (input.Key!.Branch, input.Key.Index));
        Assert.True(input.Key.IsOf(Some.Account()));
        Assert.False(partial.IsComplete);
        Assert.True(partial.TryFee(out var fee));
        Assert.Equal("0.000003", fee.ToString());
        Assert.Equal(101U, partial.LockTime);
        Assert.Equal("bitcoincash:qr6m7j9njldwwzlg9v7v53unlr4jkmx6eylep8ekg2", Addresses.Write(Chains.BchMain, partial.Outputs[0].Script));
    }

    [Fact]
    public void Tokens_and_keys_without_account_are_read_too()
    {
        var partial = Read(Three);

        Assert.Equal("0.00001", partial.Inputs[1].Value.ToString());
        Assert.Equal(36, partial.Inputs[1].Tokens.Length);
        Assert.Equal((1, 258), (partial.Inputs[1].Key!.Branch, partial.Inputs[1].Key!.Index));
        Assert.Null(partial.Inputs[2].Key);
        Assert.Equal(1000, partial.Inputs[2].Value?.Satoshis);
    }

    [Theory]
    [InlineData(One)]
    [InlineData(Three)]
    public void The_same_bytes_are_written(string hex) => Assert.Equal(hex, Convert.ToHexStringLower(Read(hex).Write()));

    [Theory]
    [InlineData(One)]
    [InlineData(Three)]
    public void No_text_of_it_has_the_account_in_it(string hex)
    {
        var partial = Read(hex);

        string[] texts =
        [
            partial.ToString(), .. partial.Inputs.Select(i => i.ToString()), .. partial.Inputs.Select(i => $"{i.Key}"), JsonSerializer.Serialize(partial),
            Some.Account().ToString(), JsonSerializer.Serialize(Some.Account()),
        ];

        Assert.All(texts, text => Assert.DoesNotContain("873dff81", text, StringComparison.OrdinalIgnoreCase));
        Assert.All(texts, text => Assert.DoesNotContain("xpub", text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_replacement_spends_all_that_it_replaces_and_further_coins()
    {
        var old = Read(One);
        var further = PartialInput.Of(old.Inputs[0].Spends with { Index = 2 }, Amount.Of(5_000), PartialKey.Of(Some.Account(), 1, 3), 0xfffffffe);

        Assert.True(old.TryReplace([old.Outputs[1]], [further], out var replacement, out var why), why);
        var read = Read(Convert.ToHexString(replacement.Write()));

        Assert.Equal(replacement, read);
        Assert.True(read.Plain().Overlaps(old.Plain()));
        Assert.Equal([1U, 2U], read.Inputs.Select(i => i.Spends.Index));
        Assert.True(read.TryFee(out var fee));
        Assert.Equal(1_005_000 - 499_700, fee.Satoshis);
        Assert.True(read.Inputs[1].Key!.IsOf(Some.Account()));
    }

    [Fact]
    public void A_replacement_that_cannot_be_is_refused()
    {
        var old = Read(One);

        Assert.False(old.TryReplace(old.Outputs, [old.Inputs[0]], out _, out var twice));
        Assert.Equal("one coin would be spent twice", twice);
        Assert.False(old.TryReplace([], [], out _, out var nothing));
        Assert.Equal("the replacement would pay nothing", nothing);
        var bare = Read(Convert.ToHexString(old.Plain().Write()));
        Assert.False(bare.IsComplete);
        Assert.False(bare.TryReplace(old.Outputs, [], out _, out var late));
        Assert.Equal("an input is signed already for other payments, or its value is not known", late);
    }

    [Fact]
    public void What_the_signer_gives_back_differs_in_signatures_only()
    {
        var partial = Read(One);
        var script = new ByteWriter().Push(new byte[65]).Push(new byte[33]).ToArray();
        var signed = partial.Plain() with { Inputs = [partial.Plain().Inputs[0] with { Script = Bytes.Copy(script) }] };

        Assert.True(signed.DiffersOnlyInSignatures(partial.Plain()));
        Assert.True(Read(Convert.ToHexString(signed.Write())).IsComplete);
        Assert.False(Transaction.TryRead(partial.Write(), out _, out _));
    }

    [Theory]
    [InlineData("00", "1 bytes follow the transaction")]
    [InlineData("", "")]
    public void Trailing_bytes_are_refused(string more, string why)
    {
        Assert.Equal(why.Length == 0, PartialTransaction.TryRead(One + more, out _, out var said));
        Assert.Equal(why, said);
    }

    [Fact]
    public void Refusals_say_what_is_wrong()
    {
        Refused(First.Replace("4c53ff", "4c53fe", StringComparison.Ordinal), "");
        Refused(First.Replace("4c53", "4d5300", StringComparison.Ordinal).Replace("5701ff", "5801ff", StringComparison.Ordinal), "is not a push in its shortest form");
        Refused(First.Replace("0700feffffff", "feffffff", StringComparison.Ordinal).Replace("5701ff4c53", "5501ff4c51", StringComparison.Ordinal), "an account in a form that is not known");
        Refused(First.Replace("5701ff", "03000" + "1ff", StringComparison.Ordinal), "several signatures");
        Refused(First.Replace("40420f0000000000", "0000000000000080", StringComparison.Ordinal), "an input's value is out of range");
        Refused(WithTokens[..^72].Replace("fde80324", "fde80300", StringComparison.Ordinal), "says that it has tokens, and has none");
    }

    [Fact]
    public void What_is_written_is_read_as_the_same() => Gens.Partials.Sample(
        p => PartialTransaction.TryRead(p.Write(), out var read, out _) && read == p && read.Inputs.All(i => i.Key!.IsOf(Some.Account())));

    [Fact]
    public void Every_replacement_overlaps_what_it_replaces() => Gen.Select(Gens.Partials, Gens.Partials).Sample(
        (old, other) => !old.TryReplace(other.Outputs, other.Inputs, out var replacement, out _)
            || (replacement.Plain().Overlaps(old.Plain()) && replacement.Inputs.Take(old.Inputs.Length).SequenceEqual(old.Inputs)));

    [Fact]
    public void Broken_bytes_give_a_transaction_of_those_bytes_or_a_sentence() =>
        Gens.Broken(Gen.OneOf(Gens.Partials.Select(p => p.Write()), Gen.Const(Some.FromHex(Three)))).Sample(
            bytes => PartialTransaction.TryRead(bytes, out var read, out var why) ? read.Write().AsSpan().SequenceEqual(bytes) : why.Length > 0,
            iter: 4_000);

    private static PartialTransaction Read(string hex) =>
        PartialTransaction.TryRead(hex, out var partial, out var why) ? partial : throw new InvalidOperationException(why);

    private static void Refused(string input, string why)
    {
        var isRead = PartialTransaction.TryRead("0200000001" + input + Outputs + "65000000", out _, out var said);
        Assert.Equal(why.Length == 0, isRead);
        Assert.Contains(why, said, StringComparison.Ordinal);
    }
}

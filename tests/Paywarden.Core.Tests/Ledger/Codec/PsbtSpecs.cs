using System.Text.Json;
using CsCheck;

namespace Paywarden.Ledger.Codec;

public sealed class PsbtSpecs
{
    private static readonly JsonElement Published = Some.Json("bip174-vectors.json");

    private static readonly byte[][] Good = [.. Published.GetProperty("valid").EnumerateArray().Select(v => Some.FromHex(v.GetProperty("hex").GetString()!))];

    public static TheoryData<string, string> Valid() => Cases("valid");

    public static TheoryData<string, string> Invalid() => Cases("invalid");

    [Theory]
    [MemberData(nameof(Valid))]
    public void Published_ones_are_read_and_written_back(string name, string hex)
    {
        Assert.True(Psbt.TryRead(Some.FromHex(hex), out var psbt, out var why), $"{name}: {why}");
        Assert.Equal(hex, Convert.ToHexStringLower(psbt.Write()));
        Assert.True(Psbt.TryRead(Convert.ToBase64String(psbt.Write()), out var again, out _));
        Assert.Equal(psbt, again);
        Assert.False(psbt.IsComplete);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Published_faults_are_refused_with_a_sentence(string name, string hex)
    {
        Assert.False(Psbt.TryRead(Some.FromHex(hex), out _, out var why), name);
        Assert.NotEqual("", why);
    }

    [Fact]
    public void A_coin_comes_from_the_transaction_that_made_it()
    {
        var psbt = Read("one P2PKH input");

        var input = Assert.Single(psbt.Inputs);
        Assert.True(input.IsCoinProven && psbt.IsProven);
        Assert.Equal("2", input.Coin!.Value.ToString());
        Assert.Equal("76a91485cff1097fd9e008bb34af709c62197b38978a4888ac", input.Coin.Script.Hex);
        Assert.True(psbt.TryFee(out var fee));
        Assert.Equal(200_000_000 - 99_999_699 - 100_000_000, fee.Satoshis);
        Assert.False(input.IsFinal);
        Assert.Equal(1U, Read("one P2PKH input with a sighash type").Inputs[0].SigHash);
    }

    [Fact]
    public void A_final_script_is_told_and_an_unknown_coin_leaves_the_fee_open()
    {
        var psbt = Read("two inputs, the first one final");

        Assert.Equal([true, false], psbt.Inputs.Select(i => i.IsFinal));
        Assert.Equal(106, psbt.Inputs[0].FinalScript?.Length);
        Assert.Null(psbt.Inputs[0].Coin);
        Assert.False(psbt.Inputs[1].IsCoinProven);
        Assert.False(psbt.TryFee(out _));
        Assert.False(psbt.IsComplete);
    }

    [Fact]
    public void Origins_of_keys_are_told_for_outputs_and_inputs()
    {
        var psbt = Read("two inputs, outputs filled");
        Assert.Equal(["m/0'/0'/2' of b4a6ba67", "m/0'/1'/2' of b4a6ba67"], psbt.Outputs.Select(o => o.Keys.Single().ToString()));

        var global = Read("a global extended public key");
        Assert.Equal(["m/49'/0'/0'/0/1", "m/49'/0'/0'/0/0"], global.Inputs.Select(i => i.Keys.Single().PathText()));
        Assert.Equal([1, 1], global.Inputs.Select(i => i.Signatures));
        Assert.Equal("m/49'/0'/0'/0/4", global.Outputs[1].Keys.Single().PathText());
    }

    [Fact]
    public void Unknown_pairs_are_kept() => Assert.Equal(1, Read("unknown types in the inputs").Inputs[0].Map.Count);

    [Fact]
    public void No_text_of_it_has_a_key_in_it()
    {
        var psbt = Read("a global extended public key");

        string[] texts = [psbt.ToString(), psbt.Global.ToString(), psbt.Inputs[0].ToString(), JsonSerializer.Serialize(psbt.Global), psbt.Inputs[0].Map.ToString()];

        Assert.All(texts, text => Assert.DoesNotContain("0488b21e", text, StringComparison.Ordinal));
        Assert.All(texts, text => Assert.DoesNotContain("BIiyHg", text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_source_with_another_name_is_refused()
    {
        var hex = Hex("one P2PKH input").Replace("00c2eb0b00000000", "01c2eb0b00000000", StringComparison.Ordinal);

        Assert.False(Psbt.TryRead(Some.FromHex(hex), out _, out var why));
        Assert.Equal("the transaction that is said to have made a coin has another name", why);
    }

    [Fact]
    public void A_coin_that_its_source_does_not_have_is_refused()
    {
        var hex = Hex("one P2PKH input").Replace("171bf60000000000feffffff", "171bf60200000000feffffff", StringComparison.Ordinal);

        Assert.False(Psbt.TryRead(Some.FromHex(hex), out _, out var why));
        Assert.Equal("the transaction that is said to have made a coin has no such output", why);
    }

    [Theory]
    [InlineData("00c2eb0b00000000", "")]
    [InlineData("01c2eb0b00000000", "an input tells two different coins that it spends")]
    public void Two_words_about_one_coin_must_agree(string value, string why)
    {
        var coin = "0101" + "22" + value + "1976a91485cff1097fd9e008bb34af709c62197b38978a4888ac";
        var hex = Hex("one P2PKH input with a sighash type").Replace("01030401000000", "01030401000000" + coin, StringComparison.Ordinal);

        Assert.Equal(why.Length == 0, Psbt.TryRead(Some.FromHex(hex), out _, out var said));
        Assert.Equal(why, said);
    }

    [Fact]
    public void A_later_version_is_refused()
    {
        var hex = Hex("no inputs").Replace("b32e130000", "b32e1300" + "01fb" + "04" + "02000000" + "00", StringComparison.Ordinal);

        Assert.False(Psbt.TryRead(Some.FromHex(hex), out _, out var why));
        Assert.Equal("the PSBT is of a version that is not known here", why);
    }

    [Fact]
    public void More_pairs_than_any_has_are_refused()
    {
        var to = new ByteWriter().Raw(Some.FromHex(Hex("no inputs")).AsSpan(..^3));
        for (var i = 0; i < 100_000; i++)
        {
            to.CompactSize(5).Byte(0x77).Number32((uint)i).CompactSize(0);
        }

        Assert.False(Psbt.TryRead(to.Raw([0, 0, 0]).Written, out _, out var why));
        Assert.Equal("the PSBT has more pairs than any", why);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cHNidP8")]
    [InlineData("not base 64")]
    [InlineData("02000000")]
    public void Anything_else_is_refused(string text)
    {
        Assert.False(Psbt.TryRead(text, out _, out var why));
        Assert.NotEqual("", why);
    }

    [Fact]
    public void Broken_bytes_give_a_psbt_of_those_bytes_or_a_sentence() => Gens.Broken(Gen.OneOf(Good)).Sample(
        bytes => Psbt.TryRead(bytes, out var read, out var why) ? read.Write().AsSpan().SequenceEqual(bytes) : why.Length > 0,
        iter: 4_000);

    private static string Hex(string name) => Published.GetProperty("valid").EnumerateArray().Single(v => v.GetProperty("case").GetString() == name).GetProperty("hex").GetString()!;

    private static Psbt Read(string name) => Psbt.TryRead(Some.FromHex(Hex(name)), out var psbt, out var why) ? psbt : throw new InvalidOperationException(why);

    private static TheoryData<string, string> Cases(string kind)
    {
        var cases = new TheoryData<string, string>();
        foreach (var vector in Published.GetProperty(kind).EnumerateArray())
        {
            cases.Add(vector.GetProperty("case").GetString()!, vector.GetProperty("hex").GetString()!);
        }

        return cases;
    }
}

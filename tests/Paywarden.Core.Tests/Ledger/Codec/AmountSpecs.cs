using System.Globalization;
using CsCheck;

namespace Paywarden.Ledger.Codec;

public sealed class AmountSpecs
{
    [Theory]
    [InlineData("0.0029", 290_000)]
    [InlineData("0.005", 500_000)]
    [InlineData("0.00000001", 1)]
    [InlineData("1", 100_000_000)]
    [InlineData("1.50000000", 150_000_000)]
    [InlineData("0", 0)]
    [InlineData("20999999.9769", 2_099_999_997_690_000)]
    [InlineData("84000000", Amount.MaxSatoshis)]
    public void Plain_decimals_are_read_to_the_last_satoshi(string text, long satoshis)
    {
        Assert.True(Amount.TryRead(text, out var amount, out var why), why);
        Assert.Equal(satoshis, amount.Satoshis);
        Assert.Equal("", why);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1,5")]
    [InlineData("1.2.3")]
    [InlineData("01")]
    [InlineData("0.000000001")]
    [InlineData("84000000.00000001")]
    [InlineData("99999999")]
    [InlineData("100000000000000000000")]
    [InlineData("1\0")]
    [InlineData("٣")]
    [InlineData("!")]
    [InlineData("NaN")]
    [InlineData("0x10")]
    public void Anything_else_is_refused_with_a_sentence(string text)
    {
        Assert.False(Amount.TryRead(text, out var amount, out var why));
        Assert.Equal(Amount.Zero, amount);
        Assert.StartsWith("the amount ", why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(226, "0.00000226")]
    [InlineData(500_000, "0.005")]
    [InlineData(100_000_000, "1")]
    [InlineData(Amount.MaxSatoshis, "84000000")]
    public void Amounts_have_one_text(long satoshis, string text) => Assert.Equal(text, Amount.Of(satoshis).ToString());

    [Fact]
    public void What_is_printed_is_read_as_the_same() => Gens.Amounts.Sample(
        a => Amount.TryRead(a.ToString(), out var read, out _) && read == a
            && Amount.TryRead((a.Satoshis / 1e8m).ToString("F8", CultureInfo.InvariantCulture), out read, out _) && read == a);

    [Fact]
    public void Any_text_is_an_amount_that_prints_as_the_same_money_or_a_sentence() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["0123456789.-+e "], 0, 20]).Sample(
            text => Amount.TryRead(text, out var amount, out var why)
                ? why.Length == 0 && amount.Satoshis == decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * 100_000_000m
                : why.Length > 0,
            iter: 20_000);

    [Fact]
    public void Sums_and_differences_never_leave_the_range() => Gen.Select(Gens.Amounts, Gens.Amounts).Sample(
        (a, b) =>
        {
            var isSum = a.TryAdd(b, out var sum);
            var isRest = a.TrySubtract(b, out var rest);
            return isSum == (a.Satoshis + b.Satoshis <= Amount.MaxSatoshis) && (!isSum || sum.Satoshis == a.Satoshis + b.Satoshis)
                && isRest == (a >= b) && (!isRest || rest.Satoshis == a.Satoshis - b.Satoshis);
        });

    [Fact]
    public void A_number_out_of_range_is_no_amount()
    {
        Assert.False(Amount.TryOf(-1, out _));
        Assert.False(Amount.TryOf(Amount.MaxSatoshis + 1, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Amount.Of(-1));
        Assert.False(Amount.TrySum([Amount.Of(Amount.MaxSatoshis), Amount.Of(1)], out _));
    }

    [Theory]
    [InlineData("BCH", "21000000", "")]
    [InlineData("BCH", "21000000.00000001", "the amount is more than there will ever be of BCH")]
    [InlineData("LTC", "84000000", "")]
    [InlineData("LTC", "1e3", "the amount is no plain decimal number such as 0.005")]
    public void A_chain_has_its_own_limit(string chain, string text, string why)
    {
        Assert.Equal(why.Length == 0, Chains.Find(chain, Network.Main)!.TryAmount(text, out _, out var said));
        Assert.Equal(why, said);
    }

    [Theory]
    [InlineData("BCH", ScriptKind.KeyHash, 546)]
    [InlineData("BCH", ScriptKind.ScriptHash, 546)]
    [InlineData("BCH", ScriptKind.LongScriptHash, 576)]
    [InlineData("BTC", ScriptKind.KeyHash, 546)]
    [InlineData("BTC", ScriptKind.ScriptHash, 540)]
    [InlineData("BTC", ScriptKind.WitnessKeyHash, 294)]
    [InlineData("BTC", ScriptKind.Taproot, 330)]
    [InlineData("LTC", ScriptKind.WitnessKeyHash, 2_940)]
    [InlineData("LTC", ScriptKind.Data, 0)]
    public void Dust_goes_by_the_kind_of_script(string chain, ScriptKind kind, long satoshis) =>
        Assert.Equal(satoshis, Chains.Find(chain, Network.Main)!.Dust.For(kind).Satoshis);
}

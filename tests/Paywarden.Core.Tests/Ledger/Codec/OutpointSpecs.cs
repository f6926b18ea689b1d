using CsCheck;

namespace Paywarden.Ledger.Codec;

public sealed class OutpointSpecs
{
    private const string Txid = "e8151a2af31c368a35053ddd4bebb285d42e8a4d5a9e3b5d1b1f4b5f6b0c8f7d";

    [Theory]
    [InlineData("0", 0)]
    [InlineData("7", 7)]
    [InlineData("4294967295", 4_294_967_295)]
    public void A_coin_is_read_and_printed(string index, long expected)
    {
        Assert.True(Outpoint.TryRead($"{Txid}:{index}", out var coin));
        Assert.Equal(expected, coin.Index);
        Assert.Equal($"{Txid}:{index}", coin.ToString());
    }

    [Fact]
    public void A_name_is_printed_in_lower_case()
    {
        Assert.True(Outpoint.TryRead($"{Txid.ToUpperInvariant()}:0", out var coin));
        Assert.Equal($"{Txid}:0", coin.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(Txid)]
    [InlineData(Txid + ":")]
    [InlineData(Txid + ":-1")]
    [InlineData(Txid + ":+1")]
    [InlineData(Txid + ":01")]
    [InlineData(Txid + ": 1")]
    [InlineData(Txid + ":1\0")]
    [InlineData(Txid + ":4294967296")]
    [InlineData(Txid + ":00000000001")]
    [InlineData(Txid + ";1")]
    [InlineData("x8151a2af31c368a35053ddd4bebb285d42e8a4d5a9e3b5d1b1f4b5f6b0c8f7d:1")]
    [InlineData("8151a2af31c368a35053ddd4bebb285d42e8a4d5a9e3b5d1b1f4b5f6b0c8f7d:1")]
    public void Anything_else_is_none(string text) => Assert.False(Outpoint.TryRead(text, out _));

    [Fact]
    public void What_is_printed_is_read_as_the_same() => Gens.Outpoints.Sample(o => Outpoint.TryRead(o.ToString(), out var read) && read == o);

    [Fact]
    public void Coins_are_ordered_as_their_texts() => Gen.Select(Gens.Outpoints, Gens.Outpoints).Sample(
        (a, b) => Math.Sign(a.Txid.CompareTo(b.Txid)) == Math.Sign(string.CompareOrdinal(a.Txid.ToString(), b.Txid.ToString())));

    [Fact]
    public void Any_text_is_a_coin_or_none() => Gen.OneOf(Gen.String, Gen.Char["0123456789abcdef:"].Array[60, 80].Select(c => new string(c)))
        .Sample(text => !Outpoint.TryRead(text, out var coin) || coin.ToString() == text, iter: 5_000);
}

using CsCheck;

namespace Paywarden.Ledger.Codec;

public sealed class ByteReaderSpecs
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(252, "fc")]
    [InlineData(253, "fdfd00")]
    [InlineData(65_535, "fdffff")]
    [InlineData(65_536, "fe00000100")]
    [InlineData(4_294_967_295, "feffffffff")]
    [InlineData(4_294_967_296, "ff0000000001000000")]
    public void Sizes_have_one_form(long value, string hex)
    {
        Assert.Equal(hex, Convert.ToHexStringLower(new ByteWriter().CompactSize((ulong)value).Written));

        var reader = new ByteReader(Some.FromHex(hex));
        Assert.Equal((ulong)value, reader.CompactSize("it"));
        Assert.True(reader.IsGood);
        Assert.Equal(0, reader.Left);
    }

    [Theory]
    [InlineData("fdfc00")]
    [InlineData("feffff0000")]
    [InlineData("ffffffffff00000000")]
    public void A_longer_form_of_a_size_is_refused(string hex)
    {
        var reader = new ByteReader(Some.FromHex(hex));

        Assert.Equal(0UL, reader.CompactSize("a script"));
        Assert.Equal("the size of a script is not written in its shortest form", reader.Why);
    }

    [Fact]
    public void A_count_that_the_bytes_cannot_hold_is_refused_before_anything_is_made()
    {
        var reader = new ByteReader(Some.FromHex("feffffffff00000000"));

        Assert.Equal(0, reader.Count(1, "the inputs"));
        Assert.Equal("the inputs are said to be more than the bytes can hold", reader.Why);
    }

    [Fact]
    public void The_first_fault_stays_and_nothing_is_read_after_it()
    {
        var reader = new ByteReader([1, 2, 3]);

        Assert.Equal(0U, reader.Number32("a sequence"));
        reader.Fail("later");
        Assert.Equal("the bytes end within a sequence", reader.Why);
        Assert.Equal(0, reader.Byte("a byte"));
        Assert.True(reader.Take(1, "a byte").IsEmpty);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(75)]
    [InlineData(76)]
    [InlineData(83)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65_535)]
    public void Pushes_are_read_as_written(int length)
    {
        var data = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        var reader = new ByteReader(new ByteWriter().Push(data).Written);

        Assert.Equal(data, reader.Push("it").ToArray());
        Assert.True(reader.IsGood && reader.Left == 0);
    }

    [Theory]
    [InlineData("4c0101")]
    [InlineData("4d020001ff")]
    [InlineData("4e0100000001")]
    [InlineData("51")]
    [InlineData("00")]
    [InlineData("05ff")]
    [InlineData("")]
    public void Anything_else_is_no_push(string hex)
    {
        var reader = new ByteReader(Some.FromHex(hex));

        Assert.True(reader.Push("it").IsEmpty);
        Assert.False(reader.IsGood);
    }

    [Fact]
    public void Any_bytes_give_sizes_or_a_sentence() => Gen.Byte.Array[0, 12].Sample(
        bytes =>
        {
            var reader = new ByteReader(bytes);
            var value = reader.CompactSize("it");
            return reader.IsGood ? bytes.AsSpan().StartsWith(new ByteWriter().CompactSize(value).Written) : value == 0 && reader.Left == 0;
        },
        iter: 20_000);

    [Fact]
    public void Hex_is_read_in_either_case_and_bounded()
    {
        Assert.True(Bytes.TryHex("00fFAb", 3, out var bytes));
        Assert.Equal("00ffab", bytes.Hex);
        Assert.Equal("3 bytes", bytes.ToString());
        Assert.False(Bytes.TryHex("00ffab", 2, out _));
        Assert.False(Bytes.TryHex("0", 3, out _));
        Assert.False(Bytes.TryHex("0x", 3, out _));
        Assert.False(Bytes.TryHex("zz", 3, out _));
        Assert.True(Bytes.TryHex("", 3, out var none) && none == Bytes.Empty);
    }

    [Fact]
    public void Bytes_compare_by_content() => Gen.Byte.Array[0, 40].Sample(
        b => Bytes.Copy(b) == Bytes.Copy(b) && Bytes.Copy(b).GetHashCode() == Bytes.Copy(b).GetHashCode() && Bytes.Copy(b) != Bytes.Copy([.. b, 1]));
}

using System.Globalization;
using CsCheck;

namespace Paywarden.Settings;

public sealed class QuantitySpecs
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("45s", 45_000)]
    [InlineData("1.5 m", 90_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("0", 0)]
    public void Durations(string text, long milliseconds)
    {
        Assert.True(Quantity.TryDuration(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("1 MiB", 1_048_576)]
    [InlineData("64KiB", 65_536)]
    [InlineData("10 MB", 10_000_000)]
    [InlineData("5 B", 5)]
    public void Sizes(string text, long bytes)
    {
        Assert.True(Quantity.TrySize(text, out var size));
        Assert.Equal(bytes, size);
    }

    [Theory]
    [InlineData("2000/s", 2000)]
    [InlineData("90/m", 1.5)]
    [InlineData("3600 /h", 1)]
    [InlineData("0", 0)]
    public void Rates(string text, double perSecond)
    {
        Assert.True(Quantity.TryRate(text, out var rate));
        Assert.Equal(perSecond, rate);
    }

    [Theory]
    [InlineData("")]
    [InlineData("45")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("5 sec")]
    [InlineData("1e9s")]
    [InlineData("1..2s")]
    [InlineData("99999999999999999999d")]
    public void A_unit_is_wanted_and_nothing_else(string text)
    {
        Assert.False(Quantity.TryDuration(text, out _));
        Assert.False(Quantity.TrySize(text, out _));
        Assert.False(Quantity.TryRate(text, out _));
    }

    [Fact]
    public void Any_text_is_a_quantity_or_not_and_never_negative() =>
        Gen.String.Sample(t => (!Quantity.TryDuration(t, out var d) || d >= TimeSpan.Zero) && (!Quantity.TrySize(t, out var b) || b >= 0) && (!Quantity.TryRate(t, out var r) || r >= 0));

    [Fact]
    public void Milliseconds_come_back_whole() =>
        Gen.Int[0, 1_000_000_000].Sample(ms => Quantity.TryDuration(ms.ToString(CultureInfo.InvariantCulture) + "ms", out var d) && d == TimeSpan.FromMilliseconds(ms));
}

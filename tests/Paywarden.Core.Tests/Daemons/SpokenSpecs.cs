namespace Paywarden.Daemons;

public sealed class SpokenSpecs
{
    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(0.25, "250 ms")]
    [InlineData(0.9994, "999 ms")]
    [InlineData(0.9996, "1 s")]
    [InlineData(1, "1 s")]
    [InlineData(2.54, "2.5 s")]
    [InlineData(45, "45 s")]
    [InlineData(119.94, "119.9 s")]
    [InlineData(119.96, "2 min")]
    [InlineData(600, "10 min")]
    [InlineData(7199, "2 h 0 min")]
    [InlineData(7500, "2 h 5 min")]
    [InlineData(90_061, "25 h 1 min")]
    public void Durations_are_said_in_the_unit_that_fits(double seconds, string said) =>
        Assert.Equal(said, Spoken.Duration(TimeSpan.FromSeconds(seconds)));
}

using CsCheck;

namespace Paywarden.Webhooks;

public sealed class WebhookPaceSpecs
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly WebhookPace AsShipped = new(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1), TimeSpan.FromDays(1));

    private static readonly Gen<WebhookPace> Paces =
        from first in Gen.Int[1, 100_000]
        from more in Gen.Int[0, 10_000_000]
        from whole in Gen.Int[1, 100_000_000]
        select new WebhookPace(TimeSpan.FromMilliseconds(first), TimeSpan.FromMilliseconds(first + more), TimeSpan.FromMilliseconds(whole));

    [Fact]
    public void A_try_lies_ahead_and_never_behind_the_end_and_there_is_always_one_at_the_end() =>
        Gen.Select(Paces, Gen.Int[1, 10_000], Gen.Double[0, 1], Gen.Double[0, 2]).Sample((pace, tries, roll, part) =>
        {
            var now = Noon + (pace.For * part);

            if (pace.Next(tries, Noon, now, roll) is { } next)
            {
                Assert.True(now < Noon + pace.For);
                Assert.InRange(next, now.AddTicks(1), Noon + pace.For);
                Assert.True(next - now <= pace.Max);
            }
            else
            {
                Assert.True(now >= Noon + pace.For);
            }
        });

    [Fact]
    public void Pauses_grow_from_the_first_to_the_longest() => Gen.Select(Paces, Gen.Int[1, 60], Gen.Double[0, 1]).Sample((pace, tries, roll) =>
    {
        var endless = pace with { For = TimeSpan.FromDays(10_000) };
        var (one, two) = (endless.Next(tries, Noon, Noon, roll)!.Value, endless.Next(tries + 1, Noon, Noon, roll)!.Value);

        Assert.True(one <= two);
        Assert.True(one - Noon >= pace.First / 2 - TimeSpan.FromTicks(1));
    });

    [Fact]
    public void As_shipped_a_receiver_that_was_away_for_a_minute_waits_less_than_another()
    {
        var (now, tries) = (Noon, 0);
        while (now < Noon.AddMinutes(1))
        {
            now = AsShipped.Next(++tries, Noon, now, 1)!.Value;
        }

        Assert.InRange(now, Noon.AddMinutes(1), Noon.AddMinutes(2));
    }

    [Fact]
    public void A_door_that_is_shut_is_knocked_at_by_one()
    {
        Assert.Equal(8, WebhookPace.Width(0));
        Assert.Equal(8, WebhookPace.Width(7));
        Assert.Equal(1, WebhookPace.Width(8));
    }
}

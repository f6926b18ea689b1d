namespace Paywarden.Routing;

public sealed class ClosedSlotSpecs
{
    [Fact]
    public async Task Probe_of_a_daemon_that_has_just_died_is_sent_away_at_once()
    {
        var slot = new DaemonSlot("store-0", "store-0#1", capacity: 1);
        slot.Close();

        Assert.False(await slot.TakeForProbeAsync(CancellationToken.None));
        Assert.Equal(0, slot.Taken);
    }

    [Fact]
    public async Task Probe_that_waits_for_a_busy_daemon_is_sent_away_when_that_dies()
    {
        var slot = new DaemonSlot("store-0", "store-0#1", capacity: 1);
        Assert.True(slot.TryTake());
        var probe = slot.TakeForProbeAsync(CancellationToken.None);

        slot.Close();
        slot.GiveBack();

        Assert.False(await probe);
        Assert.Equal(0, slot.Taken);
    }
}

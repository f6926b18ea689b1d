namespace Paywarden.Daemons;

public sealed class FrozenSpecs : IDisposable
{
    private const DaemonSignal Stop = (DaemonSignal)19;
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Child_that_is_stopped_is_told_frozen_and_its_neighbour_is_not()
    {
        var frozen = await _shop.Launch(Workshop.Spec("sleep", "1000"));
        var neighbour = await _shop.Launch(Workshop.Spec("sleep", "1000") with { Id = "store-1" });
        frozen.Daemon.Signal(Stop, wholeGroup: false);
        Assert.Equal('T', await frozen.Daemon.Frozen.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.False(neighbour.Daemon.Frozen.IsCompleted);
    }
}

using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden;

/// <summary>The witness of the other specs must itself see what they rely on: it is tried on plain programs that carry the marks.</summary>
[Collection(Alone.Name)]
[Trait("Needs", "util-linux")]
public sealed class ProcWatchSpecs(ITestOutputHelper output)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public Task Sees_a_marked_process_once_and_finds_nothing_wrong_with_one_after_the_other() => WatchAsync(async (start, watch) =>
    {
        for (var n = 0; n < 3; n++)
        {
            using var daemon = start("setsid sleep 60");
            await Eventually.HoldsAsync("the process is seen", Soon, () => watch.Alive().Any(p => p.Pid == daemon.Pid));
            await EndAsync(daemon, watch);
        }

        Assert.Equal(3, watch.Seen.Count);
        watch.AssertClean();
    });

    [Fact]
    public Task Sees_two_live_processes_of_one_daemon() => WatchAsync(async (start, watch) =>
    {
        using var first = start("setsid sleep 60");
        using var second = start("setsid sleep 60");

        await Eventually.HoldsAsync("the second process is a violation", Soon, () => watch.Violations.Count > 0);

        Assert.Contains($"pid {second.Pid}", watch.Violations.First(), StringComparison.Ordinal);
    });

    [Fact]
    public Task A_helper_in_the_daemons_own_session_is_no_second_daemon() => WatchAsync(async (start, watch) =>
    {
        using var daemon = start("setsid sh -c 'sleep 1 & wait'");
        await Eventually.HoldsAsync("both are seen", Soon, () => watch.Seen.Count == 2);
        await daemon.ExitAsync(Soon);

        watch.AssertClean();
    });

    [Fact]
    public Task Sees_a_zombie_that_nobody_reaps() => WatchAsync(async (start, watch) =>
    {
        using var parent = start("sh -c 'sleep 1 & exec sleep 60'");

        await Eventually.HoldsAsync("the zombie is a violation", Soon, () => watch.Violations.Count > 0);

        Assert.Contains($"zombie of pid {parent.Pid}", watch.Violations.First(), StringComparison.Ordinal);
    });

    [Fact]
    public Task Looks_past_the_daemons_of_another_data_directory() => WatchAsync(async (start, watch) =>
    {
        using var other = start("setsid sleep 60", "/elsewhere");
        using var ours = start("setsid sleep 60");
        await Eventually.HoldsAsync("ours is seen", Soon, () => watch.Seen.Count > 0);

        Assert.Equal([ours.Pid], watch.Alive().Select(p => p.Pid));
        watch.AssertClean();
    });

    private static async Task EndAsync(ChildProcess daemon, ProcWatch watch)
    {
        daemon.Signal(Signals.Kill);
        await daemon.ExitAsync(Soon);
        Assert.Empty(watch.Alive());
    }

    private Task WatchAsync(Func<Start, ProcWatch, Task> play) => Scene.PlayAsync(output, async scene =>
    {
        var data = scene.Subfolder("data");
        await using var watch = new ProcWatch(data);
        await play(StartMarked, watch);

        ChildProcess StartMarked(string command, string? dataFolder) => new(
            "sh",
            ["-c", "exec " + command],
            Path.Combine(scene.Folder, "log"),
            scene.Folder,
            new Dictionary<string, string?> { ["PAYWARDEN_DAEMON"] = "store-0", ["PAYWARDEN_DATA"] = dataFolder ?? data });
    });

    private delegate ChildProcess Start(string command, string? dataFolder = null);
}

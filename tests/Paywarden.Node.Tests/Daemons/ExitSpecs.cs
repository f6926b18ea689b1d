using System.Diagnostics;
using Xunit.Abstractions;

namespace Paywarden.Daemons;

public sealed class ExitSpecs(ITestOutputHelper output) : IDisposable
{
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Theory]
    [InlineData("sleep 1000 & echo up; wait")]
    [InlineData("setsid sleep 1000 & echo up; wait")]
    [InlineData("(setsid sh -c 'setsid sleep 1000 & sleep 1000' &) ; sleep 1000 & echo up; wait")]
    [InlineData("trap '' TERM INT HUP; (trap '' TERM INT HUP; setsid sleep 1000) & echo up; wait")]
    public async Task Nothing_of_a_daemon_outlives_it(string script)
    {
        var launched = await _shop.Launch(Workshop.Script(script));
        await Workshop.Until(() => launched.Daemon.LastLines() is ["up"] && Sleepers() > 0, "its children");
        launched.Daemon.Signal(DaemonSignal.Kill, wholeGroup: false);
        await Workshop.End(launched);
        Assert.Empty(_shop.Marked());
    }

    [Fact]
    public async Task Daemon_that_forks_away_is_ended_with_its_starter()
    {
        // "daemon start": the parent returns at once with 0, the real thing lives on elsewhere.
        var launched = await _shop.Launch(Workshop.Script("(setsid sleep 1000 &) ; exit 0"));
        Assert.Equal(0, (await Workshop.End(launched)).Code);
        Assert.Empty(_shop.Marked());
    }

    [Fact]
    public async Task Child_that_cleared_its_environment_still_ends_with_its_session()
    {
        var launched = await _shop.Launch(Workshop.Script("env -i sh -c 'echo $$; exec sleep 1000' & wait"));
        await Workshop.Until(() => launched.Daemon.LastLines().Length == 1, "the child's pid");
        var child = ProcFs.Identity(int.Parse(launched.Daemon.LastLines()[0], System.Globalization.CultureInfo.InvariantCulture));
        launched.Daemon.Signal(DaemonSignal.Kill, wholeGroup: false);
        await Workshop.End(launched);
        Assert.False(ProcFs.IsAlive(child!));
    }

    [Fact]
    public async Task No_zombie_stays_of_daemons_or_of_what_they_left()
    {
        for (var n = 0; n < 10; n++)
        {
            await Workshop.End(await _shop.Launch(Workshop.Script("for i in 1 2 3; do (setsid true &); (true &); done; exit 0")));
        }

        await Workshop.Until(() => Zombies() == 0, "no zombie among our children");
    }

    [Fact]
    public async Task Reaping_orphans_takes_no_exit_code_of_other_children()
    {
        for (var n = 0; n < 20; n++)
        {
            using var process = Process.Start("sh", ["-c", "exit 5"]);
            Children.ReapOrphans();
            await process.WaitForExitAsync();
            Assert.Equal(5, process.ExitCode);
        }
    }

    [Fact]
    public async Task Five_hundred_launches_leave_no_file_open()
    {
        await LaunchAndEnd(20);
        var before = OpenPidfds();
        await LaunchAndEnd(500);
        Assert.InRange(OpenPidfds(), 0, before + 20);
        Assert.Empty(_shop.Marked());
    }

    [Fact]
    public async Task Three_hundred_in_parallel_start_and_end()
    {
        var clock = Stopwatch.StartNew();
        var launched = await Task.WhenAll(Enumerable.Range(0, 300).Select(n => _shop.Launch(Workshop.Spec("sleep", "1000") with { Id = $"store-{n}", Ordinal = n })));
        output.WriteLine($"300 launches: {clock.ElapsedMilliseconds} ms");
        Assert.Equal(300, launched.Select(l => l.Site.Port).Distinct().Count());
        clock.Restart();
        foreach (var one in launched)
        {
            one.Daemon.Signal(DaemonSignal.Kill, wholeGroup: true);
        }

        var exits = await Task.WhenAll(launched.Select(Workshop.End));
        output.WriteLine($"300 kills to exits known: {clock.ElapsedMilliseconds} ms");
        Assert.All(exits, e => Assert.Equal(9, e.Signal));
    }

    [Fact]
    public async Task Exit_is_known_soon_after_the_kill()
    {
        List<double> times = [];
        for (var n = 0; n < 20; n++)
        {
            var launched = await _shop.Launch(Workshop.Spec("sleep", "1000"));
            var since = Stopwatch.GetTimestamp();
            launched.Daemon.Signal(DaemonSignal.Kill, wholeGroup: false);
            await Workshop.End(launched);
            times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        times.Sort();
        output.WriteLine($"kill to exit known: p50 {times[10]:0.00} ms, worst {times[^1]:0.00} ms");
        Assert.True(times[10] < 500);
    }

    private async Task LaunchAndEnd(int count)
    {
        foreach (var chunk in Enumerable.Range(0, count).Chunk(20))
        {
            var launched = await Task.WhenAll(chunk.Select(n => _shop.Launch(Workshop.Spec("true") with { Id = $"store-{n % 20}" })));
            await Task.WhenAll(launched.Select(Workshop.End));
        }
    }

    private int Sleepers() => _shop.Marked().Count(pid => ProcFs.Command(pid) == "sleep");

    private static int Zombies() => ProcFs.Pids().Count(pid => ProcFs.Stat(pid) is { IsDead: true } stat && stat.Parent == Environment.ProcessId);

    private static int OpenPidfds() => new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Count(f => f.LinkTarget?.Contains("pidfd", StringComparison.Ordinal) == true);
}

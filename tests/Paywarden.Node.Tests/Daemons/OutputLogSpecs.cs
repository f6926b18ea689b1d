using Paywarden.Settings;

namespace Paywarden.Daemons;

public sealed class OutputLogSpecs : IDisposable
{
    private static readonly LogOptions Small = new() { RotateAt = 100, Keep = 2 };

    private readonly string _folder = Directory.CreateTempSubdirectory("paywarden-").FullName;

    private string Log => Path.Combine(_folder, "output.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_start_rotates_what_has_grown_and_keeps_the_newest()
    {
        for (var n = 0; n < 5; n++)
        {
            OutputLog.Open(Log, Small);
            File.AppendAllText(Log, $"run {n}{new string('.', 100)}\n");
        }

        Assert.Equal(["output.log", "output.log.1", "output.log.2"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        Assert.StartsWith("run 3", File.ReadAllText($"{Log}.1"), StringComparison.Ordinal);
        Assert.StartsWith("run 2", File.ReadAllText($"{Log}.2"), StringComparison.Ordinal);
    }

    [Fact]
    public void Small_log_goes_on_and_the_run_begins_at_its_end()
    {
        OutputLog.Open(Log, Small);
        File.AppendAllText(Log, "old\n");
        var log = OutputLog.Open(Log, Small);
        Assert.Equal(4, log.Start);
        Assert.Empty(log.LastLines());
        File.AppendAllText(Log, "new\n");
        Assert.Equal("new", Assert.Single(log.LastLines()));
    }

    [Fact]
    public async Task Running_daemon_goes_on_in_a_log_that_was_cut()
    {
        using Workshop shop = new();
        var launched = await shop.Launch(Workshop.Script("seq 1 50; while [ ! -e go ]; do sleep 0.02; done; echo after; exec sleep 1000"));
        var path = shop.Folder().Output;
        await Workshop.Until(() => launched.Daemon.LastLines() is [.., "50"], "fifty lines");
        ((RunningDaemon)launched.Daemon).Output.RotateWhileRunning(Small);
        Assert.Equal(0, new FileInfo(path).Length);
        Assert.EndsWith("50\n", await File.ReadAllTextAsync($"{path}.1"), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(shop.Folder().Home, "go"), "");
        await Workshop.Until(() => launched.Daemon.LastLines() is ["after"], "the line after the cut");
        Assert.Equal("after\n", await File.ReadAllTextAsync(path));
    }

    [Fact]
    public void Last_lines_are_few_and_short_whatever_was_printed()
    {
        var log = OutputLog.Open(Log, Small);
        File.AppendAllText(Log, string.Concat(Enumerable.Range(0, 10_000).Select(n => $"line {n}\r\n")) + new string('x', 5_000) + "\n\u001b[31mred\n");
        var lines = log.LastLines();
        Assert.Equal(20, lines.Length);
        Assert.Equal("line 9999", lines[^3]);
        Assert.Equal(401, lines[^2].Length);
        Assert.Equal("[31mred", lines[^1]);
    }

    [Fact]
    public void One_endless_line_is_shown_from_its_tail()
    {
        var log = OutputLog.Open(Log, Small);
        File.AppendAllText(Log, new string('x', 100_000));
        Assert.Single(log.LastLines());
    }
}

using System.IO.Pipelines;
using System.Text;

namespace Paywarden.Admin;

public sealed class OutputLogSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("paywarden-output-").FullName;

    private string Log => Path.Combine(_folder, "output.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("a\nb\nc\n", 2, "b|c")]
    [InlineData("a\nb\nc", 2, "b|c")]
    [InlineData("a\nb\n", 9, "a|b")]
    [InlineData("a\n\nc\n", 2, "|c")]
    [InlineData("a\nb\n", 0, "")]
    [InlineData("", 5, "")]
    public async Task The_last_lines_are_whole_and_in_order(string content, int lines, string expected)
    {
        await File.WriteAllTextAsync(Log, content);

        var last = await new OutputLog(Log, TimeProvider.System).LastAsync(lines, default);

        Assert.Equal(expected, string.Join('|', last));
    }

    [Fact]
    public async Task A_long_log_gives_only_its_end()
    {
        await File.WriteAllLinesAsync(Log, Enumerable.Range(1, 200_000).Select(i => $"line {i}"));

        var last = await new OutputLog(Log, TimeProvider.System).LastAsync(10_000, default);

        Assert.Equal(10_000, last.Length);
        Assert.Equal("line 190001", last[0]);
        Assert.Equal("line 200000", last[^1]);
    }

    [Fact]
    public async Task A_daemon_that_printed_nothing_has_an_empty_log() =>
        Assert.Empty(await new OutputLog(Log, TimeProvider.System).LastAsync(10, default));

    [Fact]
    public async Task Following_goes_on_over_a_rename_and_over_a_cut()
    {
        await File.WriteAllTextAsync(Log, "old\nfirst\n");
        using var cancel = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var pipe = new Pipe();
        var following = new OutputLog(Log, TimeProvider.System).FollowAsync(pipe.Writer.AsStream(), 1, cancel.Token);
        using var reader = new StreamReader(pipe.Reader.AsStream(), Encoding.UTF8);

        Assert.Equal("first", await reader.ReadLineAsync(cancel.Token));

        await File.AppendAllTextAsync(Log, "before the rename\n");
        File.Move(Log, Log + ".1");
        await File.AppendAllTextAsync(Log + ".1", "still to the old file\n");
        await File.WriteAllTextAsync(Log, "into the new file, which is longer than all that was in the old one, and then some more of it\n");
        Assert.Equal("before the rename", await reader.ReadLineAsync(cancel.Token));
        Assert.Equal("still to the old file", await reader.ReadLineAsync(cancel.Token));
        Assert.StartsWith("into the new file", await reader.ReadLineAsync(cancel.Token), StringComparison.Ordinal);

        await File.WriteAllTextAsync(Log, "after the cut\n");
        Assert.Equal("after the cut", await reader.ReadLineAsync(cancel.Token));

        await cancel.CancelAsync();
        await following;
    }

    [Fact]
    public async Task Following_waits_for_a_file_that_is_not_there_yet()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var pipe = new Pipe();
        var following = new OutputLog(Log, TimeProvider.System).FollowAsync(pipe.Writer.AsStream(), 10, cancel.Token);
        using var reader = new StreamReader(pipe.Reader.AsStream(), Encoding.UTF8);

        await File.WriteAllTextAsync(Log, "hello\n");

        Assert.Equal("hello", await reader.ReadLineAsync(cancel.Token));
        await cancel.CancelAsync();
        await following;
    }
}

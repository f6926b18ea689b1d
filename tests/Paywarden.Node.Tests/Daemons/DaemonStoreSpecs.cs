using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Paywarden.Daemons;

public sealed class DaemonStoreSpecs : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2025, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly DaemonRecord Record = new("parked: wrong password", "alice", [new PastExit(Noon, "exit 1: boom")], 7, Noon);

    private readonly string _data = Directory.CreateTempSubdirectory("paywarden-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Record_is_read_back_by_a_later_node()
    {
        await using (DaemonStore store = new(_data, NullLogger<DaemonStore>.Instance))
        {
            store.Save("store-0", Record);
        }

        await using DaemonStore later = new(_data, NullLogger<DaemonStore>.Instance);
        AssertSame(Record, later.Load("store-0", out var why));
        Assert.Empty(why);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(new DaemonFolder(_data, "store-0").Record));
    }

    [Fact]
    public async Task Newest_record_is_read_even_before_it_is_written_and_is_the_one_that_stays()
    {
        await using (DaemonStore store = new(_data, NullLogger<DaemonStore>.Instance))
        {
            for (var n = 0; n <= 500; n++)
            {
                store.Save("store-0", Record with { Restarts = n });
                Assert.Equal(n, store.Load("store-0", out _)!.Restarts);
            }
        }

        await using DaemonStore later = new(_data, NullLogger<DaemonStore>.Instance);
        Assert.Equal(500, later.Load("store-0", out _)!.Restarts);
    }

    [Fact]
    public async Task Daemon_never_seen_has_no_record_and_no_complaint()
    {
        await using DaemonStore store = new(_data, NullLogger<DaemonStore>.Instance);
        Assert.Null(store.Load("store-0", out var why));
        Assert.Empty(why);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"Parked\":null,\"Exits\"")]
    public async Task Unreadable_record_gives_a_clean_history_and_a_sentence(string content)
    {
        DaemonFolder folder = new(_data, "store-0");
        folder.Make();
        await File.WriteAllTextAsync(folder.Record, content);
        await using DaemonStore store = new(_data, NullLogger<DaemonStore>.Instance);
        Assert.Null(store.Load("store-0", out var why));
        Assert.Contains(folder.Record, why, StringComparison.Ordinal);
        Assert.EndsWith("starting with a clean one", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disk_that_refuses_is_reported_once_and_stops_nothing()
    {
        // A file where the folder should be: refused for root too.
        await File.WriteAllTextAsync(Path.Combine(_data, "daemons"), "");
        Said log = new();
        await using (DaemonStore store = new(_data, log))
        {
            store.Save("store-0", Record);
            store.Save("store-1", Record);
        }

        Assert.Contains("store-0", Assert.Single(log.Sentences), StringComparison.Ordinal);
    }

    private static void AssertSame(DaemonRecord expected, DaemonRecord? seen)
    {
        Assert.NotNull(seen);
        Assert.Equal(expected.Exits, seen.Exits.AsEnumerable());
        Assert.Equal(expected, seen with { Exits = expected.Exits });
    }

    private sealed class Said : ILogger<DaemonStore>
    {
        public List<string> Sentences { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Sentences.Add(formatter(state, exception));
    }
}

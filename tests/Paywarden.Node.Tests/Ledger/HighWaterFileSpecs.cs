using Microsoft.Extensions.Logging.Abstractions;

namespace Paywarden.Ledger;

public sealed class HighWaterFileSpecs : IDisposable
{
    private static readonly HighWater Store = new("ledger-store", 70, 7);
    private readonly string _folder = Directory.CreateTempSubdirectory("paywarden-marks-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "high-water");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_seen_is_known_after_a_restart()
    {
        await using (var file = Open())
        {
            file.Saw(Store);
            file.Saw(new("ledger-other", 3, 1));
        }

        await using var again = Open();
        Assert.Null(again.Behind(Store));
        Assert.Contains("ends at 69, but this node saw it at 70", again.Behind(Store with { Sequence = 69 }), StringComparison.Ordinal);
        Assert.NotNull(again.Behind(new("ledger-other", 3, 0)));
        Assert.Null(again.Behind(new("ledger-new", 0, 0)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    [Fact]
    public async Task Seeing_less_lowers_nothing()
    {
        await using (var file = Open())
        {
            file.Saw(Store);
            file.Saw(Store with { Sequence = 5, Token = 8 });
        }

        Assert.Equal("ledger-store 70 8\n", await File.ReadAllTextAsync(Path));
    }

    [Fact]
    public async Task A_treasurer_may_accept_less_and_it_is_on_disk_at_once()
    {
        await using var file = Open();
        file.Saw(Store);
        var found = Store with { Sequence = 50 };
        Assert.NotNull(file.Behind(found));

        Assert.Null(await file.AcceptAsync(found));

        Assert.Null(file.Behind(found));
        Assert.Equal("ledger-store 50 7\n", await File.ReadAllTextAsync(Path));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_holds_every_ledger_until_it_is_accepted()
    {
        await File.WriteAllTextAsync(Path, "ledger-store seventy");
        await using var file = Open();
        var found = Store with { Sequence = 50 };

        Assert.Contains("cannot be read", file.Behind(found), StringComparison.Ordinal);
        Assert.NotNull(file.Behind(new("ledger-new", 0, 0)));
        Assert.Null(await file.AcceptAsync(found));

        Assert.Null(file.Behind(found));
        Assert.NotNull(file.Behind(new("ledger-new", 0, 0)));
    }

    [Fact]
    public async Task A_disk_that_refuses_says_why()
    {
        await using var file = new HighWaterFile(System.IO.Path.Combine(_folder, "gone", "high-water"), TimeProvider.System, NullLogger<HighWaterFile>.Instance);

        Assert.Contains("cannot write", await file.AcceptAsync(Store), StringComparison.Ordinal);
    }

    private HighWaterFile Open() => new(Path, TimeProvider.System, NullLogger<HighWaterFile>.Instance);
}

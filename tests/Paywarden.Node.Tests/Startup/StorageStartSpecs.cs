using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Paywarden.Ledger;
using Paywarden.Settings;

namespace Paywarden.Startup;

public sealed class StorageStartSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("paywarden-start-").FullName;
    private readonly FakeTimeProvider _clock = new();

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_tables_are_there_before_anything_that_starts_later()
    {
        using var storage = Open();
        using var start = new StorageStart(storage, pays: true, () => { }, _clock, NullLogger<StorageStart>.Instance);

        await start.StartAsync(CancellationToken.None);

        Assert.True(start.Ready.IsCompletedSuccessfully);
        Assert.Equal(new Told<ArchivedPayment?>(null, null), await storage.Archive.FindAsync("ledger-store", new PaymentId("p")));
        await start.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_database_that_is_away_lets_the_node_start_and_is_made_ready_when_it_comes()
    {
        // A file stands where the folder should be: opening fails as a lost disk does.
        await File.WriteAllTextAsync(Data, "");
        using var storage = Open();
        using var start = new StorageStart(storage, pays: true, () => { }, _clock, NullLogger<StorageStart>.Instance);

        await start.StartAsync(CancellationToken.None);
        Assert.False(start.Ready.IsCompleted);

        File.Delete(Data);
        while (await Task.WhenAny(start.Ready, Task.Delay(10)) != start.Ready)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
        }

        await start.Ready;
        await start.StopAsync(CancellationToken.None);
    }

    private LedgerStorage Open() => LedgerStorage.Of(new StorageOptions { Provider = "sqlite" }, Data, _clock);
}

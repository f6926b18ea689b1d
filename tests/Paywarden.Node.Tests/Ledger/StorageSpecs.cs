using Paywarden.Settings;

namespace Paywarden.Ledger;

/// <summary>What every spec of the storage stands on: tables made anew for each test.</summary>
public abstract class StorageSpecs(StorageWorld world) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("paywarden-ledger-").FullName;

    internal StorageOptions Options { get; private set; } = new();

    internal LedgerStorage Storage { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Options = await world.FreshAsync(_folder);
        Storage = Open();
        await Storage.MigrateAsync(CancellationToken.None);
    }

    public virtual Task DisposeAsync()
    {
        Storage.Dispose();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>As another node has it.</summary>
    internal LedgerStorage Open(TimeProvider? clock = null) => LedgerStorage.Of(Options, _folder, clock ?? TimeProvider.System);

    /// <summary>Without any table.</summary>
    internal async Task<LedgerStorage> EmptyAsync() => LedgerStorage.Of(await world.FreshAsync(_folder), Path.Combine(_folder, "empty"), TimeProvider.System);

    /// <summary>Where a table lies: with SQLite in a file, else in the one database.</summary>
    internal LedgerStorage.Place In(string file) =>
        Storage.Journal.Provider == LedgerStorage.Sqlite ? new(LedgerStorage.Sqlite, $"Data Source={Path.Combine(_folder, file)}") : Storage.Journal;

    /// <summary>A storage whose database does not answer.</summary>
    internal LedgerStorage Away() => LedgerStorage.Of(world.Away, Path.Combine(_folder, "gone"), TimeProvider.System);
}

using Paywarden.Ledger;

namespace Paywarden.Startup;

/// <summary>Makes the tables before the actors start, and looks every hour whether what is committed is on disk. A database that is away costs money its
/// movement, never daemons their supervision: the node starts, and the tables are made when it comes back.</summary>
internal sealed class StorageStart(LedgerStorage storage, TimeProvider clock, ILogger<StorageStart> log) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromHours(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        IsReady = await TryMigrateAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    private bool IsReady { get; set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (IsReady)
            {
                await LookAsync();
            }
            else
            {
                IsReady = await TryMigrateAsync(stoppingToken);
            }

            await Task.Delay(IsReady ? Look : Again, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TryMigrateAsync(CancellationToken cancel)
    {
        try
        {
            await storage.MigrateAsync(cancel);
            return true;
        }
        catch (Exception e) when (LedgerDatabase.IsFault(e) || e is InvalidDataException)
        {
            log.LogError("The database of payments cannot be used: {Why}. It is tried again every {Time}", e.Message, Again);
            return false;
        }
    }

    private async Task LookAsync()
    {
        var faults = await storage.DurabilityFaultsAsync();
        foreach (var fault in faults.IsTold ? faults.Value : [])
        {
            log.LogError("{Fault}", fault);
        }
    }
}

using System.Collections.Immutable;
using Paywarden.Daemons;
using Paywarden.Ledger;
using Paywarden.Settings;

namespace Paywarden.Startup;

/// <summary>Makes the tables before the actors start, and looks every hour whether what is committed is on disk. A database that is away costs money its
/// movement, never daemons their supervision: the node starts, and the tables are made when it comes back.</summary>
/// <param name="pays">Whether a wallet of this node pays: what others write may be lost.</param>
/// <param name="stop">Ends the node.</param>
internal sealed class StorageStart(LedgerStorage storage, bool pays, Action stop, TimeProvider clock, ILogger<StorageStart> log) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromHours(1);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isFailing;

    /// <summary>Completes when the tables are there.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Why wallets that pay must not be served. A database that is away says nothing of itself yet.</summary>
    public async Task<ImmutableArray<string>> FaultsAsync() =>
        pays && await storage.DurabilityFaultsAsync() is { IsTold: true, Value: var faults } ? faults : [];

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryMigrateAsync(cancellationToken);
        if (Ready.IsCompleted)
        {
            // Before any actor of ours takes one.
            await storage.EndLeasesOfTheDeadAsync();
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!Ready.IsCompleted && await WaitAsync(Again, stoppingToken))
        {
            await TryMigrateAsync(stoppingToken);
        }

        while (Ready.IsCompleted && !stoppingToken.IsCancellationRequested)
        {
            await LookAsync();
            await WaitAsync(Look, stoppingToken);
        }
    }

    private async Task<bool> WaitAsync(TimeSpan time, CancellationToken cancel)
    {
        await Task.Delay(time, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancel.IsCancellationRequested;
    }

    private async Task TryMigrateAsync(CancellationToken cancel)
    {
        try
        {
            await storage.MigrateAsync(cancel);
            _ready.TrySetResult();
            if (_isFailing)
            {
                log.LogInformation("The database of the ledgers can be used again");
            }
        }
        catch (Exception e) when (LedgerDatabase.IsFault(e) || e is InvalidDataException)
        {
            if (!_isFailing)
            {
                _isFailing = true;
                log.LogError("The database of the ledgers cannot be used: {Why}. It is tried again every {Time}; daemons run without it", e.Message, Spoken.Duration(Again));
            }
        }
    }

    private async Task LookAsync()
    {
        var faults = await FaultsAsync();
        foreach (var fault in faults)
        {
            log.LogCritical("{Fault}", fault);
        }

        if (!faults.IsEmpty)
        {
            // What was told as stored since may be gone after a power cut: nothing is told on such ground, and a restart says the same before it serves.
            Environment.ExitCode = ConfigurationLoad.ExitCode;
            stop();
        }
    }
}

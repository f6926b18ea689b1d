using Akka.Actor;
using Paywarden.Kernel;

namespace Paywarden.Ledger;

/// <summary>What a ledger's actors reach the world by.</summary>
/// <param name="Accounts">Learns whose money a wallet holds.</param>
/// <param name="Roll">0 to 1.</param>
public sealed record LedgerWorld(
    string Node,
    ILedgerLease Lease,
    ILedgerArchive Archive,
    IHighWater HighWater,
    IWalletAccounts Accounts,
    Func<string, IWalletPool> Pools,
    IEventLog Events,
    TimeProvider Clock,
    Func<double> Roll)
{
    /// <summary>Events between two snapshots: reading them takes a fraction of a second.</summary>
    public int SnapshotEvery { get; init; } = 5_000;

    public required ILedgerAddresses Addresses { get; init; }

    public ILedgerMeter Meter { get; init; } = ILedgerMeter.None;

    /// <summary>Who is told, beside the owner and as long as it lives, how far the ledger is stored; null: nobody.</summary>
    public Func<LedgerCommand.Bind, string, Props>? Follower { get; init; }
}

/// <summary>Whose money a wallet holds: the account's public key, which only its daemons can name.</summary>
public interface IWalletAccounts
{
    Task<Told<LedgerCommand.Bind>> LearnAsync(string wallet);

    /// <summary>A wallet of this name is in the configuration: then the name is no former one of another's.</summary>
    bool IsConfigured(string wallet);
}

using System.Collections.Immutable;
using Paywarden.Daemons;
using Paywarden.Routing;

namespace Paywarden.Admin;

/// <summary>What a wallet can do now, told from the roster.</summary>
/// <param name="Reads">At least one daemon serves.</param>
/// <param name="Money">The builder serves, someone can sign, and no operator has paused the wallet.</param>
/// <param name="Why">One sentence; where a person must act it ends with the command.</param>
public sealed record WalletHealth(bool Reads, bool Money, string Why)
{
    /// <param name="held">Why its money is held; null: it is not.</param>
    public static WalletHealth Of(string wallet, Roster roster, string? held)
    {
        var all = roster.Daemons.Where(d => d.Wallet == wallet).ToImmutableArray();
        var (signers, daemons) = (all.Where(d => d.Role == DaemonRole.Signer).ToImmutableArray(), all.Where(d => d.Role != DaemonRole.Signer).ToImmutableArray());
        var serving = daemons.Count(Serves);
        var builder = daemons.FirstOrDefault(d => d.Role == DaemonRole.Builder);
        var reads = serving > 0;
        var count = $"{serving} of {daemons.Length} daemons serve";
        if (daemons.IsEmpty)
        {
            return new(false, false, "no daemon of this wallet is known yet");
        }

        if (roster.Paused.TryGetValue(wallet, out var reason))
        {
            return new(reads, false, $"paused: {reason}. {count}. To take money again: paywarden resume {wallet}");
        }

        if (held is not null)
        {
            return new(reads, false, $"money is held: {held}. {count}. To end it: paywarden reconcile {wallet}, then paywarden release {wallet} --reason WHY");
        }

        if (builder is null)
        {
            return new(reads, false, $"{count}; no daemon may build payments: reads only");
        }

        if (!Serves(builder))
        {
            return new(reads, false, $"{count}; money waits for {builder.Id}, which is {StateName.Of(builder.State)}: {builder.Why}");
        }

        if (!signers.IsEmpty && !signers.Any(IsUp))
        {
            return new(reads, false, $"{count}; money waits for {signers[0].Id}, which is {StateName.Of(signers[0].State)}: {signers[0].Why}");
        }

        var ill = all.Where(d => d.State != DaemonState.Ready).MaxBy(d => StateName.Badness(d.State));
        return new(true, true, ill is null ? $"all {daemons.Length} daemons serve" : $"{count}; {ill.Id} is {StateName.Of(ill.State)}: {ill.Why}");
    }

    /// <summary>A signer serves nobody, however well it is.</summary>
    public static bool Serves(DaemonStatus daemon) => daemon.Role != DaemonRole.Signer && IsUp(daemon);

    private static bool IsUp(DaemonStatus daemon) => daemon.State is DaemonState.Ready or DaemonState.Degraded;
}

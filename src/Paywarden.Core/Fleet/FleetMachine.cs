using System.Collections.Immutable;
using Paywarden.Kernel;

namespace Paywarden.Fleet;

/// <summary>What operators decided about the wallets, beyond the configuration.</summary>
/// <param name="Paused">Wallet → why.</param>
public sealed record FleetState(ImmutableDictionary<string, string> Paused)
{
    public static readonly FleetState Empty = new(ImmutableDictionary<string, string>.Empty);
}

public abstract record FleetCommand
{
    private FleetCommand()
    {
    }

    /// <summary>Money is refused with this reason, reads go on.</summary>
    public sealed record Pause(string Wallet, string Reason, string By) : FleetCommand;

    public sealed record Resume(string Wallet, string By) : FleetCommand;
}

public abstract record FleetEvent(DateTimeOffset At)
{
    public sealed record WalletPaused(string Wallet, string Reason, string By, DateTimeOffset At) : FleetEvent(At);

    public sealed record WalletResumed(string Wallet, string By, DateTimeOffset At) : FleetEvent(At);
}

public static class FleetMachine
{
    public static Decision<FleetEvent> Decide(FleetState state, FleetCommand command, DateTimeOffset now, double roll) => command switch
    {
        FleetCommand.Pause { Reason: var reason } when string.IsNullOrWhiteSpace(reason) =>
            new Decision<FleetEvent>.Reject(new Refusal("no-reason", "a pause wants a reason: callers are told it")),
        FleetCommand.Pause c when state.Paused.GetValueOrDefault(c.Wallet) == c.Reason => new Decision<FleetEvent>.Accept([]),
        FleetCommand.Pause c => new Decision<FleetEvent>.Accept([new FleetEvent.WalletPaused(c.Wallet, c.Reason, c.By, now)]),
        FleetCommand.Resume c when !state.Paused.ContainsKey(c.Wallet) => new Decision<FleetEvent>.Accept([]),
        FleetCommand.Resume c => new Decision<FleetEvent>.Accept([new FleetEvent.WalletResumed(c.Wallet, c.By, now)]),
        _ => throw new InvalidOperationException($"unknown command {command}"),
    };

    public static FleetState Apply(FleetState state, FleetEvent e) => e switch
    {
        FleetEvent.WalletPaused p => state with { Paused = state.Paused.SetItem(p.Wallet, p.Reason) },
        FleetEvent.WalletResumed r => state with { Paused = state.Paused.Remove(r.Wallet) },
        _ => throw new InvalidOperationException($"unknown event {e}"),
    };
}

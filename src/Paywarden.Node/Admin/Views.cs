using System.Collections.Immutable;
using Paywarden.Daemons;
using Paywarden.Kernel;
using Paywarden.Routing;
using Paywarden.Settings;

namespace Paywarden.Admin;

/// <summary>Every list has this shape. <paramref name="Next"/> goes into <c>after</c> of the next request; null: that was all.</summary>
public sealed record ListView<T>(ImmutableArray<T> Items, long? Next);

public sealed record HealthView(bool Ok, string Why);

public sealed record NodeView(string Name, string Version, bool Ready, string Why, int Daemons, int Serving);

public sealed record DaemonView(
    string Id,
    string Wallet,
    string Node,
    DaemonState State,
    string Why,
    int? Pid,
    int? Port,
    int Restarts,
    DateTimeOffset Since,
    DaemonRole Role,
    int? Height,
    int? ServerHeight,
    bool? Synchronized,
    ImmutableArray<string> Degradations)
{
    public static DaemonView Of(DaemonStatus d) => new(
        d.Id, d.Wallet, d.Node, d.State, d.Why, d.Pid, d.Port, d.Restarts, d.Since, d.Role,
        d.Health?.Height, d.Health?.ServerHeight, d.Health?.Synchronized, d.Health?.Degradations ?? []);
}

public sealed record WalletView(
    string Name,
    string Dialect,
    string Network,
    bool Reads,
    bool Money,
    string Why,
    string? Paused,
    int? Height,
    ImmutableArray<string> Daemons)
{
    public static WalletView Of(string name, WalletOptions options, Roster roster, string? held)
    {
        var daemons = roster.Daemons.Where(d => d.Wallet == name).ToImmutableArray();
        var health = WalletHealth.Of(name, roster, held);
        return new(
            name, options.Dialect, options.Network, health.Reads, health.Money, health.Why,
            roster.Paused.GetValueOrDefault(name), daemons.Max(d => d.Health?.Height), [.. daemons.Select(d => d.Id)]);
    }
}

public sealed record EventView(long Sequence, DateTimeOffset At, string Kind, string Node, string Wallet, string Daemon, string Why, string By)
{
    public static EventView Of(EventEntry e) => new(e.Sequence, e.At, e.Kind, e.Node, e.Wallet, e.Daemon, e.Why, e.By);
}

/// <param name="Story">Sentences, oldest first.</param>
public sealed record ExplainView(DaemonView Daemon, ImmutableArray<string> Story, ImmutableArray<string> LastLines);

public sealed record LogView(ImmutableArray<string> Lines);

public sealed record ActView(string Done);

public sealed record CallView(System.Text.Json.JsonElement Result, string Daemon);

public sealed record ReasonBody(string Reason);

/// <param name="Params">An array or an object; left out: none.</param>
public sealed record CallBody(string Method, System.Text.Json.JsonElement? Params, string? Daemon);

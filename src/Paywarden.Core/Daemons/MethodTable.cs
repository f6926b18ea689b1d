using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Paywarden.Daemons;

/// <summary>What a call may do.</summary>
public enum MethodClass
{
    Read,
    Write,
    Allocate,
    Sign,
    Broadcast,
    Secret,
    Admin,
}

/// <summary>Where a method may run.</summary>
public enum MethodPlace
{
    /// <summary>Any twin, never a signer.</summary>
    Any,
    Ledger,
    Builder,
    Signer,

    /// <summary>Only the daemon that the caller names in X-Paywarden-Daemon.</summary>
    NamedDaemon,

    /// <summary>Off, always.</summary>
    None,
}

/// <summary>How fresh a read must be.</summary>
public enum Freshness
{
    /// <summary>Not a read, or one with no claim.</summary>
    None,

    /// <summary>Any daemon.</summary>
    Chain,

    /// <summary>A daemon at the pool's newest height that knows every address handed out.</summary>
    Wallet,

    /// <summary>Answered by the ledger; until it exists, by the builder.</summary>
    Ledger,
}

/// <summary>One method of a dialect.</summary>
/// <param name="Limit">How long a call may hold the daemon before it counts as a failed probe.</param>
/// <param name="Parameters">Allowed named parameters in positional order; null: not restricted. One with a "-" before its name only holds its
/// place for those behind it: by name it is not known, by place it may be null or false.</param>
public sealed record MethodEntry(string Name, MethodClass Class, MethodPlace Place, Freshness Fresh, TimeSpan Limit, IReadOnlyList<string>? Parameters = null)
{
    /// <summary>Twice does what once does. Information for people: retries go by class.</summary>
    public bool Idempotent { get; init; }
}

/// <summary>The methods of one dialect. Total: what is not in it is forbidden.</summary>
public sealed class MethodTable(IEnumerable<MethodEntry> entries)
{
    private readonly FrozenDictionary<string, MethodEntry> _byName = entries.ToFrozenDictionary(e => e.Name, StringComparer.Ordinal);

    public IEnumerable<MethodEntry> Entries => _byName.Values;

    public bool TryGet(ReadOnlySpan<char> method, [NotNullWhen(true)] out MethodEntry? entry) =>
        _byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(method, out entry);

    /// <summary>This table with the classes that a wallet's configuration adds or overrides.</summary>
    public MethodTable With(IEnumerable<MethodEntry> overrides)
    {
        var merged = _byName.Values.ToDictionary(e => e.Name, StringComparer.Ordinal);
        foreach (var entry in overrides)
        {
            merged[entry.Name] = entry;
        }

        return new MethodTable(merged.Values);
    }
}

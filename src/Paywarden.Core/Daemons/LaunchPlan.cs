using System.Collections.Immutable;
using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>The place a daemon runs in, chosen anew at each start: its own folder, its port and its random credentials.</summary>
/// <param name="Folder">Absolute; holds all files of this instance; 0700.</param>
/// <param name="WalletPath">Absolute path of the instance's own copy of the wallet; empty without a wallet.</param>
public sealed record DaemonSite(string Folder, string WalletPath, int Port, string User, Secret Password)
{
    /// <summary>Absolute; the data directory of the node, for what its daemons have in common; empty: they have nothing.</summary>
    public string NodeFolder { get; init; } = "";
}

/// <summary>A file that a daemon needs before its start; written 0600, by temp and rename.</summary>
/// <param name="Path">Relative to the site's folder.</param>
/// <param name="OnlyIfMissing">Written at the first start only: afterwards it is the daemon's own.</param>
public sealed record PlannedFile(string Path, string Content, bool OnlyIfMissing = false)
{
    /// <summary>Without the content: it holds the daemon's credentials.</summary>
    public override string ToString() => Path;
}

/// <summary>How to start one daemon: what to write, what to run. No secret is in <see cref="Arguments"/> or <see cref="Environment"/>.</summary>
public sealed record LaunchPlan
{
    public required ImmutableArray<string> Arguments { get; init; }

    /// <summary>Added to the allow-list of inherited variables (PATH, HOME within the folder, LANG=C).</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    public ImmutableArray<PlannedFile> Files { get; init; } = [];

    /// <summary>Files (relative) that a dead predecessor may have left and that would stop a new start, e.g. a lock: removed only once its owner is proved dead.</summary>
    public ImmutableArray<string> StaleLocks { get; init; } = [];

    public required DaemonEndpoint Endpoint { get; init; }
}

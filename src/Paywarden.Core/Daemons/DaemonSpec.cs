using System.Collections.Immutable;
using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>What one daemon should be, as asked by configuration and fleet; what it is, is <see cref="DaemonStatus"/>.</summary>
public sealed record DaemonSpec
{
    /// <summary>"store-0": the wallet's name and the ordinal.</summary>
    public required string Id { get; init; }

    public required string Wallet { get; init; }

    /// <summary>0 is the builder until the ledger decides it.</summary>
    public required int Ordinal { get; init; }

    /// <summary>electron-cash, electrum, bitcoind, simulator or generic.</summary>
    public required string Dialect { get; init; }

    /// <summary>mainnet, testnet or regtest.</summary>
    public string Network { get; init; } = "mainnet";

    public DaemonPart Part { get; init; } = DaemonPart.Whole;

    /// <summary>Of a twin: the signer that tells the public key it is made from.</summary>
    public string Signer { get; init; } = "";

    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>Tried when <see cref="Command"/> cannot start (missing binary); empty: none.</summary>
    public ImmutableArray<string> FallbackCommand { get; init; } = [];

    /// <summary>The file imported at the first start; the daemon works on a copy of its own. Empty: the daemon makes or needs none.</summary>
    public string WalletFile { get; init; } = "";

    /// <summary>Read anew at each start where <see cref="WalletPasswordFile"/> is set.</summary>
    public Secret WalletPassword { get; init; } = Secret.None;

    public string WalletPasswordFile { get; init; } = "";

    /// <summary>host:port:t|s of the Electrum server of this daemon; empty: none (offline). Of a node host:port of those that it connects to,
    /// with spaces between; empty: those that it finds.</summary>
    public string Server { get; init; } = "";

    /// <summary>0: a free loopback port is chosen at each start.</summary>
    public int Port { get; init; }

    /// <summary>Set for a daemon that someone else runs: probed and balanced, never started or stopped.</summary>
    public ExternalDaemon? External { get; init; }

    /// <summary>What a dialect without knowledge of its own (generic) calls for a probe and a stop.</summary>
    public GenericCalls Generic { get; init; } = GenericCalls.None;

    public required StartLimits Start { get; init; }

    public required ProbeLimits Probe { get; init; }

    public required RestartLimits Restart { get; init; }

    public required StopLimits Stop { get; init; }

    public required CallLimits Call { get; init; }
}

/// <summary>What of its wallet a daemon has, by which a pool keeps its keys on few hosts.</summary>
public enum DaemonPart
{
    /// <summary>Keys and chain: of a wallet that cannot be split, or is not.</summary>
    Whole,

    /// <summary>The master public key only: it watches, builds and broadcasts.</summary>
    Twin,

    /// <summary>The keys, and no server: it only signs.</summary>
    Signer,
}

/// <summary>A daemon that someone else runs.</summary>
public sealed record ExternalDaemon(Uri Url, string User, Secret Password);

/// <summary>The calls of a generic daemon: <paramref name="Probe"/> (empty: only its process is watched), <paramref name="Stop"/> (empty: by signal),
/// and the <paramref name="Path"/> of its RPC ("/").</summary>
public sealed record GenericCalls(string Probe, string Stop, string Path, bool KeepAlive)
{
    public static readonly GenericCalls None = new("", "", "/", true);
}

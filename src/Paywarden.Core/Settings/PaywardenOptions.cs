using Paywarden.Kernel;

namespace Paywarden.Settings;

/// <summary>The whole configuration, bound from the section "paywarden". Every default stands in hocon/reference.conf, none here;
/// keys are the property names in kebab-case. Durations are <see cref="TimeSpan"/>, sizes bytes, rates calls per second.</summary>
public sealed class PaywardenOptions
{
    public NodeOptions Node { get; set; } = new();

    public RpcOptions Rpc { get; set; } = new();

    public AdminOptions Admin { get; set; } = new();

    public ListenerOptions Observe { get; set; } = new();

    public PeerOptions Cluster { get; set; } = new();

    public PeerOptions Peer { get; set; } = new();

    public StorageOptions Storage { get; set; } = new();

    public LogOptions Log { get; set; } = new();

    /// <summary>By wallet name; each already holds wallet-defaults and its dialect's defaults.</summary>
    public Dictionary<string, WalletOptions> Wallets { get; set; } = [];
}

public sealed class NodeOptions
{
    /// <summary>Never empty after binding: the machine's name where the file gives none.</summary>
    public string Name { get; set; } = "";

    /// <summary>Absolute after binding.</summary>
    public string DataDir { get; set; } = "";

    /// <summary>"stop" or "keep".</summary>
    public string OnStop { get; set; } = "";

    public Dictionary<string, string> Labels { get; set; } = [];
}

public class ListenerOptions
{
    /// <summary>host:port; empty: off.</summary>
    public string Listen { get; set; } = "";

    /// <summary>Allows listening off loopback without TLS.</summary>
    public bool Insecure { get; set; }

    public TlsOptions Tls { get; set; } = new();
}

public sealed class TlsOptions
{
    public string CertFile { get; set; } = "";

    public string KeyFile { get; set; } = "";
}

public sealed class AdminOptions : ListenerOptions;

/// <summary>A listener for other nodes: akka remoting (cluster) or calls between nodes (peer).</summary>
public sealed class PeerOptions
{
    public string Listen { get; set; } = "";

    /// <summary>host:port by which others reach it; empty: as <see cref="Listen"/>.</summary>
    public string Advertise { get; set; } = "";

    public TlsOptions Tls { get; set; } = new();
}

public sealed class RpcOptions : ListenerOptions
{
    public string DefaultWallet { get; set; } = "";

    /// <summary>Bytes.</summary>
    public long MaxBody { get; set; }

    /// <summary>Bytes of the raw params of one call.</summary>
    public long MaxParams { get; set; }

    public int MaxBatch { get; set; }

    /// <summary>Nesting of a request's JSON.</summary>
    public int MaxDepth { get; set; }

    public int MaxConnections { get; set; }

    public TimeSpan HeaderTimeout { get; set; }

    public TimeSpan BodyTimeout { get; set; }

    /// <summary>How long calls in flight may still run when the node stops.</summary>
    public TimeSpan Drain { get; set; }

    public Dictionary<string, UserOptions> Users { get; set; } = [];
}

public sealed class UserOptions
{
    public Secret Password { get; set; } = Secret.None;

    /// <summary>pbkdf2-sha256$ITERATIONS$SALT$HASH, both base64; instead of a password.</summary>
    public string PasswordHash { get; set; } = "";

    /// <summary>Names, or "*".</summary>
    public List<string> Wallets { get; set; } = [];

    /// <summary>read, write, allocate, sign, broadcast, secret, admin; pay = write, sign, broadcast.</summary>
    public List<string> Allow { get; set; } = [];

    /// <summary>Calls per second; 0: no limit.</summary>
    public double Rate { get; set; }

    /// <summary>Coins in one payment, such as "0.5"; empty: no limit.</summary>
    public string CapPerPayment { get; set; } = "";

    /// <summary>Coins ordered within an hour, from each wallet; empty: no limit.</summary>
    public string CapPerHour { get; set; } = "";
}

public sealed class StorageOptions
{
    /// <summary>"sqlite" (files in the data directory, one node) or "postgresql".</summary>
    public string Provider { get; set; } = "";

    /// <summary>Npgsql's form: Host=…;Database=…;Username=…. Holds a password as a rule.</summary>
    public Secret ConnectionString { get; set; } = Secret.None;
}

public sealed class LogOptions
{
    /// <summary>verbose, debug, information, warning, error or fatal.</summary>
    public string Level { get; set; } = "";

    /// <summary>Size in bytes at which a log file (ours or a daemon's) is rotated, and how many old ones are kept.</summary>
    public long RotateAt { get; set; }

    public int Keep { get; set; }
}

public sealed class WalletOptions
{
    public string Dialect { get; set; } = "";

    public int Daemons { get; set; }

    /// <summary>Daemons that hold the keys and only sign; 0: each daemon holds the keys.</summary>
    public int Signers { get; set; }

    public string Network { get; set; } = "";

    /// <summary>bitcoin or litecoin: whose program a bitcoind is.</summary>
    public string Coin { get; set; } = "";

    /// <summary>host:port of an RPC port of its own; empty: none.</summary>
    public string Listen { get; set; } = "";

    public List<string> Command { get; set; } = [];

    public List<string> FallbackCommand { get; set; } = [];

    public string WalletFile { get; set; } = "";

    public Secret WalletPassword { get; set; } = Secret.None;

    /// <summary>Kept beside the value so that it is read anew at each start of a daemon.</summary>
    public string WalletPasswordFile { get; set; } = "";

    public List<string> Servers { get; set; } = [];

    /// <summary>0: a free loopback port per daemon and start; else daemon n listens on port + n.</summary>
    public int Port { get; set; }

    public List<ExternalOptions> External { get; set; } = [];

    /// <summary>Method → class, added to or overriding the dialect's table.</summary>
    public Dictionary<string, string> Methods { get; set; } = [];

    /// <summary>Receivers of the wallet's events, by name.</summary>
    public Dictionary<string, WebhookOptions> Webhooks { get; set; } = [];

    /// <summary>Of a generic daemon.</summary>
    public GenericOptions Generic { get; set; } = new();

    public StartOptions Start { get; set; } = new();

    public ProbeOptions Probe { get; set; } = new();

    public RestartOptions Restart { get; set; } = new();

    public StopOptions Stop { get; set; } = new();

    public CallOptions Call { get; set; } = new();
}

public sealed class ExternalOptions
{
    public string Url { get; set; } = "";

    public string User { get; set; } = "";

    public Secret Password { get; set; } = Secret.None;
}

public sealed class GenericOptions
{
    /// <summary>Method that proves life; empty: only the process is watched.</summary>
    public string Probe { get; set; } = "";

    /// <summary>Method of a graceful stop; empty: by signal.</summary>
    public string Stop { get; set; } = "";

    public string Path { get; set; } = "/";

    /// <summary>True for a daemon that keeps HTTP/1.1 connections.</summary>
    public bool KeepAlive { get; set; } = true;
}

public sealed class StartOptions
{
    public TimeSpan ReadyWithin { get; set; }

    public TimeSpan ProbeEvery { get; set; }
}

public sealed class ProbeOptions
{
    public TimeSpan Every { get; set; }

    public TimeSpan Timeout { get; set; }

    public int UnhealthyAfter { get; set; }

    public int HealthyAfter { get; set; }
}

public sealed class RestartOptions
{
    public TimeSpan First { get; set; }

    public TimeSpan Base { get; set; }

    public TimeSpan Max { get; set; }

    public TimeSpan ResetAfter { get; set; }

    public int CrashLoop { get; set; }

    public TimeSpan CrashLoopWithin { get; set; }
}

public sealed class StopOptions
{
    public TimeSpan Rpc { get; set; }

    public TimeSpan Term { get; set; }
}

public sealed class CallOptions
{
    public int Concurrency { get; set; }

    public int Queue { get; set; }

    public TimeSpan Deadline { get; set; }

    public TimeSpan Attempt { get; set; }
}

using Paywarden.Kernel;

namespace Paywarden.JsonRpc;

/// <summary>The codes of our own errors. A daemon's error keeps its own.</summary>
public enum RpcCode
{
    ParseError = -32700,
    InternalError = -32603,
    InvalidParams = -32602,
    MethodNotFound = -32601,
    InvalidRequest = -32600,
    OutcomeOpen = -32035,
    Rejected = -32034,
    InsufficientFunds = -32033,
    PossibleDuplicate = -32032,
    KeyConflict = -32031,
    KeyMissing = -32030,
    RateLimited = -32029,
    DaemonFailed = -32023,
    DeadlinePassed = -32022,
    Overloaded = -32021,
    NoHealthyDaemon = -32020,
    OverCap = -32014,
    MoneySuspended = -32013,
    WalletPaused = -32012,
    UnknownWallet = -32011,
    Forbidden = -32010,
}

/// <summary>Why a call was not carried out, or may have been: what the caller is told.</summary>
/// <param name="Why">One sentence; holds no secret.</param>
/// <param name="Daemon">Where it failed; null: it never reached one.</param>
/// <param name="RetryAfter">When trying again makes sense; null: nothing to say.</param>
public sealed record RpcFault(RpcCode Code, Outcome Outcome, string Why, string? Daemon = null, TimeSpan? RetryAfter = null)
{
    public static RpcFault NotDone(RpcCode code, string why) => new(code, Outcome.NotCommitted, why);

    /// <summary>Which payment it is about; null: none.</summary>
    public string? Payment { get; init; }

    /// <summary>Which transaction it is about; null: none.</summary>
    public string? Txid { get; init; }

    /// <summary>The outcome stands first in the message, because some clients show nothing else of an error.</summary>
    public string Message => (Outcome == Outcome.Unknown ? "unknown, do not repeat: " : "not done: ") + Why;

    /// <summary>The same call may succeed later and cannot do harm twice.</summary>
    public bool Retryable => Outcome == Outcome.NotCommitted && Code is RpcCode.RateLimited or RpcCode.DaemonFailed or RpcCode.DeadlinePassed
        or RpcCode.Overloaded or RpcCode.NoHealthyDaemon or RpcCode.MoneySuspended;

    /// <summary>HTTP status of a single call. Anything but 200 tells proxies and clients that nothing was done, so an unknown outcome always comes with 200.</summary>
    public int Status => (Outcome, Code) switch
    {
        (Outcome.NotCommitted, RpcCode.RateLimited) => 429,
        (Outcome.NotCommitted, RpcCode.NoHealthyDaemon or RpcCode.Overloaded) => 503,
        _ => 200,
    };
}

namespace Paywarden.Faults;

/// <summary>What can be made to go wrong. No real daemon offers any of this. With line=TEXT, last, all say this on stderr when they strike, so that
/// whoever armed one knows it, but those to which it is the server's words.</summary>
internal static class FaultKinds
{
    public const string Crash = "crash";
    public const string Hang = "hang";
    public const string Slow = "slow";
    public const string Reset = "reset";
    public const string Half = "half";
    public const string Garbage = "garbage";
    public const string WrongResult = "wrong-result";
    public const string Error = "error";
    public const string Memory = "memory";
    public const string SlowStart = "slow-start";
    public const string Unsynchronised = "unsynchronised";
    public const string ServerAway = "server-away";
    public const string ServerMute = "server-mute";
    public const string Lag = "lag";
    public const string Height = "height";
    public const string Refuse = "refuse";
    public const string Lie = "lie";
    public const string Swallow = "swallow";
    public const string OtherId = "other-id";
    public const string Silent = "silent";
    public const string LostReply = "lost-reply";
    public const string FakeHeight = "fake-height";
    public const string NoSecp = "no-libsecp256k1";
    public const string Deaf = "deaf";

    /// <summary>Moments at which crash, hang and reset strike; written as their argument (crash=after) or as when=after.</summary>
    public static readonly IReadOnlySet<string> Moments = new HashSet<string> { "now", "start", "before", "after" };

    /// <summary>Names that may stand after the kind.</summary>
    public static readonly IReadOnlySet<string> Names = new HashSet<string> { "method", "at", "times", "when", "exit", "later", "line" };

    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        [Crash] = "dies by SIGKILL (exit=N: with that code), now, at start, before a call or after it and before its reply",
        [Hang] = "never answers a call, before or after executing it, and holds the only thread",
        [Slow] = "holds the only thread for so many milliseconds before the call",
        [Reset] = "resets the connection, before or after executing the call",
        [Half] = "sends the first half of the reply and closes",
        [Garbage] = "sends bytes that are no JSON as the body (garbage=raw: no HTTP either)",
        [WrongResult] = "executes the call and answers this JSON (no blanks in it) instead of the result",
        [Error] = "answers -32603 with this text instead of executing the call",
        [Memory] = "takes so many MiB more at each call and keeps them",
        [SlowStart] = "binds its RPC server so many milliseconds later",
        [Unsynchronised] = "is_synchronized is false, and so is the wallet in getinfo",
        [ServerAway] = "server height 0, not connected; calls that need the server answer after so many milliseconds (30000) that it did not",
        [ServerMute] = "as server-away, but connected: the server takes the connection and never answers",
        [Lag] = "its own chain is so many blocks behind the server's",
        [Height] = "the server's height: it stands still there and has no later block",
        [Refuse] = "its server refuses a broadcast (line=TEXT, last: in these words of the daemon) and does not send it",
        [Lie] = "its server refuses a broadcast in the same way, but has sent it",
        [Swallow] = "its server accepts a broadcast and does not send it",
        [OtherId] = "its server sends a broadcast and answers another transaction's id",
        [Silent] = "its server is silent for so many milliseconds (30000), and sends the broadcast later=N (2000) milliseconds after that",
        [LostReply] = "its server sends a broadcast, and the reply is lost: the daemon sends again after so many milliseconds (10300)",
        [FakeHeight] = "its server says of what is in no block that it is in this one",
        [NoSecp] = "the slow library for signatures: three warnings at start, signing takes several times as long",
        [Deaf] = "ignores SIGTERM, SIGHUP and SIGINT (planted before the start)",
    };
}

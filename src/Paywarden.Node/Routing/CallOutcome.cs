using Paywarden.JsonRpc;
using Paywarden.Daemons;

namespace Paywarden.Routing;

/// <summary>What became of one call: the daemon's answer, or our fault. Dispose gives the answer's bytes back.</summary>
/// <param name="Daemon">Who answered or failed; null: none was reached.</param>
internal readonly record struct CallOutcome(DaemonAnswer Answer, RpcFault? Fault, string? Daemon, int Attempts) : IDisposable
{
    /// <summary>The answer to an earlier call with the same key.</summary>
    public bool IsReplayed { get; init; }

    public static CallOutcome No(RpcFault fault, string? daemon = null, int attempts = 0) => new(default, fault, daemon, attempts);

    public void Dispose()
    {
        if (Fault is null)
        {
            Answer.Dispose();
        }
    }
}

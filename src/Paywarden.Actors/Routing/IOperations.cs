using Paywarden.Daemons;
using Paywarden.Kernel;

namespace Paywarden.Routing;

/// <summary>The one gateway by which HTTP and the command line ask the actors to act. Every act is an event with who did it.</summary>
public interface IOperations
{
    /// <returns>A sentence of what was done, or a refusal.</returns>
    Task<(string? Done, Refusal? No)> ActAsync(string daemonId, DaemonAct what, string by, CancellationToken cancel);

    Task<(string? Done, Refusal? No)> PauseAsync(string wallet, string reason, string by, CancellationToken cancel);

    Task<(string? Done, Refusal? No)> ResumeAsync(string wallet, string by, CancellationToken cancel);
}

/// <summary>What HTTP threads tell about calls; cheap, never blocks.</summary>
public interface ICallReports
{
    /// <summary>A call to this incarnation failed: its slot has been marked suspect, the daemon is looked at now.</summary>
    void Doubt(string daemonId, string incarnation, CallFault kind);

    /// <summary>A write or allocate ended at the builder.</summary>
    void Wrote(string daemonId);
}

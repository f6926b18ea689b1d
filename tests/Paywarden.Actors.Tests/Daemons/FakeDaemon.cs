using System.Collections.Immutable;
using Akka.Actor;
using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>A process that lives until the test ends it; tells the test what signals it gets.</summary>
internal sealed class FakeDaemon(int pid, IActorRef test) : IRunningDaemon
{
    private readonly TaskCompletionSource<DaemonExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<char> _frozen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DaemonIdentity? Identity { get; } = new(pid, pid * 10L, "boot");

    public Task<DaemonExit> Exited => _exit.Task;

    public Task<char> Frozen => _frozen.Task;

    public LaunchResult.Launched Result => new(this, new DaemonSite("/data/store-0", "", 7800, "user", new Secret("word")), Some.Endpoint(pid), Secret.None, []);

    public void Exits(int? code = null, int? signal = null, params string[] lastLines) => _exit.TrySetResult(new DaemonExit(code, signal, [.. lastLines]));

    /// <summary>By SIGSTOP.</summary>
    public void Freezes() => _frozen.TrySetResult('T');

    public void Signal(DaemonSignal signal, bool wholeGroup) => test.Tell(new Signalled(pid, signal, wholeGroup));

    public ProcessLook? Look() => _exit.Task.IsCompleted ? null : new ProcessLook('S', 1_000_000);

    public ImmutableArray<string> LastLines() => [];

    internal sealed record Signalled(int Pid, DaemonSignal Signal, bool WholeGroup);
}

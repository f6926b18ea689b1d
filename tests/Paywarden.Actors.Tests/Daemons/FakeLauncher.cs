using Akka.Actor;

namespace Paywarden.Daemons;

/// <summary>Asks the test what came of each launch: the question is the barrier.</summary>
internal sealed class FakeLauncher(IActorRef test) : IDaemonLauncher
{
    public Task<LaunchResult> LaunchAsync(DaemonSpec spec, CancellationToken cancel) => Ask<Launch, LaunchResult>(answer => new Launch(answer));

    public Task<LaunchResult.Launched?> AdoptAsync(DaemonSpec spec, CancellationToken cancel) => Ask<Adopt, LaunchResult.Launched?>(answer => new Adopt(answer));

    public Task<string?> SetAsideAsync(DaemonSpec spec, CancellationToken cancel) => Ask<SetAside, string?>(answer => new SetAside(answer));

    private Task<TAnswer> Ask<TQuestion, TAnswer>(Func<TaskCompletionSource<TAnswer>, TQuestion> question)
    {
        var answer = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Tell(question(answer));
        return answer.Task;
    }

    internal sealed record Launch(TaskCompletionSource<LaunchResult> Answer);

    internal sealed record Adopt(TaskCompletionSource<LaunchResult.Launched?> Answer);

    internal sealed record SetAside(TaskCompletionSource<string?> Answer);
}

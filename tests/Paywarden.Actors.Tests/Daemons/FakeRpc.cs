using System.Collections.Concurrent;
using System.Text.Json;
using Akka.Actor;

namespace Paywarden.Daemons;

/// <summary>Answers as the test has set it, and tells the test of every call.</summary>
internal sealed class FakeRpc(IActorRef test) : IDaemonRpc
{
    private readonly ConcurrentDictionary<string, Func<Task<DaemonReply>>> _answers = new(StringComparer.Ordinal);

    public static DaemonReply Result(string json) => new DaemonReply.Result(JsonDocument.Parse(json).RootElement);

    public static DaemonReply NoAnswer => new DaemonReply.Failed(CallFault.TimedOut, "no answer within 2 s");

    public void Answer(string method, DaemonReply reply) => _answers[method] = () => Task.FromResult(reply);

    /// <summary>Keeps every call of this method until the test answers it, however long that takes: deaf to cancellation on purpose.</summary>
    public TaskCompletionSource<DaemonReply> Hold(string method)
    {
        var held = new TaskCompletionSource<DaemonReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answers[method] = () => held.Task;
        return held;
    }

    public Task<DaemonReply> CallAsync(DaemonEndpoint endpoint, DaemonCall call, TimeSpan limit, CancellationToken cancel)
    {
        var answer = _answers.TryGetValue(call.Method, out var set) ? set() : Task.FromResult(Result("true"));
        test.Tell(new Called(call.Method, endpoint.Incarnation));
        return answer;
    }

    internal sealed record Called(string Method, string Incarnation);
}

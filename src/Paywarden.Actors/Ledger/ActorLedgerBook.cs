using Akka.Actor;
using Paywarden.Kernel;

namespace Paywarden.Ledger;

/// <summary>The ledger as procedures outside its actor see it: they read what was last stored, and have things stored by message.</summary>
internal sealed class ActorLedgerBook(IActorRef owner) : ILedgerBook
{
    private LedgerState _state = LedgerState.Empty;

    public LedgerState State => Volatile.Read(ref _state);

    public void Publish(LedgerState state) => Volatile.Write(ref _state, state);

    public Task<Refusal?> StoreAsync(LedgerCommand command)
    {
        var answer = new TaskCompletionSource<Refusal?>(TaskCreationOptions.RunContinuationsAsynchronously);
        owner.Tell(new Store(command, no => answer.TrySetResult(no)));
        return answer.Task;
    }

    internal sealed record Store(LedgerCommand Command, Action<Refusal?> Reply) : INoSerializationVerificationNeeded;
}

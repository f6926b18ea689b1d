using System.Collections.Immutable;

namespace Paywarden.Kernel;

/// <summary>What a machine answers to a command: events to apply (none: it is already so), or a refusal that changes nothing.</summary>
public abstract record Decision<TEvent>
{
    private Decision()
    {
    }

    public sealed record Accept(ImmutableArray<TEvent> Events) : Decision<TEvent>;

    public sealed record Reject(Refusal Refusal) : Decision<TEvent>;
}

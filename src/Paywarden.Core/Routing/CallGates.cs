using System.Collections.Concurrent;

namespace Paywarden.Routing;

/// <summary>The gate of each wallet, made once: calls that wait in it survive every change of its daemons.</summary>
public sealed class CallGates(Func<string, int> queueOf)
{
    private readonly ConcurrentDictionary<string, CallGate> _gates = new(StringComparer.Ordinal);

    public CallGate For(string wallet) => _gates.GetOrAdd(wallet, name => new CallGate(queueOf(name)));
}

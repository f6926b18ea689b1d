namespace Paywarden.Harness;

/// <summary>The ports of somebody who has configured nothing.</summary>
internal static class Newcomer
{
    /// <summary>The ports of the contract where they are free; where a developer's own node has them, others, with the environment that says so.</summary>
    public static (IReadOnlyDictionary<string, string?> Environment, int Rpc, int Admin) Ports()
    {
        int[] contract = [7777, 7778, 7779, 7780];
        if (contract.All(FreePorts.IsFree))
        {
            return (new Dictionary<string, string?>(), contract[0], contract[1]);
        }

        var ports = FreePorts.Take(contract.Length);
        string[] listeners = ["rpc", "admin", "cluster", "peer"];
        var overrides = listeners.Zip(ports).ToDictionary(l => $"PAYWARDEN__{l.First}__listen", string? (l) => $"\"127.0.0.1:{l.Second}\"");
        return (overrides, ports[0], ports[1]);
    }
}

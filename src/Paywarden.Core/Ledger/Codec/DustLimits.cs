namespace Paywarden.Ledger.Codec;

/// <summary>The least that an output of each kind must hold, or nodes do not pass the transaction on. A node's rule, not the chain's; the
/// daemons build such outputs all the same (measured on Electron Cash 4.4.5), so we look.</summary>
public sealed record DustLimits(Amount KeyHash, Amount ScriptHash, Amount LongScriptHash, Amount WitnessKeyHash, Amount LongWitness, Amount LaterWitness)
{
    /// <summary>For <see cref="ScriptKind.Data"/> nothing, since nobody ever spends it; for a script that we do not know the highest of all.</summary>
    public Amount For(ScriptKind kind) => kind switch
    {
        ScriptKind.KeyHash => KeyHash,
        ScriptKind.ScriptHash => ScriptHash,
        ScriptKind.LongScriptHash => LongScriptHash,
        ScriptKind.WitnessKeyHash => WitnessKeyHash,
        ScriptKind.WitnessScriptHash or ScriptKind.Taproot => LongWitness,
        ScriptKind.LaterWitness => LaterWitness,
        ScriptKind.Data => Amount.Zero,
        _ => new[] { KeyHash, ScriptHash, LongScriptHash, WitnessKeyHash, LongWitness, LaterWitness }.Max(),
    };
}

namespace Paywarden.Ledger.Codec;

/// <summary>The output scripts that addresses stand for, made and recognised.</summary>
public static class Scripts
{
    private const byte Return = 0x6a;
    private const byte Duplicate = 0x76;
    private const byte Equal = 0x87;
    private const byte EqualVerify = 0x88;
    private const byte HashKey = 0xa9;
    private const byte HashTwice = 0xaa;
    private const byte CheckSignature = 0xac;
    private const byte One = 0x51;

    /// <param name="hash">The key's hash: 20 bytes.</param>
    public static Bytes ToKeyHash(ReadOnlySpan<byte> hash) => Bytes.Own([Duplicate, HashKey, (byte)hash.Length, .. hash, EqualVerify, CheckSignature]);

    /// <param name="hash">The script's hash: 20 bytes, on BCH also 32.</param>
    public static Bytes ToScriptHash(ReadOnlySpan<byte> hash) => Bytes.Own([hash.Length == Hashes.KeyHash ? HashKey : HashTwice, (byte)hash.Length, .. hash, Equal]);

    /// <param name="version">0 to 16.</param>
    /// <param name="program">2 to 40 bytes; of version 0 20 or 32.</param>
    public static Bytes ToWitness(int version, ReadOnlySpan<byte> program) =>
        Bytes.Own([version == 0 ? (byte)0 : (byte)(One - 1 + version), (byte)program.Length, .. program]);

    /// <summary>What a script is on this chain: the same bytes can be a lock on one and mean nothing on another.</summary>
    public static ScriptKind KindOf(Chain chain, ReadOnlySpan<byte> script) => script switch
    {
        [Duplicate, HashKey, 20, .. { Length: 20 }, EqualVerify, CheckSignature] => ScriptKind.KeyHash,
        [HashKey, 20, .. { Length: 20 }, Equal] => ScriptKind.ScriptHash,
        [HashTwice, 32, .. { Length: 32 }, Equal] when !chain.HasSegwit => ScriptKind.LongScriptHash,
        [Return, ..] => ScriptKind.Data,
        [0, 20, .. { Length: 20 }] when chain.HasSegwit => ScriptKind.WitnessKeyHash,
        [0, 32, .. { Length: 32 }] when chain.HasSegwit => ScriptKind.WitnessScriptHash,
        [One, 32, .. { Length: 32 }] when chain.HasSegwit => ScriptKind.Taproot,
        [>= One and <= One + 15, var length, .. { Length: >= 2 and <= 40 } program] when chain.HasSegwit && length == program.Length => ScriptKind.LaterWitness,
        _ => ScriptKind.Other,
    };

    /// <summary>The hash or program inside a script of a kind that has an address.</summary>
    internal static ReadOnlySpan<byte> Inner(ScriptKind kind, ReadOnlySpan<byte> script) => kind switch
    {
        ScriptKind.KeyHash => script[3..23],
        ScriptKind.ScriptHash or ScriptKind.LongScriptHash => script[2..^1],
        ScriptKind.WitnessKeyHash or ScriptKind.WitnessScriptHash or ScriptKind.Taproot or ScriptKind.LaterWitness => script[2..],
        _ => default,
    };

    internal static int WitnessVersion(ReadOnlySpan<byte> script) => script[0] == 0 ? 0 : script[0] - One + 1;
}

namespace Paywarden.Ledger.Codec;

/// <summary>What an output's script asks of whoever spends it, as far as an address can say it.</summary>
public enum ScriptKind
{
    /// <summary>None of the others: it has no address.</summary>
    Other,

    /// <summary>A signature by the key with this hash (P2PKH).</summary>
    KeyHash,

    /// <summary>A script with this 20-byte hash (P2SH, BIP16).</summary>
    ScriptHash,

    /// <summary>A script with this 32-byte hash, on BCH (P2SH32, 2022-05).</summary>
    LongScriptHash,

    /// <summary>Witness version 0, 20 bytes (P2WPKH, BIP141).</summary>
    WitnessKeyHash,

    /// <summary>Witness version 0, 32 bytes (P2WSH, BIP141).</summary>
    WitnessScriptHash,

    /// <summary>Witness version 1, 32 bytes (P2TR, BIP341).</summary>
    Taproot,

    /// <summary>Any other witness program: valid to pay, and what it will take to spend it is not known yet (BIP350).</summary>
    LaterWitness,

    /// <summary>Nobody can spend it: it carries data (OP_RETURN).</summary>
    Data,
}

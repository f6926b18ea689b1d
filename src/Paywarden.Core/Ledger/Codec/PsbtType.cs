namespace Paywarden.Ledger.Codec;

/// <summary>The key types of BIP174 that we read, each in the kind of map that its name begins with.</summary>
internal static class PsbtType
{
    public const ulong GlobalUnsigned = 0x00;
    public const ulong GlobalExtendedKey = 0x01;
    public const ulong GlobalVersion = 0xfb;

    public const ulong InNonWitnessCoin = 0x00;
    public const ulong InWitnessCoin = 0x01;
    public const ulong InPartialSignature = 0x02;
    public const ulong InSigHash = 0x03;
    public const ulong InRedeemScript = 0x04;
    public const ulong InWitnessScript = 0x05;
    public const ulong InKeyOrigin = 0x06;
    public const ulong InFinalScript = 0x07;
    public const ulong InFinalWitness = 0x08;

    public const ulong OutRedeemScript = 0x00;
    public const ulong OutWitnessScript = 0x01;
    public const ulong OutKeyOrigin = 0x02;
}

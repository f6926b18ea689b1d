namespace Paywarden.Ledger.Codec;

/// <summary>Whose coins: real ones, those of the public test network, or made-up ones of a private chain.</summary>
public enum Network
{
    Main,
    Test,
    Regtest,
}
